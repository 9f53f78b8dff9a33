"""From what a reader types to a Query, by the words of a small collection."""

from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from making import NOW
from sample_words import sample_lexicon

from index import ranking
from index.analyse import LONGEST, MOST_WORDS, Analyser, clean_text
from index.language.lexicon import Lexicon
from index.language.stem import stem
from index.language.stopwords import STOP_WORDS
from index.language.thesaurus import Thesaurus, default_thesaurus
from index.query import Query, Unit

WORDS = {
    "overvann": 40, "klima": 90, "tilpasning": 20, "klimatilpasning": 30, "plan": 80,
    "planer": 30, "kommune": 95, "flom": 25, "flommen": 9, "medvirkning": 12, "innbygger": 10,
    "klimabudsjett": 14, "budsjett": 9, "åpning": 6, "bekk": 9, "bekkeåpning": 3, "for": 90,
    "før": 60, "får": 4, "tiltak": 70, "titak": 1, "risiko": 20, "sårbarhet": 12, "analyse": 15,
    "flomanalyse": 3, "areal": 30, "arealplan": 9, "statsforvalter": 14, "rådmann": 2,
    "kommunedirektør": 12, "byggeplass": 12, "bygg": 20, "plass": 20, "anlegg": 15,
    "anleggsplass": 4,
}  # fmt: skip
NYNORSK = {"overvatn": "overvann", "medverknad": "medvirkning", "flaum": "flom"}
THESAURUS = Thesaurus(
    {
        ("ros",): {("risiko", "sårbarhet"): 0.9},
        ("risiko", "sårbarhet"): {("ros",): 0.9},
        ("byggeplass",): {("anleggsplass",): 0.8},
        ("rådmann",): {("kommunedirektør",): 0.9},
        ("analyse",): {("utredning",): 0.6},
    }
)
ANALYSER = Analyser(
    lexicon=Lexicon(WORDS, NYNORSK), thesaurus=THESAURUS, filter_names=frozenset({"type", "år"})
)
SAMPLE = Analyser(lexicon=sample_lexicon(), thesaurus=default_thesaurus())


def query(text: str) -> Query:
    return ANALYSER.query(text, NOW)


def unit(text: str) -> Unit:
    """The only word of a query."""
    (only,) = query(text).units
    return only


def ways(unit: Unit) -> dict[tuple[str, ...], float]:
    return {way.stems: way.weight for way in unit.alternatives}


def test_a_word_is_found_by_its_stem_first() -> None:
    best = unit("Flommen").alternatives[0]
    assert (best.stems, best.weight) == (("flom",), 1.0)


def test_every_inflection_means_the_same_stem() -> None:
    assert unit("flommen").stem == unit("FLOM").stem == unit("flommer").stem == "flom"


def test_a_nynorsk_word_is_found_by_its_bokmal() -> None:
    assert (unit("overvatn").word, unit("overvatn").surface) == ("overvatn", "overvann")
    assert unit("overvatn").stem == unit("overvann").stem


def test_a_compound_is_also_found_by_all_its_parts_together() -> None:
    found = ways(unit("klimatilpasning"))
    assert found[stem("klima"), stem("tilpasning")] == ranking.OWN_PARTS
    assert (stem("klima"),) not in found


def test_the_parts_of_a_compound_new_to_the_collection_count_a_little_alone() -> None:
    found = ways(unit("klimamedvirkning"))
    assert found[stem("klima"), stem("medvirkning")] == ranking.OWN_PARTS
    assert found[(stem("klima"),)] == found[(stem("medvirkning"),)] == ranking.PART_ALONE


def test_the_parts_of_a_compound_count_alone_where_it_is_the_only_word_and_few_pages_hold_it() -> (
    None
):
    found = ways(unit("flomanalyse"))
    assert found[(stem("flom"),)] == found[(stem("analyse"),)] == ranking.PART_ALONE
    assert (stem("klima"),) not in ways(unit("klimatilpasning"))
    rare, _ = query("flomanalyse kommune").units
    assert (stem("flom"),) not in ways(rare)


def test_two_words_are_also_found_where_they_are_written_as_one() -> None:
    one, other = query("klima tilpasning").units
    whole = (stem("klimatilpasning"),)
    assert ways(one)[whole] == ways(other)[whole] == ranking.JOINED


@pytest.mark.parametrize("text", ["anlegg plass", "bekk åpning"])
def test_words_are_joined_with_s_and_e_as_well(text: str) -> None:
    whole = {"anlegg plass": "anleggsplass", "bekk åpning": "bekkeåpning"}[text]
    assert all((stem(whole),) in ways(one) for one in query(text).units)


def test_words_that_the_collection_never_writes_as_one_are_not_joined() -> None:
    assert all(len(way.stems[0]) < 9 for u in query("flom plan").units for way in u.alternatives)


def test_a_word_typed_without_its_rings_and_strokes_is_found_by_the_same_letters() -> None:
    assert ways(unit("apning"))[(stem("åpning"),)] == ranking.SAME_LETTERS
    assert unit("apning").read_as == ""
    assert ways(unit("for")).keys() == {("for",)}


def test_a_word_typed_with_its_own_letters_is_not_taken_for_another() -> None:
    assert ways(unit("får")).keys() == {("får",)}
    assert ("for",) not in ways(unit("før"))


@pytest.mark.parametrize("typed", ["aapning", "åpning", "a\u030apning", "ÅPNING"])
def test_digraphs_loose_rings_and_capitals_are_the_same_word(typed: str) -> None:
    assert unit(typed).stem == stem("åpning")
    assert unit(typed).surface == "åpning"


def test_the_thesaurus_adds_to_a_word_what_it_also_means() -> None:
    assert ways(unit("rådmannen"))[(stem("kommunedirektør"),)] == 0.9


def test_an_abbreviation_is_found_by_all_words_that_it_stands_for() -> None:
    assert ways(unit("ROS"))[stem("risiko"), stem("sårbarhet")] == 0.9


def test_an_abbreviation_with_a_slash_is_one_word() -> None:
    assert [unit.word for unit in SAMPLE.query("G/S-veg", NOW).units] == ["gs", "veg"]
    assert [unit.word for unit in SAMPLE.query("plan/bygg og 5/6", NOW).units] == [
        "plan", "bygg", "5", "6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("hva bør kommunen gjøre etter en flom", ["kommunen", "flom"]),
        ("får vi veldig mye flom", ["flom"]),
        ("kva må kommunen gjere", ["kommunen"]),
        ("hva får jeg", ["får"]),
        ("hvilket får hos jeg", ["får"]),
        ('"får vi flom"', ["får", "flom"]),
    ],
)
def test_words_that_only_ask_are_left_out_where_there_are_others(
    typed: str, searched: list[str]
) -> None:
    assert [unit.word for unit in query(typed).units] == searched


def test_an_abbreviation_in_capitals_means_its_words_before_its_letters() -> None:
    in_full = (stem("konsekvensutredning"),)
    (typed,), (animal,) = (SAMPLE.query(text, NOW).units for text in ("KU", "ku"))
    assert typed.alternatives[0].stems == in_full
    assert ways(typed)[in_full] == 1.0 > ways(typed)[("ku",)] == ways(animal)[in_full]
    assert animal.alternatives[0].stems == ("ku",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("overvatn", "overvann"),
        ("klima tilpasning", "tilpasning"),
        ("overvan", "overvann"),
        ("ROS", "beredskap"),
        ("KU", "arealplan"),
    ],
)
def test_a_topic_is_seen_however_its_words_are_written(text: str, topic: str) -> None:
    assert topic in SAMPLE.query(text, NOW).about


def test_a_phrase_of_the_thesaurus_shares_its_weight_between_its_words() -> None:
    units = query("risiko- og sårbarhet i plan").units
    assert ways(units[0])[("ros",)] == ways(units[1])[("ros",)] == 0.45
    assert ("ros",) not in ways(units[2])


def test_a_phrase_of_the_thesaurus_is_found_only_where_its_words_stand_together() -> None:
    assert all(("ros",) not in ways(one) for one in query("risiko plan sårbarhet").units)


def test_a_part_of_a_compound_is_replaced_by_what_the_thesaurus_says_of_it() -> None:
    assert ways(unit("flomanalyse"))[stem("flom"), stem("utredning")] == pytest.approx(
        ranking.OWN_PARTS * 0.6
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("overvan", "overvann"),
        ("klimabudsjet", "klimabudsjett"),
        ("medvikrning", "medvirkning"),
        ("statsforvallter", "statsforvalter"),
    ],
)
def test_an_unknown_word_is_read_as_the_nearest_known_one(typed: str, meant: str) -> None:
    assert unit(typed).read_as == meant
    assert ways(unit(typed))[(stem(meant),)] == ranking.REPAIRED
    assert unit(typed).instead == ""


def test_a_repaired_word_finds_what_it_would_have_found() -> None:
    right, wrong = ways(unit("klimabudsjett")), ways(unit("klimabudsjet"))
    assert {stems: wrong[stems] for stems in right} == pytest.approx(
        {stems: weight * ranking.REPAIRED for stems, weight in right.items()}
    )


@pytest.mark.parametrize("typed", ["overvann", "flommer", "overvatn", "apning", "klimaplan", "xyz"])
def test_a_word_that_is_known_or_near_nothing_is_not_repaired(typed: str) -> None:
    assert unit(typed).read_as == ""


def test_a_word_in_quotes_is_taken_as_it_is_written() -> None:
    assert unit('"overvan"').read_as == ""
    assert unit('"titak"').instead == ""
    (phrase,) = query('"overvan"').phrases
    assert phrase.surfaces == ("overvan",)


def test_a_rare_word_near_a_frequent_one_only_prompts() -> None:
    assert unit("titak").instead == "tiltak"
    assert unit("titak").read_as == ""
    assert (stem("tiltak"),) not in ways(unit("titak"))


@pytest.mark.parametrize("typed", ["rådmann", "tiltak", "bekkeåpning", "overvan"])
def test_a_word_that_is_frequent_lonely_compound_or_unknown_does_not_prompt(typed: str) -> None:
    assert unit(typed).instead == ""


def test_stop_words_are_left_out() -> None:
    found = query("Hva er en plan for flom i kommunen?")
    assert [one.word for one in found.units] == ["plan", "flom", "kommunen"]


@pytest.mark.parametrize("text", ["og", "hvem er du", "å være eller ikke", '"for"', "Ikkje"])
def test_a_query_of_stop_words_is_searched_as_it_is(text: str) -> None:
    found = query(text)
    assert found.units
    assert {one.word for one in found.units} <= STOP_WORDS


@pytest.mark.parametrize("text", ["", " ", "?!", '""', "-", "😀", "\0", "type:webinar", "–"])
def test_a_query_without_a_word_is_a_list(text: str) -> None:
    assert not query(text).has_words


def test_a_word_typed_twice_counts_once() -> None:
    assert [one.word for one in query("flom FLOM flom plan").units] == ["flom", "plan"]


def test_phrases_are_words_as_well_and_must_stand_together() -> None:
    found = query('kommunens "plan for flommen"')
    assert [one.word for one in found.units] == ["kommunens", "plan", "flommen"]
    assert [(phrase.stems, phrase.surfaces) for phrase in found.phrases] == [
        (("plan", "flom"), ("plan", "flommen"))
    ]


def test_a_word_that_ends_with_a_star_is_any_word_that_begins_so() -> None:
    found = query("Flom* kommunen Flom* TIL*")
    assert found.text == "kommunen Flom* Flom* TIL*"
    assert [(one.word, one.prefix) for one in found.units] == [
        ("kommunen", ""), ("flom*", "flom"), ("til*", "til"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["tilta*", "overvan*", "overvatn*", "ROS*", "web*", "byg*"])
def test_the_beginning_of_a_word_is_not_repaired_and_has_no_sense_of_its_own(text: str) -> None:
    one = unit(text)
    assert (one.prefix, one.word) == (text[:-1].lower(), text.lower())
    assert (one.stem, one.alternatives, one.grams, one.read_as, one.instead) == ("", (), (), "", "")
    assert SAMPLE.query(text, NOW).about == ()


def test_stop_words_are_left_out_beside_the_beginning_of_a_word() -> None:
    assert [one.word for one in query("og flom*").units] == ["flom*"]


def test_beginnings_of_words_count_among_the_most_that_are_searched() -> None:
    begun = " ".join(f"ord{number}*" for number in range(MOST_WORDS - 1))
    found = query(f"{begun} kommune flomanalyse")
    assert len(found.units) == MOST_WORDS
    assert found.units[0].word == "flomanalyse"
    assert found.shortened
    assert not query(f"{begun} kommune").shortened
    assert len(query(f"{begun} {begun} a1b* c2d*").units) == MOST_WORDS


def test_excluded_words_are_no_words_of_the_query() -> None:
    found = query("flom -planene –Overvatn")
    assert [one.word for one in found.units] == ["flom"]
    assert found.excluded == (stem("planene"), stem("overvann"))


def test_filters_are_no_words_and_no_text() -> None:
    found = query("flom type:webinar år:2024 -plan")
    assert (found.text, [one.word for one in found.units]) == ("flom -plan", ["flom"])
    assert ANALYSER.read("flom type:webinar").filters == (("type", "webinar"),)


def test_of_three_hundred_words_the_rarest_are_searched_and_that_is_said() -> None:
    unknown = [f"ord{number}" for number in range(MOST_WORDS - 1)]
    known = [word for word in WORDS if word not in STOP_WORDS]
    text = " ".join([*known, *unknown, *known * 9])[:LONGEST]
    assert len(text.split()) >= 300
    found = query(text)
    assert len(found.units) == MOST_WORDS
    assert found.shortened
    assert {one.word for one in found.units} == {*unknown, "titak"}


def test_the_words_that_are_searched_keep_their_order() -> None:
    words = [f"{letter}ord{number}" for letter in "zyx" for number in range(20)]
    found = [one.word for one in query(" ".join(words)).units]
    assert found == [word for word in words if word in set(found)]


def test_a_query_of_few_words_is_not_shortened() -> None:
    assert not query("flom " * 300).shortened
    assert not query(" ".join(f"ord{n}" for n in range(MOST_WORDS))).shortened


def test_a_text_longer_than_is_read_is_shortened() -> None:
    assert query("flom" + " " * LONGEST + "plan").shortened


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  flom \t og\n hete ", "flom og hete"),
        ("flom\0hete", "flom hete"),
        ("over\u00advann", "overvann"),
        ("\ufeffflom\u200b", "flom"),
        ("A\u030as", "Ås"),
        ("flom\u00a0plan", "flom plan"),
    ],
)
def test_a_text_is_cleaned_of_what_nobody_sees(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_every_alternative_says_why_and_weighs_between_nothing_and_one() -> None:
    text = "klimatilpasning overvan apning rådmann ROS klima tilpasning klimamedvirkning"
    for one in query(text).units:
        stems = [way.stems for way in one.alternatives]
        assert len(stems) == len(set(stems))
        assert all(way.why and 0 < way.weight <= 1 for way in one.alternatives)
        weights = [way.weight for way in one.alternatives]
        assert weights == sorted(weights, reverse=True)


@settings(max_examples=2000, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(), max_size=120))
@example("\ud800")
@example('"' * 99)
@example("abc* " * 99)
@example("-" * 99)
@example("a:" * 99)
@example("klimagassplan" * 300)
@example("\u0345\u0315 ﷺ ǆ İ ß ﬁ")
def test_any_text_of_any_script_is_a_query(text: str) -> None:
    found = SAMPLE.query(text, NOW)
    assert len(found.units) <= MOST_WORDS
    assert all(one.alternatives or one.prefix for one in found.units)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(sorted(WORDS)), min_size=1, max_size=8))
def test_the_words_of_the_collection_are_never_repaired(words: list[str]) -> None:
    assert not any(one.read_as for one in query(" ".join(words)).units)


def test_the_longest_word_and_the_longest_query_are_analysed_in_no_time() -> None:
    for text in ("klimagassplan" * 400, "klima gass plan " * 400, "Å" * 9_999):
        began = perf_counter()
        SAMPLE.query(text, NOW)
        assert perf_counter() - began < 2
