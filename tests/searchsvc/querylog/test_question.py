"""Which searches are counted, how they are spelled, and which are never written down."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, g

from index.engine import Engine, open_engine
from searchsvc.app import create_app
from searchsvc.config import Config
from searchsvc.querylog.question import Question, magnitude

Asking = Callable[..., Question | None]


@pytest.fixture
def question(app: Flask) -> Asking:
    """The question of a search for these words, with these parameters."""

    def ask(words: str, *more: tuple[str, str], path: str = "/sok", **named: Any) -> Any:
        with app.test_client() as client:
            client.get(f"{path}?{urlencode([('q', words), *more])}", **named)
            return g.get("question")

    return ask


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Overvann", "overvann"),
        ("  OVERVANN   i\tPlan ", "overvann i plan"),
        ("hva er et klimabudsjett?", "hva er et klimabudsjett"),
        ("Tromso\u0308, kafe\u0301", "tromsø kafe"),
        ("ｋｌｉｍａ ２０３０", "klima 2030"),
        ("over\u00advann", "overvann"),
        ("“Tett flate” –sykkel klimatil*", 'klimatil* "tett flate" -sykkel'),
        ("TEK17 1,5 grader", "tek17 1,5 grader"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_one_search_has_one_spelling(question: Asking, typed: str, kept: str) -> None:
    asked = question(typed)
    assert asked
    assert asked.text == kept


def test_a_search_is_the_same_in_every_language(question: Asking) -> None:
    assert question("overvann") == question("OVERVANN", path="/nn/sok")
    assert question("overvann") == question("overvann ", path="/en/sok")


def test_filters_are_named_as_readers_type_them_in_one_order(question: Asking) -> None:
    chosen = ("type", "webinar"), ("tema", "overvann"), ("type", "tilskudd")
    asked = question("vann", *chosen, ("tilstand", "kommende"))
    assert asked
    assert asked.filters == (
        "tema:overvann", "tilstand:kommende", "type:tilskudd", "type:webinar",
    )  # fmt: skip
    typed = question("type:tilskudd vann tema:overvann type:webinar", ("tilstand", "kommende"))
    assert typed == asked


def test_of_days_and_sums_it_is_only_kept_that_they_are_chosen(question: Asking) -> None:
    limits = ("fra", "1985-03-12"), ("til", "12.3.1985"), ("minst", "41234567"), ("mest", "9" * 11)
    asked = question("vann", *limits)
    assert asked
    assert asked.filters == ("fra", "mest", "minst", "til")
    assert asked.text == "vann"


def test_filters_alone_are_a_question(question: Asking) -> None:
    asked = question("", ("type", "webinar"))
    assert asked
    assert (asked.text, asked.filters) == ("", ("type:webinar",))


def test_hits_are_rounded_down_to_a_magnitude(question: Asking) -> None:
    numbers = (0, 1, 3, 4, 9, 10, 99, 100, 99_999)
    assert [*map(magnitude, numbers)] == [0, 1, 1, 4, 4, 10, 10, 100, 1_000]
    none, few = question("-klima zzqx"), question("kvernbekken")
    assert none
    assert few
    assert (none.hits, few.hits) == (0, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "ola.nordmann@kommunen.no",
        "hvem er Ola.Nordmann+klima@post.kommunen.no?",
        "ola ＠ kommunen.no",
        "ola﹫kommunen.no",
        "ola%40kommunen.no",
        "ola&#64;kommunen.no",
        "ola (at) kommunen punktum no",
        "ola[AT]kommunen.no",
        "ola krøllalfa kommunen.no",
        '"ola@kommunen.no"',
        "klima -ola@kommunen.no",
        "kontakt:ola@kommunen.no",
        "41234567",
        "ring 412 34 567 om overvann",
        "41 23 45 67",
        "41.23.45.67",
        "41-23-45-67",
        "41/23/45/67",
        "4123 4567",
        "4123 2024",
        "(+47) 412 34 567",
        "+4741234567",
        "0047 41234567",
        "+46 70 123 45 67",
        "tlf.:41 23 45 67",
        "４１２３４５６７",
        "４１ ２３ ４５ ６７",
        "41\u00a023\u00a045\u00a067",
        "41\u200b23\u200b45\u200b67",
        "41\u00ad23\u00ad45\u00ad67",
        "٤١٢٣٤٥٦٧",
        "④①②③④⑤⑥⑦",
        "41_23_45_67",
        '"41" klima 23 "45" -67',
        "41 type:webinar 23 45 67",
        "12345678901",
        "123456 78901",
        "12 34 56 789 01",
        "12.34.56-789.01",
        "１２３４５６７８９０１",
        "født 120385 nr 12345",
        "12.03.1985",
        "nytt 1 2 3 4 5 6 7 8 9 0 1 notat",
    ],
)
def test_what_may_reach_a_person_is_never_counted(question: Asking, typed: str) -> None:
    assert question(typed) is None
    assert question(f"overvann {typed} kommune") is None


@pytest.mark.parametrize(
    "value", ["ola@kommunen.no", "41234567", "４１２ ３４ ５６７", "12345678901"]
)
@pytest.mark.parametrize("name", ["type", "tema", "kommune", "status", "ar", "tilstand", "fra"])
def test_nor_where_a_filter_holds_it(question: Asking, name: str, value: str) -> None:
    assert question("overvann", (name, value)) is None


def test_years_and_numbers_of_the_field_are_counted(question: Asking) -> None:
    for typed in (
        "klimaplan 2024-2027",
        "utslipp 1990 2030 2050",
        "TEK17 § 14-2",
        "1 500 000 kroner",
        "scope 3 i 2030",
        "0301 oslo",
    ):
        assert question(typed), typed


def test_a_long_text_is_not_counted(question: Asking) -> None:
    assert question("klima " * 25)
    assert question("klima " * 26) is None


def test_an_address_that_is_looked_up_is_not_counted(question: Asking) -> None:
    assert question("https://www.laget.example/folkevalgt/?token=hemmelig") is None
    assert question("hva skjedde med https://ond.example/a") is None


def test_further_pages_and_other_orders_are_the_same_question(question: Asking) -> None:
    assert question("klima", ("side", "2")) is None
    assert question("klima", ("sorter", "nyeste")) is None
    assert question("klima", ("side", "1"), ("sorter", "beste"))


def test_what_asks_for_nothing_is_not_counted(question: Asking) -> None:
    for typed in ("", "   ", "?!", "\u200b"):
        assert question(typed) is None, typed


def test_an_answer_that_was_cut_short_does_not_count_as_one_without_hits(
    folder: Path, now: datetime
) -> None:
    app = create_app(Config(), open_engine(folder / "index", seconds=0), clock=lambda: now)
    with app.test_client() as client:
        answer = client.get("/sok?q=overvann")
        assert "ikke fullstendig" in answer.text
        assert g.question is None


def test_the_page_on_privacy_says_what_is_kept_or_that_nothing_is(engine: Engine) -> None:
    counting, silent = (
        create_app(Config(query_days=days), engine).test_client() for days in (30, 0)
    )
    for path, kept, unkept in (
        ("/personvern", "Etter 30 dager blir det slettet.", "Vi tar ikke vare på hva det søkes"),
        ("/nn/personvern", "Etter 30 dagar blir det sletta.", "Vi tek ikkje vare på kva det blir"),
        ("/en/personvern", "After 30 days it is deleted.", "We do not keep what is searched for."),
    ):
        for client, said, unsaid in ((counting, kept, unkept), (silent, unkept, kept)):
            text = client.get(path).text
            assert said in text
            assert unsaid not in text
