"""Where the traps are set: two make-believe sites that have nothing in common but them.

One has an address and a `<main>` for each page. The other has one address whose parameters say what
it shows, tables for columns, no headings, and names its traps in the opposite order. Each is
described by source files alone, in a folder of its name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

TABLES = (
    "<html><head><title>{title} | Etaten</title>{head}</head><body bgcolor=white><table width=800>"
    '<tr><td colspan=2 class=topp><a href="/oversikt">Etaten</a> | <a href="/om">Om oss</a>'
    '<tr><td class=venstre><a href="/oversikt">Alle saker</a><td class=hoyre>'
    "<div class=tittel>{title}</div><div class=brodtekst>{body}</div></table></body></html>"
)
MAIN = (
    "<html><head><title>{title} | Veilederen</title>{head}</head><body><nav>Meny</nav>"
    "<main><h1>{title}</h1>{body}</main></body></html>"
)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a site is built: where its things lie, and the markup of its pages.

    `{}` stands for the name of a thing; `page` has more parameters after it where it has a "?".
    """

    name: str
    domain: str
    lists: str
    page: str
    document: str
    feed: str
    sitemap: str
    markup: str
    order: Callable[[Iterable[str]], Iterable[str]] = field(default=list)

    @property
    def folder(self) -> Path:
        """Where its source files lie."""
        return Path(__file__).with_name(self.name)


VEILEDEREN = Shape(
    name="veilederen",
    domain="veilederen.example",
    lists="/start/{}",
    page="/klima/{}",
    document="/dokumenter/{}.pdf",
    feed="/podkast/{}.xml",
    sitemap="/{}.xml",
    markup=MAIN,
)
ETATEN = Shape(
    name="etaten",
    domain="etaten.example",
    lists="/oversikt{}",
    page="/vis?emne={}",
    document="/filarkiv/2026/{}.PDF",
    feed="/lyd?strom={}",
    sitemap="/kart?del={}",
    markup=TABLES,
    order=lambda names: reversed(list(names)),
)


@dataclass(frozen=True)
class Stage:
    """The place on a site where one trap is set: a host, and a name that its addresses bear."""

    website: Any
    shape: Shape
    host: str
    name: str
    title: str

    def path(self, more: str = "", **parameters: str) -> str:
        """The path of the trap's page, or of another one of it; its parameters in order."""
        way, _, query = self.shape.page.format(self.name + more).partition("?")
        pairs = sorted((*parse_qsl(query), *parameters.items()))
        return f"{way}?{urlencode(pairs)}" if pairs else way

    def address(self, path: str) -> str:
        """The address of a path on the host."""
        return f"http://{self.host}{path}"

    def words(self, more: str = "") -> str:
        """Enough words for a page, that no other has."""
        about = f"{self.name}{more}"
        return " ".join(f"Råd nummer {n} om {about} gjelder kommunen." for n in range(12))

    def markup(self, body: str = "", head: str = "", title: str = "", more: str = "") -> str:
        """A page of the site around some markup of the trap's."""
        body = f"<p>{self.words(more)}</p>{body}"
        return self.shape.markup.format(title=title or self.title + more, body=body, head=head)

    def put(self, body: str | bytes = "", path: str = "", **more: Any) -> None:
        """Serve something at the trap's page, or at a path."""
        self.website.put(path or self.path(), body, host=self.host, **more)

    def move(self, location: str, path: str = "") -> None:
        """Serve a redirect there."""
        self.website.move(path or self.path(), location, host=self.host)
