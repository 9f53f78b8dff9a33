"""The main part of a page that has no <main>: found by where its text stands."""

import pytest
from bs4 import BeautifulSoup

from index.resource import Kind
from scrapers.pages import main_text, open_page
from scrapers.pages.main_text import find_main
from scrapers.source import Rule, Source

OWN = [
    f"Avsnitt {number} forteller hva kommunen gjorde da bekken gikk over sine bredder, hvem som"
    f" ringte hvem, og hvorfor det gikk bra likevel. Det tok {number + 2} timer."
    for number in range(5)
]
TEASER = (
    "Les hvordan nabokommunen har løst det samme med et fordrøyningsbasseng som barna kan bade i"
    " om sommeren, og som koster en tredel av et rør."
)
MENU = "".join(f'<li><a href="/{n}">Punkt {n} i menyen</a></li>' for n in range(8))
TEXT = "".join(f"<p>{own}</p>" for own in OWN)


def lines(body: str, selector: str = "") -> list[str]:
    rule = Rule(kind=Kind.GUIDANCE, address="^/side", body=selector)
    source = Source(name="a", owner="A", hosts=("a.example",), start=("https://a.example/",))
    markup = f"<html><head><title>Bekken</title></head><body>{body}</body></html>"
    return [line.text for line in open_page("https://a.example/side", markup, rule, source).lines]


@pytest.mark.parametrize(
    "body",
    [
        f"<ul>{MENU}</ul><div><h1>Bekken</h1><div>{TEXT}</div></div><p>Kontakt oss</p>",
        f"<table><tr><td><ul>{MENU}</ul></td><td><h1>Bekken</h1>{TEXT}</td></tr></table>",
        f"<form><div>{MENU}</div><div><h1>Bekken</h1><section>{TEXT}</section></div></form>",
        f"<main><h1>Bekken</h1>{TEXT}</main><div><p>{TEASER}</p><p>{TEASER}</p></div>",
        f"<div role=main><h1>Bekken</h1>{TEXT}</div><div><p>{TEASER}</p></div>",
        f"<article><h1>Bekken</h1>{TEXT}</article><div><p>{TEASER}</p></div>",
    ],
)
def test_the_main_part_is_found(body: str) -> None:
    assert lines(body) == OWN


FACTS = "<div><b>Fylke:</b> Vestland</div>"
AROUND = ["Kort om bekken som gikk over.", "Fylke: Vestland", *OWN]


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Bekken</h1><p>{AROUND[0]}</p>{FACTS}<p>{' '.join(OWN)}</p>",
        f"<h1>Bekken</h1><div>{AROUND[0]}</div>{FACTS}<div>{TEXT}</div>",
        f"<div><h1>Bekken</h1></div><div>{AROUND[0]}{FACTS}</div><section><div>{TEXT}</div></section>",
    ],
)
def test_what_stands_between_the_title_and_the_text_is_of_the_main_part(body: str) -> None:
    aside = f"<div><ul>{MENU}</ul></div>"
    found = lines(f"<div>{aside}</div><div><div>{body}</div>{aside}</div><div>Kontakt oss</div>")
    assert " ".join(found) == " ".join(AROUND)


def test_menus_between_the_title_and_the_text_are_not() -> None:
    body = f"<div><h1>Bekken</h1></div><div><ul>{MENU}</ul></div><div>{TEXT}</div>"
    assert lines(f"<div>{body}</div><div>Kontakt oss</div>") == OWN


def test_two_columns_are_told_apart() -> None:
    teasers = "".join(f'<div class="teaser"><p>{TEASER}</p></div>' for _ in range(3))
    body = (
        f'<div class="topp"><ul>{MENU}</ul></div><div class="rad"><div class="artikkel-tekst">'
        f'<h1>Bekken</h1>{TEXT}</div><div class="sidebar">{teasers}</div></div>'
    )
    assert lines(body) == OWN


def test_of_several_articles_none_is_the_page() -> None:
    cards = "".join(f'<article><h2><a href="/{n}">Sak {n}</a></h2></article>' for n in range(3))
    assert lines(f"<div>{cards}</div><div><h1>Bekken</h1>{TEXT}</div>") == OWN


def test_a_selector_of_the_source_comes_first_and_may_find_nothing() -> None:
    body = f'<main><p>{TEASER}</p></main><div class="egen"><h1>Bekken</h1>{TEXT}</div>'
    assert lines(body, ".egen") == OWN
    assert lines(f"<ul>{MENU}</ul><div><h1>Bekken</h1>{TEXT}</div>", ".finnes-ikke") == OWN


def test_a_page_without_text_has_no_main_part() -> None:
    soup = BeautifulSoup("<body><p>Kort</p></body>", "lxml")
    assert soup.body is not None
    assert find_main(soup.body, str(soup)) is None


@pytest.mark.parametrize("markup", ["", "<", "\x01", "<body>" + "<div>" * 3_000, "<frameset>"])
def test_what_trafilatura_cannot_read_has_no_main_text(markup: str) -> None:
    assert main_text._main_texts(markup) == set()
