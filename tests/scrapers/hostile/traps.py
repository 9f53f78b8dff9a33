"""The hostile cases as one list: what a site serves, and what must come of it.

Where a trap serves several things, it does so in turn, three days between.
"""

import socket
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from struct import pack
from time import monotonic_ns
from typing import Any

from hostile.stage import Stage

from index.record import Mark
from scrapers.sample.pdf import encrypted_pdf, pdf, scanned_pdf

Serve = Callable[[Stage], None]
ITEMS = 10_000
DAYS = 300  # of a calendar, each of which leads to the next ones
FORBIDS = "User-agent: *\nDisallow: /\n"
FUTURE = "Fri, 25 Nov 2089 12:00:00 GMT"
BERRIES = "Blåbærsyltetøy på Ås"


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What must come of a trap.

    `came` is what the last harvest says of a visit to it, `why` its reason, `limit` the name under
    which it is counted. `holds` is how many records there are of it; all have `text`, none has
    `never`, and their addresses bear the `mark`. `asks` are the most requests that it may cost a
    harvest.
    """

    came: str
    why: str = ""
    limit: str = ""
    holds: int = 0
    text: str = ""
    never: str = ""
    mark: Mark | None = None
    asks: int = 1


@dataclass(frozen=True, kw_only=True)
class Trap:
    """A case: what is served, in turn, and what is demanded.

    `entries` are the paths that the site's list leads to, else its page. One that is `alone` has a
    host of its own.
    """

    case: str
    serves: tuple[Serve, ...]
    demands: Demand
    entries: Callable[[Stage], tuple[str, ...]] = lambda stage: (stage.path(),)
    alone: bool = False

    @property
    def title(self) -> str:
        """How the titles of its pages begin."""
        return f"Felle: {self.case}"

    @property
    def name(self) -> str:
        """What its addresses bear."""
        return "".join(c if c.isalnum() else "-" for c in self.case.lower())


def trap(case: str, *serves: Serve, demands: Demand, **more: Any) -> Trap:
    return Trap(case=case, serves=serves, demands=demands, **more)


# what may be demanded

read = partial(Demand, came="new", holds=1)
failed = partial(Demand, came="failed")
refused = partial(Demand, came="refused")
moved = partial(Demand, came="moved")
kept = partial(Demand, came="empty", holds=1, mark=Mark.KEPT)


# what may be served


def page(body: str = "", **more: str) -> Serve:
    return lambda stage: stage.put(stage.markup(body, **more))


def titled(title: str, body: str = "") -> Serve:
    """A page with something about its title."""
    return lambda stage: stage.put(stage.markup(body, title=title.format(stage.title)))


def raw(encode: Callable[[str], bytes], media: str = "text/html", **more: Any) -> Serve:
    """A page, as bytes."""
    markup = f"<p>{BERRIES}</p>"
    return lambda stage: stage.put(encode(stage.markup(markup)), media=media, **more)


def act(do: Callable[[BaseHTTPRequestHandler], None]) -> Serve:
    return lambda stage: stage.put(act=do)


def document(body: bytes) -> Serve:
    return lambda stage: stage.put(body, entry_document(stage)[0], media="application/pdf")


def entry_document(stage: Stage) -> tuple[str, ...]:
    return (stage.shape.document.format(stage.name),)


def feed(items: Callable[[Stage], str], doctype: str = "") -> Serve:
    """A feed whose items name no page; `&title;` is the title of the trap."""

    def serve(stage: Stage) -> None:
        told = f'<!DOCTYPE rss [<!ENTITY title "{stage.title}">{doctype}]>' if doctype else ""
        body = f"{told}<rss version='2.0'><channel><title>P</title>{items(stage)}</channel></rss>"
        path = stage.shape.feed.format(stage.name)
        stage.put(body, path, media="application/rss+xml")

    return serve


def item(stage: Stage, more: str = "", tags: str = "") -> str:
    sound = f"https://lyd.example/{stage.name}{more}.mp3"
    return (
        f"<item><title>{stage.title}{more}</title>{tags}"
        f'<enclosure url="{sound}" type="audio/mpeg"/></item>'
    )


def noted(notes: str) -> Callable[[Stage], str]:
    return lambda stage: item(stage, tags=f"<description>{notes}</description>")


def numbered(count: int) -> Callable[[Stage], str]:
    return lambda stage: "".join(item(stage, f" {number}") for number in range(count))


def twice(stage: Stage) -> str:
    return 2 * item(stage, tags="<guid>1</guid>")


def listed_elsewhere(_: Stage) -> tuple[str, ...]:
    """The source file names it."""
    return ()


def bomb(size: int) -> bytes:
    """So many bytes of nothing, packed."""
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(size // 1_000_000)) + packer.flush()


def in_a_ring(stage: Stage) -> None:
    stage.move(stage.path("-2"))
    stage.move(stage.path(), stage.path("-2"))


def in_a_chain(stage: Stage) -> None:
    paths = [stage.path(f"-{n}" if n else "") for n in range(12)]
    for here, there in pairwise(paths):
        stage.move(there, here)
    stage.put(stage.markup(), paths[-1])


def opened(handler: BaseHTTPRequestHandler, *headers: tuple[str, str]) -> None:
    handler.send_response(200)
    for name, value in (("Content-Type", "text/html"), *headers):
        handler.send_header(name, value)
    handler.close_connection = True


def closing(handler: BaseHTTPRequestHandler) -> Any:
    return handler.server.website.closing  # type: ignore[attr-defined]


def flood(handler: BaseHTTPRequestHandler, portion: bytes, pause: float = 0) -> None:
    """Send without end."""
    handler.flush_headers()
    try:
        while not closing(handler).wait(pause):
            handler.wfile.write(portion)
            handler.wfile.flush()
    except (OSError, ValueError):
        return


def endless_body(handler: BaseHTTPRequestHandler) -> None:
    opened(handler)
    handler.end_headers()
    flood(handler, b"<p>mer og mer</p>" * 4_000)


def a_byte_a_second(handler: BaseHTTPRequestHandler) -> None:
    opened(handler)
    handler.end_headers()
    flood(handler, b"x", pause=1)


def endless_headers(handler: BaseHTTPRequestHandler) -> None:
    opened(handler)
    flood(handler, b"X-Mer: og mer\r\n" * 1_000)


def one_endless_header(handler: BaseHTTPRequestHandler) -> None:
    opened(handler)
    handler.flush_headers()
    handler.wfile.write(b"X-Lang: ")
    flood(handler, b"og lenger " * 1_000)


def reset_halfway(handler: BaseHTTPRequestHandler) -> None:
    opened(handler, ("Content-Length", "5000"))
    handler.end_headers()
    handler.wfile.write(b"<main><h1>Halv")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
    handler.connection.close()


def a_million_links(stage: Stage) -> None:
    """Each to another page that a source would read."""
    first = "".join(f"<a href={stage.path(f'-{n}')}>x</a>" for n in range(12_000))
    stage.put(stage.markup(first + "<a href=/1>x" * 988_000))


def calendar(stage: Stage) -> None:
    path = stage.shape.lists.format(stage.name)
    for day in range(DAYS):
        following = (f"{path}?dag={n}" for n in range(day + 1, day + 70))
        stage.put(link_to(*following), f"{path}?dag={day}")


def first_day(stage: Stage) -> tuple[str, ...]:
    return (f"{stage.shape.lists.format(stage.name)}?dag=0",)


def calendar_of_paths(stage: Stage) -> None:
    for day in range(20):
        path, following = (stage.shape.lists.format(f"{stage.name}{n}") for n in (day, day + 1))
        stage.put(link_to(following), path)


def link_to(*paths: str) -> str:
    return "".join(f'<a href="{path.replace("&", "&amp;")}">Neste</a> ' for path in paths)


def everywhere(paths: Callable[[Stage], tuple[str, ...]]) -> Serve:
    """The same page at several addresses."""

    def serve(stage: Stage) -> None:
        for path in paths(stage):
            stage.put(stage.markup(), path)

    return serve


def sessions(stage: Stage) -> tuple[str, ...]:
    return (stage.path(), *(stage.path(sid=str(n)) for n in range(5)))


def orders(stage: Stage) -> tuple[str, ...]:
    path = stage.path(dag="2", ut="1")
    way, _, query = path.partition("?")
    return (path, f"{way}?{'&'.join(reversed(query.split('&')))}")


def twins(stage: Stage) -> tuple[str, ...]:
    path = stage.path()
    way, mark, query = path.partition("?")
    return (path, f"{way}/{mark}{query}", path.replace(stage.name, stage.name.upper()))


def two_with_canonical(stage: Stage) -> None:
    canonical = '<link rel="canonical" href="/">'
    for more in ("", "-2"):
        stage.put(stage.markup(head=canonical, more=more), stage.path(more))


def three_with_canonical(stage: Stage) -> None:
    canonical = f'<link rel="canonical" href="{stage.path()}">'
    for more in ("", "-2", "-3"):
        stage.put(stage.markup(head=canonical, more=more), stage.path(more))


def three(stage: Stage) -> tuple[str, ...]:
    return (*two(stage), stage.path("-3"))


def two(stage: Stage) -> tuple[str, ...]:
    return (stage.path(), stage.path("-2"))


def robots(body: str | bytes, status: int = 200) -> Serve:
    def serve(stage: Stage) -> None:
        stage.put(body, "/robots.txt", status=status)
        stage.put(stage.markup())

    return serve


def busy(retry_after: str) -> Serve:
    def serve(stage: Stage) -> None:
        for path in two(stage):
            stage.put("", path, status=429, headers={"Retry-After": retry_after})

    return serve


def with_another_tag_each_time(stage: Stage) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        opened(handler, ("ETag", f'"{monotonic_ns()}"'))
        handler.end_headers()
        handler.wfile.write(stage.markup().encode())

    stage.put(act=answer)


def dated_in_the_future(more: str) -> Serve:
    """Says that it is unchanged to whoever believes its date."""

    def serve(stage: Stage) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            if handler.headers["If-Modified-Since"]:
                handler.send_response(304)
                handler.end_headers()
                return
            opened(handler, ("Last-Modified", FUTURE))
            handler.end_headers()
            handler.wfile.write(stage.markup(f"<p>{more}</p>").encode())

        stage.put(act=answer)

    return serve


def many(stage: Stage) -> tuple[str, ...]:
    return tuple(stage.path(f"-{n}") for n in range(12))


def many_pages(stage: Stage) -> None:
    for n, path in enumerate(many(stage)):
        stage.put(stage.markup(more=f"-{n}"), path)


def all_gone(stage: Stage) -> None:
    for path in many(stage):
        stage.put("Fant ikke siden", path, status=404)


def login(stage: Stage) -> None:
    body = "<p>Logg inn</p><form>Passord <input type=password></form>"
    stage.put(stage.shape.markup.format(title="Logg inn", head="", body=body))


def template(stage: Stage) -> None:
    stage.put(stage.shape.markup.format(title="", head="", body="<p></p>"))


def sitemap(stage: Stage) -> None:
    own = stage.address(stage.shape.sitemap.format(stage.name))
    body = f"<urlset><url><loc>{stage.address(stage.path())}</loc></url></urlset>"
    index = f"<sitemapindex><sitemap><loc>{own}</loc></sitemap>{{}}</sitemapindex>"
    pages = stage.shape.sitemap.format(f"{stage.name}-2")
    more = f"<sitemap><loc>{stage.address(pages)}</loc></sitemap>"
    stage.put(index.format(more), stage.shape.sitemap.format(stage.name), media="text/xml")
    stage.put(body, pages, media="text/xml")
    stage.put(stage.markup())


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "hahaha"}">' for n in range(10))
FILES = '<!ENTITY file SYSTEM "file:///etc/passwd"><!ENTITY site SYSTEM "http://fremmed.example/x">'
SCRIPTED = '<p><a href="javascript:alert(1)">Klikk</a> <a href="data:text/html,x">Her</a></p>'

TRAPS = (
    trap("redirect loop", in_a_ring, demands=moved(asks=2)),
    trap("chain of 11", in_a_chain,
         demands=moved(why="more than 10 redirects", limit="redirects", asks=11)),
    trap("to another scheme", lambda stage: stage.move("file:///etc/passwd"),
         demands=failed(why="HTTP 301")),
    trap("to a private address", lambda stage: stage.move(f"http://169.254.169.254/{stage.name}"),
         demands=refused(why="169.254.169.254 lies at a private address")),
    trap("gzip bomb",
         lambda stage: stage.put(bomb(50_000_000), headers={"Content-Encoding": "gzip"}),
         demands=failed(why="too large", limit="body_bytes")),
    trap("body that never ends", act(endless_body),
         demands=failed(why="too large", limit="body_bytes")),
    trap("one byte a second", act(a_byte_a_second), alone=True,
         demands=failed(why="no end within", limit="seconds", asks=2)),
    trap("headers that never end", act(endless_headers),
         demands=failed(why="headers too large", limit="header_bytes")),
    trap("one header that never ends", act(one_endless_header),
         demands=failed(why="headers too large", limit="header_bytes")),
    trap("wrong charset", raw(lambda text: text.encode("cp1252"), "text/html; charset=utf-8"),
         demands=read(text=BERRIES)),
    trap("missing charset", raw(lambda text: text.encode("cp1252")), demands=read(text=BERRIES)),
    trap("lying charset", raw(str.encode, "text/html; charset=iso-8859-1"),
         demands=read(text=BERRIES)),
    trap("UTF-16", raw(lambda text: text.encode("utf-16"), "text/html; charset=utf-8"),
         demands=read(text=BERRIES)),
    trap("NUL", page("<p>kli\0ma<scr\0ipt>ondt()</scr\0ipt></p>"),
         demands=read(text="klima", never="\0")),
    trap("20,000 nested elements", page("<div>" * 20_000 + "<p>innerst</p>"),
         demands=read(text="innerst", limit="nesting")),
    trap("one attribute of 5 MB", page(f'<p title="{"x" * 5_000_000}">kort</p>'),
         demands=read(text="kort", never="xxx", limit="html_bytes")),
    trap("a million links", a_million_links, demands=read(limit="links", asks=90)),
    trap("endless calendar of parameters", calendar, entries=first_day,
         demands=Demand(came="listed", limit="variants", asks=250)),
    trap("endless calendar of paths", calendar_of_paths,
         entries=lambda stage: (stage.shape.lists.format(f"{stage.name}0"),),
         demands=Demand(came="listed", limit="depth", asks=12)),
    trap("session ids", everywhere(sessions), entries=sessions, demands=read(asks=1)),
    trap("parameters in every order", everywhere(orders), entries=orders, demands=read(asks=1)),
    trap("case and slash twins", everywhere(twins), entries=twins, demands=read(asks=2)),
    trap("canonical to the front page", two_with_canonical, entries=two,
         demands=read(holds=2, asks=2)),
    trap("canonical to one page on all", three_with_canonical, entries=three,
         demands=read(holds=3, asks=3)),
    trap("base href elsewhere",
         page('<a href="side">B</a>', head='<base href="http://fremmed.example/">'),
         demands=read()),
    trap("robots.txt as HTML", robots("<html><body>User-agent: x</body></html>"), alone=True,
         demands=read(asks=3)),
    trap("robots.txt as 10 MB", robots(FORBIDS + "# fyll\n" * 1_400_000), alone=True,
         demands=refused(why="robots.txt")),
    trap("robots.txt as 500", robots("", status=500), alone=True,
         demands=failed(why="robots.txt could not be read: HTTP 500")),
    trap("robots.txt with a BOM", robots(f"\ufeff{FORBIDS}"), alone=True,
         demands=refused(why="robots.txt")),
    trap("Retry-After in a year", busy("31536000"), entries=two, alone=True,
         demands=failed(why="host is left: it asks to wait", limit="retry_after", asks=2)),
    trap("Retry-After at a date", busy(FUTURE), entries=two, alone=True,
         demands=failed(why="host is left: it asks to wait", limit="retry_after", asks=2)),
    trap("304 unasked of a new page", lambda stage: stage.put(status=304),
         demands=failed(why="HTTP 304, unasked")),
    trap("304 unasked of what is held", page(), lambda stage: stage.put(status=304),
         demands=failed(why="HTTP 304, unasked", holds=1)),
    trap("an ETag that always changes", with_another_tag_each_time, with_another_tag_each_time,
         demands=Demand(came="same", holds=1)),
    trap("Last-Modified in the future", dated_in_the_future("før"), dated_in_the_future("etter"),
         demands=Demand(came="changed", holds=1, text="etter", never="før")),
    trap("a page gone and back", page(), lambda stage: stage.put(status=404), page(),
         demands=Demand(came="same", holds=1)),
    trap("all pages gone at once", many_pages, all_gone, all_gone, entries=many, alone=True,
         demands=Demand(came="gone", asks=14)),
    trap("a login page with 200", page(), login, demands=kept(why="a login page")),
    trap("an empty template with 200", page(), template, demands=kept(why="an empty page")),
    trap("a feed with an entity bomb", feed(noted("&e9;"), ENTITIES), entries=listed_elsewhere,
         demands=read(never="hahaha")),
    trap("a feed with external entities", feed(noted("&file;&site;"), FILES),
         entries=listed_elsewhere, demands=read(never="root:")),
    trap("a feed with guids twice", feed(twice),
         entries=listed_elsewhere, demands=read()),
    trap("a feed with no dates", feed(numbered(2)),
         entries=listed_elsewhere, demands=read(holds=2)),
    trap("a feed with ten thousand items", feed(numbered(ITEMS)),
         entries=listed_elsewhere, demands=read(holds=ITEMS)),
    trap("a sitemap that lists itself", sitemap, entries=listed_elsewhere,
         demands=Demand(came="listed", holds=1, asks=3)),
    trap("a PDF bomb", document(pdf([b"BT /F1 9 Tf (a) Tj ET\n" * 5_000_000])),
         entries=entry_document,
         demands=refused(why="document: took too much memory", limit="document_memory")),
    trap("an encrypted PDF", document(encrypted_pdf()), entries=entry_document,
         demands=refused(why="document: encrypted")),
    trap("a PDF of pictures", document(scanned_pdf(2)), entries=entry_document,
         demands=refused(why="document: no text layer")),
    trap("HTML called .pdf", document(b"<main><h1>Logg inn</h1></main>"), entries=entry_document,
         demands=refused(why="document: of a kind that is not read (a page)")),
    trap("script in titles", titled("<script>alert(1)</script>{}"), demands=read(never="alert")),
    trap("direction overrides", titled("{}\u202e", "<p>\u202egnidliub\u202c</p>"),
         demands=read(never="\u202e", text="gnidliub")),
    trap("javascript: and data: links", page(SCRIPTED), demands=read(never="alert(1)")),
    trap("connection reset halfway", act(reset_halfway), demands=failed(why="ResponseDataLoss")),
)  # fmt: skip

# Cases that are not a matter of what a site serves, with the tests that show what comes of them.
SHOWN_BY = {
    "a disk that is full": "test_disk.py::test_a_full_disk_loses_nothing",
    "kill -9 in mid-crawl": "test_visits.py::test_twenty_kills_lose_nothing",
    "clock set back": "test_robots.py::test_an_old_one_is_asked_for_anew",
}
