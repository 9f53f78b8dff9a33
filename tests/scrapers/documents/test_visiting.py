"""Documents over HTTP: read, named where they cannot be, and the crawl goes on."""

import gzip
from dataclasses import replace

import pytest

from index.resource import Kind, Outcome, Visit
from scrapers.manners import Limits
from scrapers.sample.docx import docx
from scrapers.sample.pdf import broken_pdf, endless_pdf, text_pdf
from scrapers.source import Rule

HOST = "www.veileder.example"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SENTENCE = "Overvann skal tas hånd om der det faller, og kommunen har ansvaret for planen."
LIMITS = Limits(body_bytes=1_000_000, document_memory=200, document_seconds=5)
FILES = {
    "/god.pdf": (text_pdf([["Klimaplan", SENTENCE]], "Klimaplan"), PDF),
    "/uten-type.pdf": (text_pdf([[SENTENCE]]), "application/octet-stream"),
    "/god.docx": (docx(f"# Veileder\n\n{SENTENCE}"), WORD),
    "/halv.pdf": (broken_pdf(), PDF),
    "/lang.pdf": (endless_pdf(9_000, [SENTENCE]), PDF),
    "/stor.pdf": (text_pdf([[SENTENCE]]) + b"%" * 1_000_001, PDF),
    "/side.pdf": ("<main><h1>Logg inn</h1></main>", "text/html"),
    "/regneark.pdf": (b"PK\x03\x04", "application/vnd.ms-excel"),
}
NAMED = {
    "/halv.pdf": "document: broken",
    "/side.pdf": "a page in place of a document",
    "/regneark.pdf": "document: broken (zip)",
}


@pytest.fixture(scope="module")
def visits(shared_crawler) -> dict[str, Visit]:
    website, guide = shared_crawler.website, shared_crawler.sources[0]
    for path, (body, media) in FILES.items():
        website.put(path, body, media=media)
    packed = gzip.compress(FILES["/god.pdf"][0] + b"%" * 5_000_000)
    website.put("/pakket.pdf", packed, media=PDF, headers={"Content-Encoding": "gzip"})
    website.move("/flyttet.pdf", "/god.pdf")
    website.page("/klima/etter", "Etter dokumentene")
    paths = (*FILES, "/flyttet.pdf", "/pakket.pdf", "/klima/etter")
    website.put("/start/", "".join(f'<a href="{path}">Fil</a>' for path in paths))
    rule = Rule(kind=Kind.DOCUMENT, address=r"\.(pdf|docx)$")
    source = replace(guide, pages=(rule, *guide.pages))
    seen = replace(shared_crawler, sources=(source,)).visits(limits=LIMITS)
    return {key.removeprefix(HOST): visit for key, visit in seen.items()}


@pytest.mark.parametrize("path", ["/god.pdf", "/uten-type.pdf", "/god.docx"])
def test_a_document_is_read(visits: dict[str, Visit], path: str) -> None:
    visit = visits[path]
    (reading,) = visit.readings
    assert (visit.outcome, visit.reason) == (Outcome.READ, "")
    assert reading.kind is Kind.DOCUMENT
    assert reading.address == f"http://{HOST}{path}"
    assert SENTENCE in reading.text


@pytest.mark.parametrize(("path", "reason"), NAMED.items())
def test_what_cannot_be_read_is_refused_by_name(
    visits: dict[str, Visit], path: str, reason: str
) -> None:
    assert (visits[path].outcome, visits[path].reason) == (Outcome.REFUSED, reason)


def test_a_document_of_too_many_pages_is_read_as_far_as_allowed(visits: dict[str, Visit]) -> None:
    visit = visits["/lang.pdf"]
    assert (visit.outcome, visit.reason) == (
        Outcome.READ,
        "too many pages: the first 500 are read",
    )
    assert visit.readings[0].passages[-1].page == 500
    assert visit.reached == {"document_pages": 1}


@pytest.mark.parametrize("path", ["/stor.pdf", "/pakket.pdf"])
def test_a_document_that_is_too_big_is_not_fetched_to_its_end(
    visits: dict[str, Visit], path: str
) -> None:
    visit = visits[path]
    assert (visit.outcome, visit.reason) == (Outcome.FAILED, "document: too big")
    assert visit.size == 0
    assert visit.reached == {"body_bytes": 1}


def test_a_document_may_have_moved(visits: dict[str, Visit]) -> None:
    assert visits["/flyttet.pdf"].moved_to == f"http://{HOST}/god.pdf"


def test_the_crawl_goes_on_after_them_all(visits: dict[str, Visit]) -> None:
    assert visits["/klima/etter"].outcome is Outcome.READ
