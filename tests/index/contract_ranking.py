"""Every engine: what comes before what, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import prod

import pytest
from contract_ground import Ground, Publish
from library import asking, days, ids, listing, search
from making import NOW, grant, on, page, thing, webinar

from index import ranking
from index.engine import Engine
from index.query import Facet
from index.record import Thing
from index.resource import Call, Event, Example, Kind

QUERIES = (
    "flom", "flom i byer", "Flom på øret", "webinar flom", "søke penger flom", '"om flom"',
    "flommm trær -hete", "penger brukt", "vinteren", "byggeflom", "",
)  # fmt: skip


def held(path: str, recording: str = "") -> Thing:
    """A webinar about floods that is over."""
    event = Event(periods=(on(days(-20), time(10), time(11)),), recording=recording)
    return thing(page(path, "Om flom.", kind=Kind.EVENT, event=event))


class Ranking(Ground):
    @pytest.fixture
    def words_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing for what pages are about: the words of their addresses would tell of it."""
        monkeypatch.setattr(ranking, "CONCEPT", 0.0)

    def score(self, engine: Engine, text: str) -> dict[str, float]:
        return {hit.thing.id: hit.score for hit in search(engine, text).hits}

    # the whole title

    @pytest.mark.parametrize("query", ["Flom i planer", "flommen i planene", "FLOM PLAN"])
    def test_a_page_whose_title_is_the_query_comes_first(self, shared: Publish, query: str) -> None:
        often = "Flom i planer. " * 20
        engine = shared(
            thing(page("/ofte", often, title="Flom i planer og flom i bygder", lead=often)),
            thing(page("/tittel", "Noe helt annet. " * 50, title="Flom i planer")),
            thing(page("/del", often, title="Flom")),
        )
        assert ids(search(engine, query))[0] == "tittel"

    @pytest.mark.parametrize("title", ["Hva bør kommunen gjøre om flom?", "Hva får vi gjort?"])
    def test_a_title_that_asks_is_the_query_too(self, publish: Publish, title: str) -> None:
        engine = publish(
            thing(
                page("/ofte", "Kommunen har gjort mye om flom. " * 20, title="Kommunen gjør noe")
            ),
            thing(page("/tittel", "Noe annet. " * 50, title=title)),
        )
        assert ids(search(engine, title))[0] == "tittel"

    def test_a_title_that_asks_is_the_query_in_quotes_too(self, publish: Publish) -> None:
        title, often = "Hva bør kommunen gjøre?", "Hva bør kommunen gjøre? " * 20
        engine = publish(
            thing(page("/ofte", often, title="Kommunens flommer")),
            thing(page("/tittel", "Noe annet. " * 50, title=title)),
        )
        assert ids(search(engine, f'"{title}"'))[0] == "tittel"

    def test_a_title_that_says_a_word_twice_is_the_query_too(self, publish: Publish) -> None:
        title = "Flom på flom: «Byer» under vann"
        engine = publish(
            thing(page("/ofte", "Flom i byer under vann. " * 20, title="Flom, byer og vann")),
            thing(page("/tittel", "Noe annet. " * 50, title=title)),
        )
        assert ids(search(engine, title))[0] == "tittel"

    # what others say, and what it is about

    def test_a_page_is_found_by_what_others_call_it(self, publish: Publish) -> None:
        called = replace(thing(page("/kalt", "Om noe annet.")), called=("opptak om bekkeåpning",))
        engine = publish(called, thing(page("/annen", "Om noe annet.")))
        assert ids(search(engine, "bekkeåpning")) == ["kalt"]

    @pytest.mark.parametrize("word", ["tåkeheimen", "takeheimen", "skodde"])
    def test_a_page_that_others_call_by_the_word_comes_before_one_that_holds_it_as_often(
        self, shared: Publish, word: str
    ) -> None:
        text = "Tåkeheimen ligger over elva. Skodde."
        engine = shared(
            thing(page("/holder", f"{text} Skodde i tåkeheimen.")),
            replace(thing(page("/kalles", text)), called=("Skodde i tåkeheimen",)),
        )
        assert ids(search(engine, word)) == ["kalles", "holder"]

    def test_a_page_whose_address_is_the_word_comes_before_one_that_says_it_as_often(
        self, publish: Publish
    ) -> None:
        engine = publish(
            thing(page("/rad/en-side", "Om regnbed. Gravd regnbed.")),
            thing(page("/rad/regnbed", "Om regnbed. Gravd ned.")),
        )
        assert ids(search(engine, "regnbed")) == ["regnbed", "en-side"]

    def test_the_fewer_words_of_its_names_the_more_each_says(self, publish: Publish) -> None:
        many = " ".join(f"ord{number}" for number in range(30))
        text = "Noe om flom."
        engine = publish(
            replace(thing(page("/mange", text)), called=("Flom", many)),
            replace(thing(page("/fa", f"{text} {many}")), called=("Flom",)),
        )
        query = asking(engine, "flom")
        names = {
            name: dict(found.added)["adresse og lenker"]
            for name in ("mange", "fa")
            if (found := engine.explain(query, name))
        }
        assert names["fa"] > names["mange"] > 0

    def test_pages_of_the_topic_that_the_query_names_are_lifted(self, publish: Publish) -> None:
        text = "Regnbed ved skolen."
        engine = publish(
            thing(page("/uten", text)), thing(page("/med", text), topics=("overvann",))
        )
        scores = self.score(engine, "regnbed")
        assert scores["med"] == pytest.approx(scores["uten"] * ranking.ABOUT)

    def test_of_pages_with_the_words_those_about_the_same_as_the_best_come_first(
        self, publish: Publish
    ) -> None:
        about = [
            thing(page(f"/om-{n}", "Flom. Flom. Elva og bekken.", title="Flom")) for n in range(5)
        ]
        others = [thing(page(f"/mat-{n}", "Middag i kantina.", title="Mat")) for n in range(5)]
        engine = publish(
            *about,
            *others,
            thing(page("/ulik", "Flom. Middag i kantina.")),
            thing(page("/lik", "Flom. Elva og bekken.")),
        )
        assert ids(search(engine, "flom"))[-2:] == ["lik", "ulik"]

    def test_of_pages_with_the_words_those_about_what_is_asked_about_come_first(
        self, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ranking, "LIKENESS", 0.0)
        engine = publish(
            thing(page("/a", "Kjelleren hvor elevene spiser suppe og brød i pausene.")),
            thing(page("/b", "Kjelleren hvor kloakk presses tilbake under et styrtregn.")),
        )
        assert ids(search(engine, "vann i kjelleren")) == ["b", "a"]

    def test_a_query_whose_words_tell_of_nothing_lifts_nothing(self, publish: Publish) -> None:
        engine = publish(thing(page("/a", "Sebraen ved overvann og kloakk.")))
        given = {
            text: dict(found.added)["samme sak"]
            for text in ("sebraen", "overvann", "sebraen overvann")
            if (found := engine.explain(asking(engine, text), "a"))
        }
        assert given["sebraen"] == 0.0 < given["sebraen overvann"] < given["overvann"]

    def test_pages_that_are_not_compared_follow_those_that_are(
        self, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        engine = publish(
            *(thing(page(f"/{n}", "Flom. " * n + "Elv. " * (9 - n))) for n in range(9))
        )
        monkeypatch.setattr(ranking, "RESCORED", 0)
        by_words = ids(search(engine, "flom"))
        assert by_words == ["8", "7", "6", "5", "4", "3", "2", "1"]
        monkeypatch.setattr(ranking, "RESCORED", 3)
        found = ids(search(engine, "flom"))
        assert sorted(found[:3], reverse=True) == by_words[:3]
        assert found[3:] == by_words[3:]
        pages = [search(engine, "flom", size=2, page=number) for number in range(1, 5)]
        assert [name for page in pages for name in ids(page)] == found

    # what has a date

    @pytest.mark.usefixtures("words_alone")
    def test_coming_events_are_lifted_where_the_query_asks_for_events(
        self, publish: Publish
    ) -> None:
        coming = Event(periods=(on(days(20), time(10), time(11)),))
        engine = publish(
            thing(page("/siden", "Et webinar om flom. Et webinar om flom.", title="Webinar")),
            held("/opptaket", "https://video.example/1"),
            thing(page("/kommende", "Om flom.", kind=Kind.EVENT, event=coming)),
        )
        plain = self.score(engine, "flom")
        assert plain["kommende"] == pytest.approx(plain["opptaket"])
        asked = self.score(engine, "webinar om flom")
        assert asked["kommende"] == pytest.approx(asked["opptaket"] * ranking.ASKED_FOR)
        later = replace(asking(engine, "webinar om flom"), now=NOW + timedelta(days=30))
        over = {hit.thing.id: hit.score for hit in engine.search(later).hits}
        assert over["kommende"] == pytest.approx(over["opptaket"] * ranking.OVER)

    @pytest.mark.parametrize(
        "word", ["webinar", "webinarer", "webinaret", "kurs", "kurset", "seminar", "seminarer",
                 "arrangement", "arrangementer", "påmelding"],
    )  # fmt: skip
    def test_any_form_of_the_words_asks_for_events(self, shared: Publish, word: str) -> None:
        engine = shared(
            held("/holdt"), thing(webinar("/kommer", on(days(2)), lead="Om flom.")),
        )  # fmt: skip
        assert ids(search(engine, f"flom {word}"))[0] == "kommer"
        found = engine.explain(asking(engine, f"flom {word}"), "kommer")
        assert found is not None
        assert ranking.ASKED_FOR in [factor for _, factor in found.factors]

    @pytest.mark.parametrize(
        "word", ["tilskudd", "tilskot", "tilskuddet", "støtte", "søke", "søknad", "søknadsfrist",
                 "frist", "fristen", "penger", "pengar", "utlysning", "utlysninger"],
    )  # fmt: skip
    def test_any_form_of_the_words_asks_for_open_grants(self, shared: Publish, word: str) -> None:
        text = page(text="Om flom.").passages
        engine = shared(
            thing(grant("/stengt", Call(deadline=days(-9)), passages=text)),
            thing(grant("/apen", Call(deadline=days(9)), passages=text)),
            thing(page("/tilskot", "Om tilskudd, tilskot og pengar.")),
        )
        found = engine.explain(asking(engine, f"flom {word}"), "apen")
        assert found is not None
        assert ranking.ASKED_FOR in [factor for _, factor in found.factors]
        assert ids(search(engine, "flom")) == ["apen", "stengt"]

    @pytest.mark.usefixtures("words_alone")
    def test_closed_calls_are_lowered(self, publish: Publish) -> None:
        text = page(text="Om flom.").passages
        engine = publish(
            thing(grant("/stengt", Call(deadline=days(-9)), passages=text)),
            thing(grant("/senere", Call(opens=days(5), deadline=days(9)), passages=text)),
            thing(grant("/apen", Call(deadline=days(9)), passages=text)),
        )
        score = self.score(engine, "flom")
        assert score["stengt"] == pytest.approx(score["apen"] * ranking.OVER)
        assert score["senere"] == pytest.approx(score["apen"])

    @pytest.mark.usefixtures("words_alone")
    def test_events_that_were_held_are_lowered_unless_they_can_be_seen(
        self, publish: Publish
    ) -> None:
        engine = publish(held("/holdt"), held("/opptak", "https://video.example/1"))
        score = self.score(engine, "flom")
        assert score["holdt"] == pytest.approx(score["opptak"] * ranking.OVER)

    @pytest.mark.usefixtures("words_alone")
    def test_old_guidance_is_lowered_a_little_and_nothing_else_is(self, publish: Publish) -> None:
        old, new = date(2016, 1, 1), date(2025, 1, 1)
        engine = publish(
            thing(page("/gammel", "Om flom.", published=old)),
            thing(page("/rort", "Om flom.", published=old, modified=new)),
            thing(page("/ny", "Om flom.", published=new)),
            thing(page("/udatert", "Om flom.")),
            thing(page("/melding", "Om flom.", kind=Kind.NEWS, published=old)),
        )
        score = self.score(engine, "flom")
        assert score["gammel"] == pytest.approx(score["ny"] * ranking.OLD)
        assert score["rort"] == score["udatert"] == score["melding"] == score["ny"]
        assert ids(search(engine, "flom"))[-1] == "gammel"

    def test_guidance_grows_old_at_midnight_in_oslo(self, publish: Publish) -> None:
        engine = publish(thing(page("/side", "Om flom.", published=date(2018, 3, 9))))
        query = asking(engine, "flom")
        midnight = datetime(2026, 3, 9, 23, tzinfo=UTC)
        before, after = (
            engine.search(replace(query, now=now)).hits[0].score
            for now in (midnight - timedelta(minutes=1), midnight)
        )
        assert after == pytest.approx(before * ranking.OLD)

    def test_a_list_is_not_moved_by_any_of_it(self, publish: Publish) -> None:
        engine = publish(held("/holdt"), thing(page("/gammel", published=date(2001, 1, 1))))
        assert {hit.score for hit in engine.search(listing()).hits} == {0.0}

    # why

    @pytest.mark.parametrize("text", QUERIES)
    def test_an_explanation_adds_up_to_the_score(self, library: Engine, text: str) -> None:
        query = asking(library, text)
        for hit in library.search(query).hits:
            found = library.explain(query, hit.thing.id)
            assert found is not None
            added = sum(part for _, part in found.added)
            assert found.score == pytest.approx(added * prod(f for _, f in found.factors))
            assert found.score == pytest.approx(hit.score)
            names = [name for name, _ in (*found.added, *found.factors)]
            assert len(set(names)) == len(names)

    def test_each_word_is_named_in_an_explanation(self, library: Engine) -> None:
        found = library.explain(asking(library, "flom vann"), "flom")
        assert found is not None
        for word in ("flom", "vann"):
            assert sum(part for name, part in found.added if name.startswith(f"{word}:")) > 0

    def test_a_thing_is_explained_by_the_id_of_any_of_its_records(self, library: Engine) -> None:
        query = asking(library, "cities")
        assert library.explain(query, "en") == library.explain(query, "by") is not None
        assert library.explain(query, "finnes-ikke") is None

    # where

    def test_projects_and_examples_are_narrowed_by_their_county(self, publish: Publish) -> None:
        def example(path: str, county: str) -> Thing:
            known = Example(municipality="Lia", county=county)
            return thing(page(path, kind=Kind.EXAMPLE, example=known))

        engine = publish(
            example("/vest", "Vestland"), example("/nord", "Nordland"),
            example("/uvisst", "Utopia"),
            thing(page("/side", "Om Vestland.")),
        )  # fmt: skip
        found = engine.search(listing(filters={Facet.COUNTY: ("Vestland",)}))
        assert ids(found) == ["vest"]
        offered = {value.value: (value.count, value.chosen) for value in found.facets[Facet.COUNTY]}
        assert offered == {"Vestland": (1, True), "Nordland": (1, False)}
