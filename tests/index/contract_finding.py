"""Every engine: what is found, in which order, in which language, whatever a reader types."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from contract_ground import Ground, Publish
from hypothesis import given
from hypothesis import strategies as st
from library import DAY, LIBRARY, asking, counts, days, ids, listing, search
from making import NOW, grant, on, page, thing, webinar

from index.engine import Engine
from index.query import Facet, Sort
from index.record import State
from index.resource import Call, Event, Kind, Passage, Period, Project, Speaker

HOSTILE = (
    "", " ", "*", "**", "?", "title:", "title:flom", "-flom", "flom AND", "OR", "NOT flom",
    '"', '"flom', "'flom", "flom~2", "flom^9", "[a TO b]", "((flom", "flom))", "{!x}", "flom OR (",
    "/", "\\", "\x00", "flom\x00skred", "🙂", "🙂 flom", "å" * 300, "og i på", "%00", "' OR 1=1 --",
    "<b>flom</b>", "\u202eflom", "flom " * 2_000, "a" * 10_000,
    " ".join(f"o{n}" for n in range(2_000)),
)  # fmt: skip


class Finding(Ground):
    def test_a_word_is_found_in_title_heading_text_address_and_lead(self, publish: Publish) -> None:
        engine = publish(
            thing(page("/1", title="Om flom")),
            thing(page("/2", passages=(Passage(text="Tekst", heading="Om flom"),))),
            thing(page("/3", "Her er det flom.")),
            thing(page("/flom-og-ras")),
            thing(page("/5", lead="En flom kom.")),
            thing(page("/6", "Ingenting her.")),
        )
        assert set(ids(search(engine, "flom"))) == {"1", "2", "3", "flom-og-ras", "5"}

    def test_the_labelled_fields_of_a_kind_are_found(self, publish: Publish) -> None:
        speaker = Speaker(name="Kari Sørbø", role="rådgiver", organisation="Havforskerne")
        event = Event(speakers=(speaker,), organiser="Fylkeslaget")
        engine = publish(
            thing(page("/w", kind=Kind.EVENT, event=event)),
            thing(page("/p", kind=Kind.PROJECT, project=Project(applicant="Bodø kommune"))),
            thing(page("/annet", "Noe helt annet")),
        )
        for words in ("Sørbø", "havforskerne", "fylkeslaget"):
            assert ids(search(engine, words)) == ["w"]
        assert ids(search(engine, "bodø")) == ["p"]

    def test_words_are_found_in_other_forms_and_spellings(self, publish: Publish) -> None:
        engine = publish(thing(page("/a", "Planene for Bærum ble vedtatt.")))
        assert ids(search(engine, "PLANER")) == ["a"]
        assert ids(search(engine, "Baerum")) == ["a"]

    def test_the_title_outranks_the_text(self, publish: Publish) -> None:
        engine = publish(
            thing(page("/tekst", "Her står det om flom en gang.", title="Annet")),
            thing(page("/tittel", "Her står det om annet en gang.", title="Flom")),
        )
        hits = search(engine, "flom").hits
        assert [hit.thing.id for hit in hits] == ["tittel", "tekst"]
        assert hits[0].score > hits[1].score > 0

    def test_what_has_more_of_the_words_comes_first(self, publish: Publish) -> None:
        engine = publish(
            thing(page("/en", "Noe annet.", title="Flom")),
            thing(page("/to", "En flom og et skred.", title="Annet")),
        )
        assert ids(search(engine, "flom skred")) == ["to", "en"]

    def test_a_query_without_words_lists_everything(self, library: Engine) -> None:
        found = library.search(listing())
        assert found.total == len(LIBRARY)
        assert set(ids(found)) == {each.id for each in LIBRARY}

    def test_a_word_that_stands_nowhere_finds_nothing(self, library: Engine) -> None:
        found = search(library, "romskip")
        assert (found.total, found.hits) == (0, ())
        assert all(values == () for values in found.facets.values())

    def test_a_hit_shows_its_title_and_text_with_the_words_marked(self, library: Engine) -> None:
        hits = {hit.thing.id: hit for hit in search(library, "flom").hits}
        assert hits["flom"].title == (("Flom", True),)
        assert ("flom", True) in hits["lyd"].snippet.parts
        assert hits["lyd"].record.resource.title == "Flom på øret"

    def test_an_empty_generation_finds_nothing(self, publish: Publish) -> None:
        engine = publish()
        for query in (
            listing(),
            asking(engine, "flom"),
            listing(states=(State.OPEN,), sort=Sort.SOONEST),
        ):
            assert engine.search(query).total == 0
        assert engine.get("a") is None

    def test_a_thing_without_a_word_is_listed_and_counted(self, publish: Publish) -> None:
        engine = publish(thing(page("/1", title="")), thing(page("/2", "Om flom", title="")))
        assert engine.search(listing()).total == 2
        assert ids(search(engine, "flom")) == ["2"]

    # order

    def test_newest_is_by_day_and_the_undated_come_last(self, library: Engine) -> None:
        found = library.search(listing(sort=Sort.NEWEST))
        listed = [hit.thing.day or date.min for hit in found.hits]
        assert listed == sorted(listed, reverse=True)
        assert listed[-1] == date.min
        narrowed = search(library, "flom", sort=Sort.NEWEST, filters={Facet.KIND: ("guidance",)})
        assert ids(narrowed) == ["flom", "hete"]

    def test_a_list_is_newest_first_unless_asked_otherwise(self, library: Engine) -> None:
        assert ids(library.search(listing())) == ids(library.search(listing(sort=Sort.NEWEST)))

    def test_soonest_is_by_the_next_day_that_it_begins_or_is_due(self, library: Engine) -> None:
        found = library.search(listing(sort=Sort.SOONEST))
        assert ids(found)[:4] == ["snart", "apen", "kommer", "senere"]
        later = replace(listing(sort=Sort.SOONEST), now=NOW + timedelta(days=2))
        assert ids(library.search(later))[:3] == ["apen", "kommer", "senere"]

    def test_soonest_counts_the_next_of_several(self, publish: Publish) -> None:
        engine = publish(
            thing(webinar("/om-litt", on(days(2)))),
            thing(webinar("/kurs", on(days(-5)), on(days(1)), on(days(30)))),
            thing(grant("/to-frister", Call(deadline=days(-100)), Call(deadline=days(3)))),
        )
        assert ids(engine.search(listing(sort=Sort.SOONEST))) == ["kurs", "om-litt", "to-frister"]

    def test_what_is_under_way_comes_soonest(self, publish: Publish) -> None:
        engine = publish(
            thing(webinar("/i-morgen", on(days(1)))),
            thing(webinar("/i-dag-hele-dagen", on(DAY))),
            thing(webinar("/siden-i-gar", Period(first=days(-1), last=days(1)))),
            thing(webinar("/over-i-dag", on(DAY, time(9), time(10)))),
        )
        query = listing(sort=Sort.SOONEST, states=(State.COMING,))
        assert ids(engine.search(query)) == ["siden-i-gar", "i-dag-hele-dagen", "i-morgen"]

    def test_best_is_by_score(self, library: Engine) -> None:
        scores = [hit.score for hit in search(library, "flom vann").hits]
        assert len(scores) > 2
        assert scores == sorted(scores, reverse=True)

    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("words", ["", "flom"])
    def test_pages_hold_each_thing_once_though_all_are_ties(
        self, shared: Publish, sort: Sort, words: str
    ) -> None:
        engine = shared(*(thing(page(f"/{n}", "Om flom.", published=DAY)) for n in range(23)))
        pages = [
            ids(search(engine, words, sort=sort, size=5, page=number)) for number in range(1, 6)
        ]
        assert [len(each) for each in pages] == [5, 5, 5, 5, 3]
        together = [name for each in pages for name in each]
        assert len(set(together)) == 23
        assert together == ids(search(engine, words, sort=sort))

    @pytest.mark.parametrize("number", [3, 1_000, 10**12])
    def test_a_page_beyond_the_end_is_empty_and_still_says_how_many(
        self, library: Engine, number: int
    ) -> None:
        found = library.search(listing(page=number))
        assert found.hits == ()
        assert found.total == len(LIBRARY)
        assert found.facets == library.search(listing()).facets

    # language versions

    def test_language_versions_are_one_hit_shown_in_the_version_that_answers(
        self, library: Engine
    ) -> None:
        (english,) = search(library, "cities").hits
        assert (english.thing.id, english.record.id) == ("by", "en")
        assert english.title == (("Cities", True),)
        norwegian = {hit.thing.id: hit.record.id for hit in search(library, "byer").hits}
        assert norwegian["by"] == "by"

    def test_where_no_version_answers_better_it_is_the_readers_language(
        self, library: Engine
    ) -> None:
        for language, shown in (("nb", "by"), ("en", "en"), ("nn", "by")):
            hits = library.search(listing(language=language)).hits
            assert {hit.thing.id: hit.record.id for hit in hits}["by"] == shown

    def test_a_thing_counts_once_in_each_of_its_languages(self, library: Engine) -> None:
        languages = counts(library.search(listing()), Facet.LANGUAGE)
        assert languages == {"nb": len(LIBRARY) - 1, "nn": 1, "en": 1}

    # what readers type

    @pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
    def test_a_hostile_query_gives_a_page(self, library: Engine, text: str) -> None:
        found = search(library, text)
        assert 0 <= found.total <= len(LIBRARY)
        assert len(found.hits) == found.total

    @given(text=st.text(st.characters(), max_size=200), sort=st.sampled_from(Sort))
    def test_any_text_gives_a_page(self, library: Engine, text: str, sort: Sort) -> None:
        found = search(library, text, sort=sort, filters={Facet.TOPIC: (text,)})
        assert found.total == 0
        assert len(search(library, text, sort=sort).hits) <= len(LIBRARY)

    @given(text=st.text(max_size=200))
    def test_any_text_is_looked_up_as_an_id_and_as_an_address(
        self, library: Engine, text: str
    ) -> None:
        assert library.get(text) in (None, *LIBRARY)
        assert library.find(text) in (None, *LIBRARY)
        assert library.links_in(text) == ()
