"""A Word file is read by its headings; an archive that is a bomb, or no Word file, has a name."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.documents.child import answer
from scrapers.documents.confined import read_document
from scrapers.documents.document import DocumentError, DocumentLimits, Fault
from scrapers.documents.docx import open_archive, read_docx
from scrapers.sample.docx import archive, document, docx, paragraph

LIMITS = DocumentLimits(seconds=5)
TEXT = """# Veileder i overvann

Innledningen.

## Ansvar

Kommunen har ansvaret.

| Post | Kroner |
| Rør | 200 |

## Drift"""


def fault(body: bytes, limits: DocumentLimits = LIMITS) -> Fault:
    with pytest.raises(DocumentError) as caught:
        read_document(body, limits)
    return caught.value.fault


def told(body: str, before: str = "") -> list[str]:
    made = archive({"word/document.xml": document(body, before)})
    with open_archive(io.BytesIO(made), LIMITS) as opened:
        return [passage.text for passage in read_docx(opened, LIMITS).passages]


def test_each_heading_opens_a_passage_and_a_table_is_its_rows() -> None:
    read = read_document(docx(TEXT, title="Overvann", day="2024-01-15"), LIMITS)
    assert [(p.heading, p.text) for p in read.passages] == [
        ("", "Innledningen."),
        ("Ansvar", "Kommunen har ansvaret.\nPost | Kroner\nRør | 200"),
        ("Drift", ""),
    ]
    assert read.titles == ("Overvann", "Veileder i overvann", "Innledningen.")
    assert (read.created, read.changed) == (date(2024, 1, 15), None)


def test_what_is_deleted_or_stands_twice_is_read_once() -> None:
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{compatible}">'
        "<mc:Choice><w:t>Ramme</w:t></mc:Choice><mc:Fallback><w:t>Ramme</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    deleted = (
        "<w:p><w:del><w:r><w:delText>Borte</w:delText></w:r></w:del><w:r><w:t>Her</w:t></w:r></w:p>"
    )
    assert told(box + deleted) == ["Ramme\nHer"]


def test_a_table_in_a_table_is_read_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('inne')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('ute')}{inner}</w:tc></w:tr></w:tbl>"
    assert told(outer) == ["ute inne"]


def test_entities_are_not_unfolded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for name in ("l9", "f"):
        body = f"<w:p><w:r><w:t>&{name};</w:t></w:r></w:p>"
        assert fault(archive({"word/document.xml": document(body, kind)})) is Fault.BROKEN


def test_a_bomb_is_not_unpacked() -> None:
    zeros = archive({"word/document.xml": b"0" * 30_000_000})
    assert len(zeros) < 100_000
    assert fault(zeros) is Fault.TOO_BIG
    many = archive({f"{number}": b"" for number in range(200)})
    assert fault(many, DocumentLimits(members=100)) is Fault.TOO_BIG
    large = archive({"word/document.xml": document(paragraph("Tekst. " * 1_000))})
    assert fault(large, DocumentLimits(unpacked=1_000)) is Fault.TOO_BIG


def test_an_archive_that_lies_about_its_size_is_broken() -> None:
    made = archive({"word/document.xml": document(paragraph("Tekst. " * 10_000))})
    size = len(document(paragraph("Tekst. " * 10_000))).to_bytes(4, "little")
    assert size in made
    assert fault(made.replace(size, (10).to_bytes(4, "little"))) is Fault.BROKEN


def test_deep_nesting_is_broken_or_read_but_never_more() -> None:
    deep = "<w:sdt>" * 10_000 + paragraph("Dypt") + "</w:sdt>" * 10_000
    assert fault(archive({"word/document.xml": document(deep)})) is Fault.BROKEN


@pytest.mark.parametrize(
    ("members", "detail"),
    [
        ({"xl/workbook.xml": "<a/>"}, "Excel: .xlsx"),
        ({"ppt/presentation.xml": "<a/>"}, "PowerPoint: .pptx"),
        ({"mimetype": "x", "content.xml": "<a/>"}, "OpenDocument: .odt, .ods, .odp"),
        ({"notat.txt": "hei"}, "a zip archive"),
    ],
)
def test_what_is_no_word_file_is_named(members: dict[str, str | bytes], detail: str) -> None:
    given_back = answer(archive(members), LIMITS)
    assert (given_back.fault, given_back.detail) == (Fault.OTHER_KIND, detail)


def test_older_and_sealed_office_files_are_named() -> None:
    older = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    assert fault(older) is Fault.OTHER_KIND
    assert fault(older + "EncryptedPackage".encode("utf-16-le")) is Fault.ENCRYPTED


def test_an_empty_word_file_has_no_text() -> None:
    assert fault(docx("")) is Fault.NO_TEXT


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 1_500))
def test_whatever_the_bytes_are_there_is_an_answer(noise: bytes, at: int) -> None:
    good = docx(TEXT)
    given_back = answer(good[:at] + noise + good[at + len(noise) :], LIMITS)
    assert (given_back.document is None) == (given_back.fault is not None)
