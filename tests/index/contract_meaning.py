"""Every engine: what readers mean is found, in other words, spellings and forms than they typed."""

import pytest
from contract_ground import Ground, Publish
from library import asking, counts, ids, search
from making import SITE, page, thing

from index import ranking
from index.engine import Engine
from index.query import Facet


class Meaning(Ground):
    # phrases and excluded words

    @pytest.fixture
    def plans(self, shared: Publish) -> Engine:
        return shared(
            thing(page("/boyd", "Om de grønne planene.")),
            thing(page("/ordrett", "Om de grønne planer.")),
            thing(page("/skilt", "Om grønne og store planer.")),
            thing(page("/omvendt", "Om planer som er grønne.")),
            thing(page("/delt", "Om noe annet.", title="Grønne", lead="Planer er flere.")),
            thing(page("/plan", "Om planer og ras.")),
        )

    @pytest.mark.parametrize("quotes", ['""', "“”", "„“", "«»", "””"])
    def test_a_phrase_is_found_where_its_words_stand_side_by_side(
        self, plans: Engine, quotes: str
    ) -> None:
        found = search(plans, f"{quotes[0]}grønne planer{quotes[1]}")
        assert ids(found) == ["ordrett", "boyd"]
        assert found.hits[0].score > found.hits[1].score
        assert counts(found, Facet.KIND) == {"guidance": 2}

    def test_a_phrase_and_a_word_beside_it_are_both_asked_for(self, publish: Publish) -> None:
        engine = publish(
            thing(page("/begge", "Om grønne byer og flom.")),
            thing(page("/frase", "Om grønne byer og annet.")),
            thing(page("/ord", "Om flom i byer.")),
        )
        assert ids(search(engine, 'flom "grønne byer"')) == ["begge", "frase"]

    def test_a_phrase_that_stands_nowhere_finds_nothing(self, plans: Engine) -> None:
        assert search(plans, '"store grønne"').total == 0

    def test_quoted_words_are_verbatim(self, publish: Publish) -> None:
        engine = publish(thing(page("/a", "Om planlegging.")), thing(page("/b", "Annet.")))
        assert ids(search(engine, "planlegginng")) == ["a"]
        assert asking(engine, '"planlegginng"').units[0].read_as == ""
        assert search(engine, '"planlegginng"').total == 0

    @pytest.mark.parametrize("minus", ["-", "–", "—", "−"])
    def test_an_excluded_word_is_in_no_hit_in_any_form(self, plans: Engine, minus: str) -> None:
        found = search(plans, f"planer {minus}grønn")
        assert ids(found) == ["plan"]
        assert counts(found, Facet.KIND) == {"guidance": 1}

    def test_a_query_of_an_excluded_word_alone_finds_all_others(self, plans: Engine) -> None:
        assert set(ids(search(plans, "-ras"))) == {"boyd", "ordrett", "skilt", "omvendt", "delt"}

    # beginnings of words

    @pytest.fixture
    def begun(self, shared: Publish) -> Engine:
        return shared(
            thing(page("/tilpasning", "Om klimatilpasning i byen.")),
            thing(page("/tiltak", "Om klimatiltak, og mer om klimatiltak.")),
            thing(page("/budsjett", "Om klimabudsjettet.", title="Plan")),
            thing(page("/andre", "Om lokalklima og en plan.")),
        )

    @pytest.mark.parametrize("typed", ["klimatil*", "KLIMATIL*", "og klimatil*"])
    def test_a_star_stands_for_any_ending(self, begun: Engine, typed: str) -> None:
        found = search(begun, typed)
        assert set(ids(found)) == {"tilpasning", "tiltak"}
        assert found.hits[0].score == found.hits[1].score
        marked = {text for hit in found.hits for text, mark in hit.snippet.parts if mark}
        assert marked == {"klimatilpasning", "klimatiltak"}

    def test_a_beginning_that_is_not_held_is_missing_as_the_reader_wrote_it(
        self, begun: Engine
    ) -> None:
        found = search(begun, "klimabud* lokalklima")
        assert {hit.thing.id: hit.missing for hit in found.hits} == {
            "budsjett": ("lokalklima",),
            "andre": ("klimabud*",),
        }

    def test_a_beginning_narrows_nothing_by_a_title_or_a_repaired_word(self, begun: Engine) -> None:
        assert search(begun, "klimmat*").total == 0
        query = asking(begun, "plan klima*")
        explained = begun.explain(query, "budsjett")
        assert explained is not None
        added = dict(explained.added)
        assert added["klima*: stamme"] == ranking.PREFIX
        assert added["hele tittelen"] == 0

    # other words and spellings

    def test_a_misspelt_word_is_read_as_the_nearest_that_is_known(self, publish: Publish) -> None:
        engine = publish(thing(page("/a", "Om oversvømmelser.")), thing(page("/b", "Om skred.")))
        (unit,) = asking(engine, "oversvømmelsr").units
        assert unit.read_as == "oversvømmelser"
        found = search(engine, "oversvømmelsr")
        assert ids(found) == ["a"]
        assert ("oversvømmelser", True) in found.hits[0].snippet.parts
        assert found.hits[0].missing == ()

    @pytest.mark.parametrize("typed", ["snøras", "snoras", "snoeras", "SNÖRAS", "Sno\u0308ras"])
    def test_letters_that_a_keyboard_lacks_are_no_matter(self, shared: Publish, typed: str) -> None:
        engine = shared(thing(page("/a", "Om snøras.")), thing(page("/b", "Om skred.")))
        assert ids(search(engine, typed))[0] == "a"

    def test_the_parts_of_a_compound_are_found_under_the_whole_and_one_part_last(
        self, publish: Publish
    ) -> None:
        engine = publish(
            thing(page("/delt", "Hver innbygger har rett til medvirkning.")),
            thing(page("/hel", "Om retten til innbyggermedvirkning.")),
            thing(page("/en", "Om en innbygger.")),
        )
        assert ids(search(engine, "innbyggermedvirkning")) == ["hel", "delt", "en"]

    def test_a_compound_is_found_by_its_part_under_the_word_itself(self, publish: Publish) -> None:
        engine = publish(
            thing(page("/del", "Her er litt om innbyggermedvirkning.")),
            thing(page("/ord", "Her er litt om medvirkning.")),
            thing(page("/annet", "Her er en innbygger.")),
        )
        found = search(engine, "medvirkning")
        assert ids(found) == ["ord", "del"]
        assert ("innbyggermedvirkning", True) in found.hits[1].snippet.parts

    def test_a_compound_that_is_typed_as_two_words_is_found(self, publish: Publish) -> None:
        engine = publish(
            thing(page("/annet", "Om noe helt annet.")),
            thing(page("/a", "Om klimatilpasning.")),
        )
        hits = search(engine, "klima tilpasning").hits
        assert [hit.thing.id for hit in hits] == ["a"]
        assert hits[0].missing == ()

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("Medvirkning er viktig.", "medverknad"),
            ("Om muligheter.", "moglegheiter"),
            ("Om moglegheiter.", "muligheter"),
            ("Om kommunenes veiledninger.", "rettleiingar"),
            ("Medverknad er viktig.", "medvirkning"),
            ("Om rettleiing av folk.", "veiledning"),
            ("Om overvatn i gata.", "overvann"),
            ("Om overvann i gata.", "overvatn"),
        ],
    )
    def test_a_page_in_the_other_norwegian_is_found(
        self, shared: Publish, text: str, query: str
    ) -> None:
        engine = shared(thing(page("/a", text)), thing(page("/b", "Om noe annet.")))
        found = search(engine, query)
        assert ids(found) == ["a"]
        assert any(marked for _, marked in found.hits[0].snippet.parts)

    def test_words_that_mean_the_same_are_found_under_the_word_itself(
        self, publish: Publish
    ) -> None:
        engine = publish(
            thing(page("/slekt", "Om et ras i lia.")),
            thing(page("/selv", "Om et skred i lia.")),
            thing(page("/annet", "Om ei li.")),
        )
        assert ids(search(engine, "skred")) == ["selv", "slekt"]

    def test_queries_are_read_with_the_words_of_the_generation(self, publish: Publish) -> None:
        engine = publish(thing(page("/a", "Om flommer.")), thing(page("/b", "Om flommer, vatn.")))
        frequency = engine.lexicon.frequency
        assert (frequency["flommer"], frequency["vann"]) == (2, 1)
        publish(thing(page("/c", "Om skred.")))
        assert "flommer" not in engine.lexicon.frequency
        assert engine.lexicon.frequency["skred"] == 1

    # relaxing

    def test_where_few_hold_all_words_those_with_most_of_them_follow(
        self, publish: Publish
    ) -> None:
        engine = publish(
            thing(page("/en", "Om flom.")),
            thing(page("/to", "Om flom og tørke.")),
            thing(page("/tre", "Om flom, tørke og hetebølge.")),
            thing(page("/ingen", "Om noe annet.")),
        )
        hits = search(engine, "flom tørke hetebølge").hits
        missing = {hit.thing.id: hit.missing for hit in hits}
        assert [hit.thing.id for hit in hits] == ["tre", "to", "en"]
        assert missing == {"tre": (), "to": ("hetebølge",), "en": ("tørke", "hetebølge")}

    def test_where_enough_hold_all_words_no_others_follow(self, publish: Publish) -> None:
        both = [thing(page(f"/{n}", "Om flom og tørke.")) for n in range(ranking.LEAST_HITS)]
        engine = publish(*both, thing(page("/en", "Om flom.")))
        found = search(engine, "flom tørke")
        assert found.total == len(both)
        assert all(hit.missing == () for hit in found.hits)

    def test_a_word_that_stands_nowhere_is_missing_in_each_hit(self, library: Engine) -> None:
        hits = search(library, "flom qqxx").hits
        assert hits
        assert {hit.missing for hit in hits if "flom" not in hit.missing} == {("qqxx",)}

    def test_a_list_misses_nothing(self, library: Engine) -> None:
        assert {hit.missing for hit in search(library, "").hits} == {()}

    # completion

    @pytest.fixture
    def completing(self, shared: Publish) -> Engine:
        return shared(
            thing(page("/1", "Kommuner, kommunen, flommen.", title="Flom i byer")),
            thing(page("/2", "Kommuner og kommunikasjon.", title="Flomvern")),
            thing(page("/3", "Kommuner.", title="Om skred")),
        )

    def test_words_are_completed_the_most_frequent_first_one_for_each_stem(
        self, completing: Engine
    ) -> None:
        assert completing.complete("kommu") == ("kommuner", "kommunikasjon")
        assert completing.complete("om KOMMUNI") == ("om kommunikasjon",)

    def test_titles_are_completed_first(self, completing: Engine) -> None:
        assert completing.complete("flo") == ("Flom i byer", "Flomvern", "flom", "flomvern")
        assert completing.complete("Flom i")[0] == "Flom i byer"

    @pytest.mark.parametrize("text", ["", " ", "f", "qqxx", "\x00", '"', "🙂", "a" * 10_000])
    def test_what_begins_nothing_completes_nothing(self, completing: Engine, text: str) -> None:
        assert completing.complete(text) == ()

    def test_completion_follows_the_generation(self, publish: Publish) -> None:
        engine = publish(thing(page("/1", "Kommuner.")))
        assert engine.complete("komm") == ("kommuner",)
        publish(thing(page("/4", "Havnivå.", title="Hav")))
        assert engine.complete("komm") == ()
        assert engine.complete("hav")[0] == "Hav"

    # pins

    def test_what_is_pinned_comes_first_in_the_order_of_the_pins(self, library: Engine) -> None:
        plain = search(library, "flom")
        last, other = plain.hits[-1], plain.hits[-2]
        addresses = tuple(hit.record.resource.address for hit in (last, other))
        pinned = (SITE + "/finnes-ikke", *addresses, addresses[0])
        found = search(library, "flom", pinned=pinned)
        rest = [name for name in ids(plain) if name not in (last.thing.id, other.thing.id)]
        assert ids(found) == [last.thing.id, other.thing.id, *rest]
        assert (found.total, found.facets) == (plain.total, plain.facets)

    def test_what_is_pinned_still_has_to_pass_the_filters(self, library: Engine) -> None:
        filters = {Facet.KIND: ("guidance",)}
        plain = search(library, "flom", filters=filters)
        found = search(library, "flom", filters=filters, pinned=(SITE + "/lyd",))
        assert ids(found) == ids(plain)
