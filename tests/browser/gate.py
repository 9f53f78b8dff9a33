"""The gate: what is wrong with a page, by axe-core, the Nu HTML Checker and checks of our own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from nu_checker import NuChecker
from playwright.sync_api import Page

from index.language.detect import language_told

IN_PAGE = f"window.ours = {Path(__file__).with_name('in_page.js').read_text()}"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa",
        "best-practice", "experimental"]  # fmt: skip
AXE = """rules => axe.run({
    runOnly: rules, resultTypes: ["violations"], iframes: false, preload: false
}).then(found => found.violations.flatMap(({id, nodes}) => nodes.map(node => [id, node.html])))"""
CONTENT = ("linksOfOneName", "unsaidPdf", "unsaidStatus", "inline", "uncaptioned", "clickable",
           "ungrouped", "headless")  # fmt: skip
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
EVERYTHING = {"type": "tag", "values": TAGS}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a page: which check says so, and what it says."""

    check: str
    text: str


class Visit:
    """A page as a reader opened it, and what it asked for and complained of on the way."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.cookies: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("response", lambda response: self._look_at(response.headers))
        response = page.goto(address, wait_until="load")
        assert response is not None
        self.origin = "/".join(address.split("/")[:3])
        self.status = response.status
        self.html = response.text()

    def _look_at(self, headers: dict[str, str]) -> None:
        if "set-cookie" in headers:
            self.cookies.append(headers["set-cookie"])

    def ask(self, name: str) -> Any:
        """What a function of in_page.js gives."""
        return self.page.evaluate(f"() => ours.{name}()")


def findings(visit: Visit, nu: NuChecker) -> list[Finding]:
    """All that is wrong with a page, in light and dark, wide and narrow."""
    found = [Finding("nu", text) for text in nu.complaints(visit.html)]
    found += _behaviour(visit)
    visit.page.evaluate(AXE_SCRIPT)
    found += _content(visit)
    for width in (1280, 320):
        visit.page.set_viewport_size({"width": width, "height": 800})
        visit.page.emulate_media(color_scheme="light")
        found += [*_axe(visit, EVERYTHING), *_room(visit), *_asked(visit, "invisibleFocus")]
        visit.page.emulate_media(color_scheme="dark")
        found += [*_axe(visit, COLOURS), *_asked(visit, "invisibleFocus")]
    return list(dict.fromkeys(found))


def _behaviour(visit: Visit) -> Iterator[Finding]:
    """What the page does before anyone has done anything with it."""
    visit.page.evaluate(IN_PAGE)
    visit.page.keyboard.press("Tab")
    yield from _asked(visit, "skipLink")
    yield from _asked(visit, "kept")
    for cookie in visit.cookies + [str(kept["name"]) for kept in visit.page.context.cookies()]:
        yield Finding("cookie", cookie)
    for address in visit.requests:
        if not address.startswith((f"{visit.origin}/", "data:")):
            yield Finding("elsewhere", address)
    for text in visit.complaints:
        if not (visit.status >= 400 and f"status of {visit.status}" in text):
            yield Finding("console", text)


def _content(visit: Visit) -> Iterator[Finding]:
    for name in CONTENT:
        yield from _asked(visit, name)
    for language, text in visit.ask("passages"):
        told = language_told(text)
        if told and told != language:
            yield Finding("passages", f"called {language or 'nothing'}, reads as {told}: {text}")


def _room(visit: Visit) -> Iterator[Finding]:
    yield from _asked(visit, "sideways")
    yield from _asked(visit, "cutBySpacing")


def _asked(visit: Visit, name: str) -> Iterator[Finding]:
    yield from (Finding(name, text) for text in visit.ask(name))


def _axe(visit: Visit, rules: dict[str, Any]) -> Iterator[Finding]:
    for rule, html in visit.page.evaluate(AXE, rules):
        yield Finding(f"axe {rule}", html)
