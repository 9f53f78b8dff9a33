"""Pages that came with 200, and are not what they were: nothing may be replaced by them."""

import pytest

from index.resource import Kind
from scrapers.pages import Empty, open_page, read_page
from scrapers.source import Rule, Source

WORDS = " ".join(f"Råd nummer {number} gjelder flom." for number in range(30))
LOGIN = "<main><h1>{}</h1><form>Passord <input type={}></form></main>"


def source(kind: Kind) -> Source:
    rule = Rule(kind=kind, address="^/side")
    return Source(
        name="a", owner="A", hosts=("a.example",), start=("https://a.example/",), pages=(rule,)
    )


def read(markup: str, kind: Kind) -> object:
    own = source(kind)
    page = open_page("https://a.example/side", markup, own.pages[0], own)
    return read_page(page, own.pages[0], own)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DOCUMENT])
@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("", "an empty page"),
        ("<html><body></body></html>", "an empty page"),
        ("<main><h1>Flom</h1></main>", "an empty page"),
        (
            "<main><h1></h1><p></p></main><nav>Meny med mange ord i seg, og flere</nav>",
            "an empty page",
        ),
        ("<body><div id=app></div><script>start()</script></body>", "an empty page"),
        (LOGIN.format("Velkommen", "password"), "a login page"),
        (
            "<main><h1>Logg inn</h1><p>Velg hvordan du vil logge inn på tjenesten.</p>",
            "a login page",
        ),
        (
            "<main><h1>Siden finnes ikke</h1><p>Kanskje er den flyttet. Prøv søk.</p>",
            "no such page",
        ),
        ("<main><h1>404 - Fant ikke siden</h1><p>Den er borte.</p></main>", "no such page"),
        ("<main><h1>Just a moment...</h1><p>Checking your browser first.</p>", "keeps us out"),
    ],
)
def test_a_page_that_says_nothing_is_empty(markup: str, reason: str, kind: Kind) -> None:
    with pytest.raises(Empty, match=reason):
        read(markup, kind)


@pytest.mark.parametrize("kind", [Kind.GUIDANCE, Kind.EVENT, Kind.GRANT, Kind.EPISODE])
def test_a_list_of_links_in_the_place_of_a_page_only_leads_on(kind: Kind) -> None:
    links = "".join(f'<li><a href="/side/{n}">Side nummer {n}</a></li>' for n in range(20))
    assert read(f"<main><h1>Arrangementer</h1><ul>{links}</ul></main>", kind) is None


def test_a_page_that_speaks_of_logging_in_is_read() -> None:
    assert read(f"<main><h1>Logg inn i Altinn og søk</h1><p>{WORDS}</p></main>", Kind.GUIDANCE)


def test_a_page_with_a_login_box_beside_its_text_is_read() -> None:
    box = "<form>Passord <input type=password></form>"
    assert read(f"{box}<main><h1>Flom</h1><p>{WORDS}</p></main>", Kind.NEWS)


def test_an_event_of_few_words_with_facts_is_read() -> None:
    assert read("<main><h1>Flom</h1><p>Sted: Havnes</p></main>", Kind.EVENT)
