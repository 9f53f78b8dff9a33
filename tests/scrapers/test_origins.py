"""Of each field that was read it is said where the page has it."""

from index.resource import Kind
from scrapers.pages import open_page, read_page
from scrapers.pages.origins import origins_of
from scrapers.source import Rule, Source

SOURCE = Source(name="v", owner="V", hosts=("v.example",), start=("https://v.example/",))
ADDRESS = "https://v.example/kurs/flom"
PAGE = """<head><meta property="og:title" content="Flom i byen">
<script type="application/ld+json">{"@type": "Event", "name": "Flom i byen",
 "startDate": "2026-03-10T10:00", "location": {"@type": "Place", "name": "Oslo rådhus"}}</script>
</head><main><h1>Flom i byen</h1><p class="lead">Om vann.</p><dl><dt>Sted</dt><dd>Bergen</dd>
<dt>Pris</dt><dd>Gratis</dd></dl><p>Tid: 10. mars 2026 kl. 10.00-11.00</p>
<p>Kommunen lærer om flom.</p><a href="https://p.example/meld">Meld deg på</a></main>"""


def origins(markup: str, **rule: str) -> dict[str, tuple[str, ...]]:
    event = Rule(kind=Kind.EVENT, **rule)  # type: ignore[arg-type]
    page = open_page(ADDRESS, markup, event, SOURCE)
    reading = read_page(page, event, SOURCE)
    assert reading is not None
    return origins_of(page, event, reading)


def test_json_ld_meta_headings_and_labels_are_named() -> None:
    found = origins(PAGE)
    assert found["title"] == ("heading", "JSON-LD Event.name", "meta og:title")
    assert found["place"] == ("JSON-LD Event.location.name",)
    assert found["price"] == ("text «Pris» «Gratis»",)
    assert found["periods"][0] == "JSON-LD Event.startDate"
    assert found["periods"][1].endswith("«Tid: 10. mars 2026 kl. 10.00-11.00»")
    assert found["signup"][0] == "link «Meld deg på»"


def test_the_selectors_of_the_rule_come_first() -> None:
    found = origins(PAGE, lead=".lead", body="main")
    assert found["lead"][0] == "selector .lead"
    assert found["passages"] == ("selector main",)


def test_what_stands_nowhere_as_it_was_read_was_worked_out() -> None:
    markup = PAGE.replace(">Bergen<", ">Oslo<").replace("Gratis", "ingen")
    micro = (
        '<div itemscope itemtype="https://schema.org/Event"><meta itemprop="isAccessibleForFree"'
    )
    found = origins(markup.replace("<dl>", f'{micro} content="true"></div><dl>'))
    assert found["price"] == ("worked out from the text",)
