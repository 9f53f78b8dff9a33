"""What an address asks for, and the address of a query."""

from dataclasses import replace
from datetime import date, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from index.analyse import LONGEST, MOST_WORDS, Analyser
from index.complete import folded_text
from index.language.lexicon import Lexicon
from index.language.thesaurus import default_thesaurus
from index.language.words import words
from index.query import Facet, Query, Sort
from index.record import State
from index.resource import OSLO
from searchsvc.params import KINDS, TYPED, Asked, read_query, without, write_query

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
VALUES = {
    Facet.KIND: {word: kind.value for word, kind in KINDS.items()},
    Facet.TOPIC: {"overvann": "overvann", "Stormwater": "overvann", "bygg": "bygg"},
    Facet.SOURCE: {name: name for name in ("direktoratet", "laget & co")},
    Facet.LANGUAGE: {"nb": "nb", "nn": "nn", "nynorsk": "nn", "en": "en"},
    Facet.YEAR: {str(year): str(year) for year in range(1990, 2101)},
    Facet.COUNTY: {name: name for name in ("Vestland", "Møre og Romsdal")},
    Facet.MUNICIPALITY: {"Bergen": "4601", "4601": "4601", "0301": "0301"},
    Facet.AUDIENCE: {name: name for name in ("planlegger", "folkevalgt")},
    Facet.STATUS: {"Gjennomført": "Gjennomført"},
    Facet.MEASURE: {"Bygg og anlegg": "Bygg og anlegg"},
}
KNOWN = {
    facet: {folded_text(spelling): value for spelling, value in values.items()}
    for facet, values in VALUES.items()
}
ANALYSER = Analyser(
    lexicon=Lexicon.learn({"bekk": 3, "regnbed": 2, "overvann": 9}),
    thesaurus=default_thesaurus(),
    filter_names=frozenset(TYPED),
)


def asked(text: str) -> Asked:
    """What the part of an address behind the question mark asks for."""
    return read_query(MultiDict(parse_qsl(text, keep_blank_values=True)), NOW, ANALYSER, KNOWN)


def values_of(facet: Facet) -> st.SearchStrategy[tuple[str, ...]]:
    """Some values of a facet, each at most once."""
    values = sorted(set(VALUES[facet].values()))
    return st.lists(st.sampled_from(values), unique=True, max_size=4).map(tuple)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """A query as an address can ask for it."""
    made = ANALYSER.query(draw(st.text(max_size=60)), NOW)
    filters = {facet: draw(values_of(facet)) for facet in Facet}
    return replace(
        made,
        filters={facet: values for facet, values in filters.items() if values},
        states=tuple(state for state in State if draw(st.booleans())),
        since=draw(st.none() | st.dates()),
        until=draw(st.none() | st.dates()),
        least=draw(st.none() | st.integers(0, 10**12)),
        most=draw(st.none() | st.integers(0, 10**12)),
        sort=draw(st.sampled_from(Sort)),
        page=draw(st.integers(1, 100_000)),
    )


@given(queries())
def test_the_address_of_a_query_asks_for_that_query(query: Query) -> None:
    assert asked(write_query(query)) == Asked(query=query)


@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "type", "ar", "tilstand", "fra", "til", "minst", "mest", "sorter", "side"]
        ),
        st.text(),
    )
)
def test_a_query_that_was_read_has_one_address(args: dict[str, str]) -> None:
    read = read_query(MultiDict(args), NOW, ANALYSER, KNOWN).query
    address = write_query(read)
    assert write_query(asked(address).query) == address


def test_an_address_that_asks_for_nothing_is_the_plain_list() -> None:
    assert asked("") == Asked(query=Query(now=NOW))
    assert write_query(Query(now=NOW)) == ""


def test_the_parameters_are_those_of_the_decision() -> None:
    query = asked(
        "q=bekk&type=webinar&type=podkast&tema=overvann&kilde=direktoratet&sprak=nn&ar=2026"
        "&fylke=Vestland&tilstand=holdt&fra=2026-01-31&til=2026-02-01&sorter=nyeste&side=2"
    ).query
    assert query.text == "bekk"
    assert query.filters == {
        Facet.KIND: ("event", "episode"),
        Facet.TOPIC: ("overvann",),
        Facet.SOURCE: ("direktoratet",),
        Facet.LANGUAGE: ("nn",),
        Facet.YEAR: ("2026",),
        Facet.COUNTY: ("Vestland",),
    }
    assert (query.states, query.sort, query.page) == ((State.HELD,), Sort.NEWEST, 2)
    assert (query.since, query.until) == (date(2026, 1, 31), date(2026, 2, 1))


@pytest.mark.parametrize("word", ["-1", "0", "1e9", "²", "٣", "", " ", "1.5", "to", "\0", "+2"])
def test_a_page_that_is_no_number_is_the_first(word: str) -> None:
    assert read_query(MultiDict({"side": word}), NOW, ANALYSER, KNOWN).query.page == 1


@pytest.mark.parametrize("word", ["99999999", "9" * 5_000])
def test_a_page_far_away_is_held_within_reason(word: str) -> None:
    assert asked(f"side={word}").query.page == 100_000


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("type", "banan"),
        ("type", "EVENT"),
        ("tema", "månen"),
        ("kilde", "ingen"),
        ("sprak", "se"),
        ("ar", "9999"),
        ("ar", "²"),
        ("fylke", "Atlantis"),
        ("tilstand", "kanskje"),
        ("fra", "i går"),
        ("fra", "2023-13"),
        ("til", "31.2.2023"),
        ("til", "0000"),
        ("til", "²⁰²³"),
    ],
)
def test_a_filter_that_nothing_is_known_of_is_left_out_and_named(name: str, word: str) -> None:
    read = read_query(MultiDict({name: word}), NOW, ANALYSER, KNOWN)
    assert read == Asked(query=Query(now=NOW), unknown=(f"{name}: {word}",))


def test_a_known_value_stays_where_its_neighbour_is_unknown() -> None:
    read = asked("type=banan&type=podkast")
    assert read.query.filters == {Facet.KIND: ("episode",)}
    assert read.unknown == ("type: banan",)


def test_a_value_that_is_repeated_counts_once() -> None:
    query = asked("type=podkast&type=podkast&tilstand=holdt&tilstand=holdt").query
    assert query.filters == {Facet.KIND: ("episode",)}
    assert query.states == (State.HELD,)


def test_an_empty_filter_is_no_filter() -> None:
    assert asked("type=&tema=&ar=&tilstand=&fra=&til=") == Asked(query=Query(now=NOW))


def test_an_unknown_order_is_the_best_first_and_other_parameters_are_passed_over() -> None:
    assert asked("sorter=baklengs&utm_source=brev") == Asked(query=Query(now=NOW))


def test_a_name_in_an_unknown_filter_is_cut_short() -> None:
    assert asked("tema=" + "a" * 5_000).unknown == ("tema: " + "a" * 60,)


def test_a_thousand_filters_are_not_all_read() -> None:
    assert len(asked("&".join(f"tema=t{n}" for n in range(1_000))).unknown) <= 50


def test_a_very_long_query_is_shortened() -> None:
    query = asked("q=" + "+".join(f"ord{number}" for number in range(1_600))).query
    assert query.shortened
    assert len(query.text) <= LONGEST
    assert {unit.word for unit in query.units} <= set(words(query.text))
    assert len(query.units) == MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  regn \t\n bed ", "regn bed"),
        ("nul\0byte", "nul byte"),
        ("sykkel 🚲", "sykkel 🚲"),
        ('"halvt sitat', '"halvt sitat"'),
        ('regn "i bed"', 'regn "i bed"'),
        ("regn -bed", "regn -bed"),
        ("*", "*"),
        ("title:", "title:"),
        ("a AND (b OR", "a AND (b OR"),
    ],
)
def test_words_are_kept_as_the_reader_wrote_them(typed: str, text: str) -> None:
    assert read_query(MultiDict({"q": typed}), NOW, ANALYSER, KNOWN).query.text == text


def test_without_leaves_the_rest_and_goes_to_the_first_page() -> None:
    query = asked("q=bekk&type=podkast&type=webinar&ar=2026&sorter=nyeste&side=3").query
    assert write_query(without(query, Facet.KIND, "episode")) == (
        "q=bekk&type=webinar&ar=2026&sorter=nyeste"
    )
    assert Facet.YEAR not in without(query, Facet.YEAR, "2026").filters


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("bekk type:webinar", {Facet.KIND: ("event",)}),
        ("tema:Stormwater bekk", {Facet.TOPIC: ("overvann",)}),
        ("topic:overvann bekk emne:bygg", {Facet.TOPIC: ("overvann", "bygg")}),
        ('bekk kjelde:"laget & co"', {Facet.SOURCE: ("laget & co",)}),
        ("målform:nynorsk bekk", {Facet.LANGUAGE: ("nn",)}),
        ("bekk ÅR:2024 year:2025", {Facet.YEAR: ("2024", "2025")}),
        ("bekk fylke:vestland", {Facet.COUNTY: ("Vestland",)}),
        ("bekk county:«More og Romsdal»", {}),
        ("bekk county:«møre og romsdal»", {Facet.COUNTY: ("Møre og Romsdal",)}),
    ],
)
def test_filters_may_be_typed_in_the_box(typed: str, filters: dict) -> None:
    read = read_query(MultiDict({"q": typed}), NOW, ANALYSER, KNOWN)
    assert read.query.text == "bekk"
    assert read.query.filters == filters
    assert bool(read.unknown) == (not filters)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("fra:2023-05-01 til:2024-06-30", date(2023, 5, 1), date(2024, 6, 30)),
        ("frå:1.5.2023", date(2023, 5, 1), None),
        ("TIL:01.05.2023", None, date(2023, 5, 1)),
        ("from:2023 to:2024", date(2023, 1, 1), date(2024, 12, 31)),
        ("fra:2024-02 til:2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("til:2023-06", None, date(2023, 6, 30)),
        ("fra:2022 fra:2023", date(2023, 1, 1), None),
        ("fra:2024 til:2023", date(2024, 1, 1), date(2023, 12, 31)),
    ],
)
def test_days_may_be_typed_in_the_box_and_written_short(
    typed: str, since: date | None, until: date | None
) -> None:
    read = read_query(MultiDict({"q": f"bekk {typed}"}), NOW, ANALYSER, KNOWN)
    assert read.query.text == "bekk"
    assert (read.query.since, read.query.until) == (since, until)
    assert read.unknown == ()


def test_a_day_that_is_typed_counts_before_one_of_the_address_and_is_written_in_full() -> None:
    query = asked("q=bekk+frå:2024&fra=2023&til=2025").query
    assert write_query(query) == "q=bekk&fra=2024-01-01&til=2025-12-31"


def test_a_day_that_is_not_understood_is_named_and_leaves_the_other() -> None:
    read = asked("q=bekk+frå:snart+til:2024&fra=2023")
    assert read.unknown == ("frå: snart",)
    assert (read.query.since, read.query.until) == (date(2023, 1, 1), date(2024, 12, 31))


def test_a_filter_that_is_typed_and_chosen_counts_once_and_has_one_address() -> None:
    query = asked("q=bekk+type:webinar&type=webinar").query
    assert query.filters == {Facet.KIND: ("event",)}
    assert write_query(query) == "q=bekk&type=webinar"


def test_a_typed_filter_that_nothing_is_known_of_is_named() -> None:
    assert asked("q=bekk+tema:månen").unknown == ("tema: månen",)
    assert asked("q=bekk+planet:månen").query.text == "bekk planet:månen"
