"""Labelled fields, on one line or on two, and what is left when they are taken."""

from scrapers.pages.labels import take_labels
from scrapers.pages.page import Line


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
