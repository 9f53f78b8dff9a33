"""Labelled fields, on one line or on two, and what is left when they are taken."""

from collections.abc import Collection, Sequence

import pytest
from bs4 import BeautifulSoup

from scrapers.pages import labels
from scrapers.pages.labels import Labelled
from scrapers.pages.lines import Line, read_lines

PAGE = "https://a.example/side/"
PLACE_AND_TIME = ("Sted", "Tid", "Pris")


def take_labels(
    found: Sequence[Line], names: Collection[str], lists: Collection[str] = ()
) -> Labelled:
    """Take these labels, called by their own names."""
    return labels.take_labels(found, {name.lower(): name for name in (*names, *lists)}, lists)


def fields(markup: str, lists: Collection[str] = ()) -> dict[str, str]:
    """What stands under the labels of place, time and price in some markup."""
    body = BeautifulSoup(f"<body>{markup}</body>", "lxml").body
    assert body is not None
    found = take_labels(read_lines(body, PAGE).main, PLACE_AND_TIME, lists)
    return {name: " / ".join(found.texts(name)) for name in found.fields}


def lines(*texts: str, block: str = "p") -> list[Line]:
    return [Line(text=text, block=block) for text in texts]


def test_a_value_stands_after_the_colon() -> None:
    found = take_labels(lines("Sted: Nett", "Tid:10.00-11.00"), ("Sted", "Tid"))
    assert (found.text("Sted"), found.text("Tid")) == ("Nett", "10.00-11.00")
    assert found.rest == []


def test_only_the_first_colon_parts_label_and_value() -> None:
    found = take_labels(lines("Tid: Start: 10.00"), ("Tid",))
    assert found.text("Tid") == "Start: 10.00"


def test_a_value_stands_on_the_next_line_with_and_without_a_colon() -> None:
    found = take_labels(lines("Fylke", "Troms", "Søker:", "TROMSØ KOMMUNE"), ("Fylke", "Søker"))
    assert (found.text("Fylke"), found.text("Søker")) == ("Troms", "TROMSØ KOMMUNE")


def test_label_and_value_are_a_term_and_its_description() -> None:
    pairs = [Line(text="Status", block="dt"), Line(text="Avlyst", block="dd")]
    assert take_labels(pairs, ("Status",)).text("Status") == "Avlyst"


def test_a_value_may_read_like_its_label() -> None:
    report = Line(text="Rapport", block="dd", links=[("https://a.example/r.pdf", "Rapport")])
    found = take_labels([Line(text="Rapport", block="dt"), report], ("Rapport",))
    assert found.fields["Rapport"] == [report]


def test_capitals_in_a_label_make_no_difference() -> None:
    assert take_labels(lines("STED: Oslo"), ("Sted",)).text("Sted") == "Oslo"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Sted?: Nett</p>",
        "<p>Sted?</p><p>Nett</p>",
        "<p><b>Sted?</b> Nett</p>",
        "<div><div>Sted ?</div><div>Nett</div></div>",
    ],
)
def test_a_label_may_be_a_question(markup: str) -> None:
    assert fields(markup) == {"Sted": "Nett"}


def test_a_line_that_only_opens_with_a_label_is_text() -> None:
    texts = lines("Tid er penger", "Stedet: her", "Prisen er høy")
    found = take_labels(texts, ("Tid", "Sted", "Pris"))
    assert found.fields == {}
    assert found.rest == texts


def test_a_label_that_is_not_there_is_empty() -> None:
    found = take_labels(lines("Sted: Nett"), ("Sted", "Pris"))
    assert (found.text("Pris"), found.texts("Pris")) == ("", [])


def test_a_label_without_a_value_does_not_take_the_next_label() -> None:
    found = take_labels(lines("Pris:", "Arrangør: KS"), ("Pris", "Arrangør"))
    assert (found.text("Pris"), found.text("Arrangør")) == ("", "KS")


def test_a_label_without_a_value_does_not_take_a_heading() -> None:
    heading = Line(text="Program", block="h2")
    found = take_labels([*lines("Pris:"), heading], ("Pris",))
    assert found.text("Pris") == ""
    assert found.rest == [heading]


def test_the_text_after_a_field_is_left() -> None:
    found = take_labels(lines("Sted:", "Nett", "Velkommen til webinar."), ("Sted",))
    assert [line.text for line in found.rest] == ["Velkommen til webinar."]


def test_a_heading_that_reads_like_a_label_already_read_is_text() -> None:
    heading = Line(text="Status", block="h2")
    found = take_labels(
        [*lines("Status: Avlyst"), heading, *lines("Prosjektet ble stanset.")], ("Status",)
    )
    assert found.text("Status") == "Avlyst"
    assert [line.text for line in found.rest] == ["Status", "Prosjektet ble stanset."]


def test_a_list_has_a_value_for_each_item() -> None:
    people = lines("Kari, rådgiver", "Ola, ordfører", block="li")
    found = take_labels(
        [*lines("Innledere:"), *people, *lines("Om webinarene")], (), ("Innledere",)
    )
    assert found.texts("Innledere") == ["Kari, rådgiver", "Ola, ordfører"]
    assert [line.text for line in found.rest] == ["Om webinarene"]


def test_a_value_keeps_its_links() -> None:
    link = ("https://a.example/soknad.pdf", "søknad.pdf")
    found = take_labels([Line(text="Søknad: søknad.pdf", links=[link])], ("Søknad",))
    assert found.fields["Søknad"][0].links == [link]


ALL = {"Sted": "Havnes", "Tid": "10.00-11.00", "Pris": "gratis"}


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Sted: Havnes</p><p>Tid: 10.00-11.00</p><p>Pris: gratis</p>",
        "<p>Sted: Havnes<br>Tid: 10.00-11.00<br/>Pris: gratis</p>",
        "<p>Sted</p><p>Havnes</p><p>Tid</p><p>10.00-11.00</p><p>Pris</p><p>gratis</p>",
        "Sted:<br>Havnes<br>Tid:<br>10.00-11.00<br>Pris:<br>gratis",
        "<dl><dt>Sted<dd>Havnes<dt>Tid:<dd>10.00-11.00<dt>Pris<dd><p>gratis</p></dl>",
        (
            "<dl><div><dt>Sted</dt><dd>Havnes</dd></div><div><dt>Tid</dt><dd>10.00-11.00</dd></div>"
            "<div><dt><b>Pris</b></dt><dd>gratis</dd></div></dl>"
        ),
        (
            "<table><tr><th>Sted</th><td>Havnes</td></tr><tr><th>Tid:</th><td>10.00-11.00</td></tr>"
            "<tr><th>Pris</th><td>gratis</td></tr></table>"
        ),
        (
            "<table><tr><td>Sted</td><td>Havnes<tr><td>Tid<td>10.00-11.00<tr>"
            "<td>Pris<td>gratis</table>"
        ),
        (
            "<table><tr><td>Sted</td><td>Havnes</td><td>Tid</td><td>10.00-11.00</td></tr>"
            "<tr><td>Pris</td><td>gratis</td></tr></table>"
        ),
        (
            "<table><thead><tr><th>Sted</th><th>Tid</th><th>Pris</th></tr></thead>"
            "<tr><td>Havnes</td><td>10.00-11.00</td><td>gratis</td></tr></table>"
        ),
        (
            "<p><strong>Sted:</strong> Havnes <strong>Tid:</strong> 10.00-11.00 "
            "<b>Pris:</b> gratis</p>"
        ),
        (
            "<p><strong>Sted</strong>: Havnes</p><p><b>Tid</b>:10.00-11.00</p><p>"
            "<em>Pris:</em>gratis</p>"
        ),
        "<p><b>Sted</b><br>Havnes</p><p><b>Tid</b><br>10.00-11.00</p><p><b>Pris</b><br>gratis</p>",
        (
            "<div><span class=k>Sted</span><span class=v>Havnes</span><span class=k>Tid</span>"
            "<span class=v>10.00-11.00</span><span class=k>Pris</span>"
            "<span class=v>gratis</span></div>"
        ),
        (
            "<div class=rad><div class=k>Sted</div><div class=v>Havnes</div></div><div class=rad>"
            "<div class=k>Tid</div><div class=v>10.00-11.00</div></div><div>Pris"
            "</div><div>gratis</div>"
        ),
        (
            "<ul><li><span>Sted</span> <span>Havnes</span><li><span>Tid</span> "
            "<span>10.00-11.00</span>"
            "<li><span>Pris</span> <span>gratis</span></ul>"
        ),
        (
            '<p aria-label="Sted">Havnes</p><p aria-label="Tid:">10.00-11.00</p>'
            "<p aria-label=PRIS>gratis"
        ),
        (
            '<div aria-label="Sted"><i class="ikon"></i> <span>Havnes</span></div>'
            '<div><span aria-label="Tid">10.00-11.00</span> '
            '<span aria-label="Pris">gratis</span></div>'
        ),
        (
            '<table><tr><td data-label="Sted">Havnes<td data-label="Tid">10.00-11.00'
            '<td data-label="Pris">gratis</table>'
        ),
        '<p aria-label="Sted"><b>Sted:</b> Havnes</p><p>Tid: 10.00-11.00</p><p>Pris: gratis</p>',
        "<p>Sted: Havnes | Tid: 10.00-11.00 | Pris: gratis</p>",
        "<p>Sted<!-- -->: <!-- -->Havnes</p><p>T\u00adid: 10.00-11.00</p><p>Pris\u00a0: gratis</p>",
        "<h3>Sted</h3><p>Havnes</p><h3>Tid</h3><p>10.00-11.00</p><h3>Pris</h3><p>gratis</p>",
    ],
)
def test_labels_are_read_in_every_markup(markup: str) -> None:
    assert fields(markup) == ALL


@pytest.mark.parametrize(
    "markup",
    [
        "<p><b>Tid</b> er penger, og <b>Sted</b> er viktig.</p>",
        "<p>Se på <b>Pris</b> og <b>Sted:</b> før du melder deg på.</p>",
        "<p>Tid brukt på dette, er godt brukt.</p>",
        '<a href="/x" aria-label="Sted">Les mer</a>',
        "<p>Enten det | eller det: så</p>",
    ],
)
def test_words_that_are_labels_elsewhere_are_text(markup: str) -> None:
    assert fields(markup) == {}


def test_of_neighbouring_elements_only_the_next_is_the_value() -> None:
    markup = (
        "<div><span>Sted</span> <span>Havnes</span> <span>For</span> <span>Alle</span></div>"
        "<p>Pris: gratis</p>"
    )
    assert fields(markup) == {"Sted": "Havnes", "Pris": "gratis"}


def test_a_term_may_have_several_descriptions() -> None:
    markup = "<dl><dt>Tid</dt><dd>1. mars</dd><dd>2. mars</dd><dt>Pris</dt><dd>gratis</dd></dl>"
    assert fields(markup) == {"Tid": "1. mars / 2. mars", "Pris": "gratis"}
