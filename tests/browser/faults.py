"""Faults to plant in real pages, one at a time: thirty of accessibility and four of privacy.

Each says which checks speak of it: that something else complains of the page does not count.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page, Route

Plant = Callable[[BeautifulSoup], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is done to the markup, the stylesheet and the headers of which page."""

    shown_by: tuple[str, ...]
    place: str = "about"
    markup: Plant = bool
    style: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def plant(page: Page, fault: Fault) -> None:
    """Whatever the window opens from now on has the fault; nothing is asked of anyone else."""

    def answer(route: Route) -> None:
        if "127.0.0.1" not in route.request.url:
            route.abort()
            return
        kind, response = route.request.resource_type, route.fetch()
        body = response.text() if kind in ("document", "stylesheet") else None
        headers = response.headers
        if body and kind == "document":
            soup = BeautifulSoup(body, "html.parser")
            fault.markup(soup)
            body, headers = soup.decode(formatter="html5"), headers | fault.headers
        elif body:
            body += fault.style
        route.fulfill(response=response, body=body, headers=headers)

    page.route("**/*", answer)


def without(selector: str, attribute: str | None = None) -> Plant:
    """The elements are gone, or only their attribute."""

    def change(soup: BeautifulSoup) -> None:
        for element in found(soup, selector):
            if attribute:
                element.attrs.pop(attribute, None)
            else:
                element.decompose()

    return change


def having(selector: str, **attributes: str) -> Plant:
    """The first element has these attributes."""
    return lambda soup: found(soup, selector)[0].attrs.update(
        {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    )


def called(selector: str, name: str) -> Plant:
    """The elements are of another name."""

    def change(soup: BeautifulSoup) -> None:
        for element in found(soup, selector):
            element.name = name

    return change


def ending(selector: str, html: str) -> Plant:
    """The first element ends in some more markup."""
    return lambda soup: found(soup, selector)[0].append(BeautifulSoup(html, "html.parser"))


def found(soup: BeautifulSoup, selector: str) -> list[Tag]:
    elements = soup.select(selector)
    assert elements, f"nothing is {selector}: the fault cannot be planted"
    return elements


def ungroup(soup: BeautifulSoup) -> None:
    called("fieldset", "div")(soup)
    called("legend", "p")(soup)


def skip_link_after_the_menu(soup: BeautifulSoup) -> None:
    found(soup, "main")[0].insert_before(found(soup, "a.skip")[0].extract())


FAULTS = {
    "missing label": Fault(shown_by=("axe label",), markup=without("label[for=q]")),
    "low contrast": Fault(
        shown_by=("axe color-contrast",), style=".lead { color: #8a9a92; background: #fff }"
    ),
    "empty link": Fault(
        shown_by=("axe link-name",), markup=ending("main .lead", '<a href="/om"></a>')
    ),
    "image without alt": Fault(
        shown_by=("axe image-alt", "nu"), markup=without("header img", "alt")
    ),
    "page without title": Fault(shown_by=("axe document-title", "nu"), markup=without("title")),
    "button without name": Fault(
        shown_by=("axe button-name",), markup=lambda soup: found(soup, "form button")[0].clear()
    ),
    "frame without title": Fault(
        shown_by=("axe frame-title",), markup=ending("main", '<iframe src="/tema"></iframe>')
    ),
    "broken combobox": Fault(
        shown_by=("axe aria-required-attr", "nu"),
        markup=having("#q", role="combobox", type="text", list="", aria_controls="no-such-list"),
    ),
    "missing page language": Fault(shown_by=("axe html-has-lang",), markup=without("html", "lang")),
    "duplicate id": Fault(shown_by=("nu",), markup=ending("main .lead", '<b id="innhold">.</b>')),
    "skipped heading level": Fault(shown_by=("axe heading-order",), markup=called("main h2", "h4")),
    "no h1": Fault(shown_by=("axe page-has-heading-one",), markup=called("h1", "p")),
    "no main landmark": Fault(shown_by=("axe landmark-one-main",), markup=called("main", "div")),
    "positive tabindex": Fault(shown_by=("axe tabindex",), markup=having("#q", tabindex="3")),
    "zoom forbidden by viewport": Fault(
        shown_by=("axe meta-viewport", "nu"),
        markup=having(
            "meta[name=viewport]", content="width=device-width, maximum-scale=1, user-scalable=no"
        ),
    ),
    "meta refresh": Fault(
        shown_by=("axe meta-refresh",),
        markup=ending("head", '<meta http-equiv="refresh" content="900; url=/">'),
    ),
    "wrong child in a list": Fault(
        shown_by=("axe list", "nu"), markup=ending("footer ul", "<p>Kontakt</p>")
    ),
    "clickable div": Fault(
        shown_by=("clickable",), place="results", markup=called(".plain", "div")
    ),
    "ungrouped checkboxes": Fault(shown_by=("ungrouped",), place="results", markup=ungroup),
    "table without headers": Fault(
        shown_by=("headless", "axe td-has-header"), place="sources", markup=called("th", "td")
    ),
    "target under 24 px": Fault(
        shown_by=("axe target-size",),
        style="footer li { padding: 0; line-height: 1; font-size: 11px }"
        "footer li a { display: inline-block }",
    ),
    "skip link not first": Fault(shown_by=("skipLink",), markup=skip_link_after_the_menu),
    "same link text with different targets": Fault(
        shown_by=("linksOfOneName",),
        markup=ending("main .lead", '<a href="/tema">Les mer</a> <a href="/kilder">Les mer</a>'),
    ),
    "invisible focus": Fault(
        shown_by=("invisibleFocus",), style=":focus-visible { outline: none !important }"
    ),
    "no status region": Fault(
        shown_by=("unsaidStatus",), place="results", markup=without("[role=status]", "role")
    ),
    "sideways scrolling at 320 px": Fault(
        shown_by=("sideways",), style="main h1 { min-width: 30rem }"
    ),
    "text cut at WCAG 1.4.12 spacing": Fault(
        shown_by=("cutBySpacing",),
        style="main h1 { height: 1.2em; line-height: 1.2; overflow: hidden }",
    ),
    "nynorsk passage without lang": Fault(
        shown_by=("passages",), place="results in nynorsk", markup=without("main [lang]", "lang")
    ),
    "video without captions": Fault(
        shown_by=("uncaptioned",),
        markup=ending("main", '<video src="/static/opptak.mp4" controls></video>'),
    ),
    "PDF link that does not say so": Fault(
        shown_by=("unsaidPdf",), markup=ending("main .lead", '<a href="/rapport.pdf">Rapporten</a>')
    ),
}
PRIVACY = {
    "inline script": Fault(
        shown_by=("inline",), markup=ending("body", "<script>window.seen = true</script>")
    ),
    "inline style": Fault(shown_by=("inline",), markup=having("h1", style="color: red")),
    "third-party request": Fault(
        shown_by=("elsewhere",),
        markup=ending("body", '<img src="https://www.ukjent.example/pixel.gif" alt="">'),
        headers={"content-security-policy": ""},
    ),
    "cookie": Fault(shown_by=("cookie",), headers={"set-cookie": "leser=42; Path=/"}),
}
