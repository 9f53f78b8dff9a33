"""The whole site: every page of every host as of one day, and the answer to any request."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from scrapers.sample.answers import Answer, moved, refused, unless_known
from scrapers.sample.content import PAGES, ContentError, read_texts
from scrapers.sample.directorate import print_directorate
from scrapers.sample.edition import Edition, edition_of
from scrapers.sample.names import Names
from scrapers.sample.network import print_network
from scrapers.sample.organisation import print_organisation
from scrapers.sample.podcast import print_alias, print_podcast

Pages = Mapping[tuple[str, str], Answer]


class Site:
    """The site as of a day: the same day, names and texts give the same bytes.

    Raises ContentError when a text is broken, or two texts have one address.
    """

    def __init__(self, today: date, names: Names | None = None, folder: Path = PAGES) -> None:
        self.today = today
        self.names = names or Names()
        edition = edition_of(read_texts(folder), today, self.names)
        _check_addresses(edition, folder)
        printed = dict(_print(edition))
        self._missing = {host: missing for host, (_, missing) in printed.items()}
        self.pages: Pages = MappingProxyType(
            {
                (host, path): page
                for host, (pages, _) in printed.items()
                for path, page in pages.items()
            }
        )

    def answer(self, host: str, target: str, headers: Mapping[str, str]) -> Answer:
        """The answer to a request.

        The target is a path with or without a query, or, as a proxy is asked, a whole address,
        whose host then counts.
        """
        address = urlsplit(target if "://" in target else f"//{host}{target}")
        named = (address.hostname or "").lower()
        if f"www.{named}" in self._missing:
            return moved(self.names.address(f"www.{named}", address.path or "/"))
        if named not in self._missing:
            return refused(421, "<!DOCTYPE html><title>Ukjent vert</title><p>Ukjent vert.</p>")
        known = {name.lower(): value for name, value in headers.items()}
        return unless_known(self._page(named, unquote(address.path) or "/"), known)

    def _page(self, host: str, path: str) -> Answer:
        if page := self.pages.get((host, path)):
            return page
        twin = path.removesuffix("/") if path.endswith("/") else f"{path}/"
        if (host, twin) in self.pages:
            return moved(twin)
        return refused(404, self._missing[host])


def _print(edition: Edition) -> Iterator[tuple[str, tuple[dict[str, Answer], str]]]:
    names = edition.names
    podcast, missing = print_podcast(edition)
    yield names.podcast, (podcast, missing)
    yield names.podcast_alias, (print_alias(edition), missing)
    yield names.directorate, print_directorate(edition)
    yield names.organisation, print_organisation(edition)
    yield names.network, print_network(edition)


def _check_addresses(edition: Edition, folder: Path) -> None:
    taken: dict[object, str] = {}
    for page, place in edition.places.items():
        if place in taken:
            file = folder / edition.texts[page].area / f"{page}.md"
            raise ContentError(file, f"has the address {place.path} of {taken[place]!r}")
        taken[place] = page
