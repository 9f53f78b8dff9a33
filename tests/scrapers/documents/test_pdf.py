"""A PDF is read page by page; what cannot be read has a name."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.resource import Kind
from scrapers.documents.child import answer
from scrapers.documents.confined import read_document
from scrapers.documents.document import Document, DocumentError, DocumentLimits, Fault
from scrapers.documents.resource import resource_of
from scrapers.sample.pdf import (
    broken_pdf,
    encrypted_pdf,
    endless_pdf,
    pdf,
    scanned_pdf,
    text_pdf,
)
from scrapers.source import Source

SOURCE = Source(name="a", owner="Etaten", hosts=("a.example",), start=("http://a.example/",))
LIMITS = DocumentLimits(seconds=2)
SENTENCE = "Overvann skal tas hånd om der det faller, og kommunen har ansvaret for planen."
DRAW = b"BT /F1 9 Tf (a) Tj ET\n"


def fault(body: bytes, limits: DocumentLimits = LIMITS) -> Fault:
    with pytest.raises(DocumentError) as caught:
        read_document(body, limits)
    return caught.value.fault


def texts(document: Document) -> dict[int | None, str]:
    return {passage.page: passage.text for passage in document.passages}


def test_each_page_is_a_passage_with_its_number() -> None:
    document = read_document(text_pdf([["Tiltak én.", SENTENCE], [], ["Tiltak tre."]]), LIMITS)
    assert texts(document) == {1: f"Tiltak én.\n{SENTENCE}", 3: "Tiltak tre."}


def test_running_heads_and_page_numbers_are_not_text() -> None:
    pages = [
        ["Klimaplan for Lauvdal", f"{SENTENCE} Tiltak {word}.", f"Lauvdal kommune | {number}"]
        for number, word in enumerate(("en", "to", "tre"), 1)
    ]
    document = read_document(text_pdf(pages), LIMITS)
    held = [passage.text.removeprefix(SENTENCE) for passage in document.passages]
    assert held == [" Tiltak en.", " Tiltak to.", " Tiltak tre."]
    numbered = read_document(text_pdf([[SENTENCE, "Side 1 av 2"], ["Slutt.", "2"]]), LIMITS)
    assert texts(numbered) == {1: SENTENCE, 2: "Slutt."}


def test_a_word_parted_at_the_end_of_a_line_is_whole() -> None:
    page = ["Vi må drive klimatil-", "pasning ved E-", "39, med klima-", "og miljøplan."]
    document = read_document(text_pdf([page]), LIMITS)
    assert texts(document)[1] == "Vi må drive klimatilpasning ved E-39, med klima- og miljøplan."


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Klimaplan 2030", "Klimaplan 2030"),
        ("Microsoft Word - Klimaplan for Lauvdal", "Klimaplan for Lauvdal"),
        ("Microsoft Word - utkast_v3.docx", "Sluttrapport for bekken"),
        ("untitled", "Sluttrapport for bekken"),
        ("Document1", "Sluttrapport for bekken"),
        ("", "Sluttrapport for bekken"),
    ],
)
def test_the_title_is_the_stated_one_where_it_is_sensible(title: str, shown: str) -> None:
    document = read_document(text_pdf([["Sluttrapport for bekken", SENTENCE]], title), LIMITS)
    resource = resource_of(document, "http://a.example/x.pdf", SOURCE)
    assert (resource.title, resource.kind, resource.publisher) == (shown, Kind.DOCUMENT, "Etaten")


def test_without_a_title_a_document_bears_the_name_of_its_file() -> None:
    document = Document(titles=("12", "x.pdf"))
    address = "http://a.example/p%C3%A5-sm%C3%A5_rapport.pdf"
    assert resource_of(document, address, SOURCE).title == "På små rapport"


def test_its_dates_are_those_that_it_states() -> None:
    stated = text_pdf([[SENTENCE]]).replace(
        b"/Title ()", b"/CreationDate (D:20231124093000+01'00') /ModDate (D:20239924)"
    )
    document = read_document(stated, LIMITS)
    assert (document.created, document.changed) == (date(2023, 11, 24), None)


def test_what_cannot_be_read_has_a_name() -> None:
    assert fault(scanned_pdf(3)) is Fault.NO_TEXT
    assert fault(text_pdf([["Skannet av X", str(n)] for n in range(9)])) is Fault.NO_TEXT
    assert fault(encrypted_pdf()) is Fault.ENCRYPTED
    assert fault(broken_pdf()) is Fault.BROKEN
    assert fault(b"%PDF-1.7") is Fault.BROKEN
    assert fault(b"<!DOCTYPE html><p>Logg inn") is Fault.OTHER_KIND
    assert fault(b"") is Fault.OTHER_KIND


def test_of_too_many_pages_the_first_are_read_and_it_is_said() -> None:
    document = read_document(endless_pdf(100_000, [SENTENCE]), LIMITS)
    assert len(document.passages) == LIMITS.pages
    assert document.cut == "too many pages: the first 500 are read"


def test_of_too_much_text_the_first_is_read_and_it_is_said() -> None:
    document = read_document(
        text_pdf([[f"{word} {SENTENCE}"] for word in "ABCDEFGH"]), DocumentLimits(letters=200)
    )
    assert "".join(p.text[0] for p in document.passages) == "ABC"
    assert "too much text" in document.cut


def test_a_document_that_eats_memory_or_time_is_stopped() -> None:
    bomb = pdf([DRAW * 5_000_000])
    assert len(bomb) < 500_000
    assert fault(bomb, DocumentLimits(memory=200_000_000)) is Fault.TOO_HUNGRY
    assert fault(bomb, DocumentLimits(seconds=1, memory=4_000_000_000)) is Fault.TOO_SLOW


def test_a_drawing_that_holds_itself_does_not_go_on_for_ever() -> None:
    body = pdf([b"/X Do /X Do"]).replace(b"/Font <<", b"/XObject << /X 4 0 R >> /Font <<")
    form = b"<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>"
    assert fault(body.replace(b"<< /Length", form + b" /Length")) is Fault.NO_TEXT


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 1_200), st.booleans())
def test_whatever_the_bytes_are_there_is_an_answer(noise: bytes, at: int, bare: bool) -> None:
    good = text_pdf([[SENTENCE]])
    body = noise if bare else good[:at] + noise + good[at + len(noise) :]
    given_back = answer(body, LIMITS)
    assert (given_back.document is None) == (given_back.fault is not None)


def test_a_broken_stream_costs_its_page_alone() -> None:
    whole = text_pdf([[SENTENCE], [f"{SENTENCE} Og mer."]])
    place = whole.index(b"stream\n") + 7
    broken = whole[:place] + b"\xff" * 20 + whole[place + 20 :]
    assert list(texts(read_document(broken, LIMITS))) == [2]
