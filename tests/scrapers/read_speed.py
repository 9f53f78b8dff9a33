"""How long it takes to read a page, beside one parse of it by BeautifulSoup: prints the ratio.

    python tests/scrapers/read_speed.py [--rounds 7] [--profile]

Both are timed in turn on each page of the make-believe site, in time of the processor, and the best
of the rounds counts.
"""

import argparse
import cProfile
import pstats
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time

from bs4 import BeautifulSoup

from scrapers.pages import Empty, Refused, open_page, read_page
from scrapers.pages.plain import read_plain
from scrapers.sample import network
from scrapers.sample.site import Site
from scrapers.sample.sources import sample_sources
from scrapers.source import Rule, Source, load_source, owner_of

TODAY = date(2026, 11, 25)
Page = tuple[str, str, Rule, Source]


def main() -> None:
    """Print the ratio for each source, for the slowest page, and for all."""
    options = _options()
    pages = list(_pages())
    if options.profile:
        _profile(pages)
        return
    parsed: dict[str, float] = defaultdict(float)
    read: dict[str, float] = defaultdict(float)
    ratios = []
    for page in pages:
        best = _timed(page, options.rounds)
        for name in (page[3].name, "all"):
            parsed[name] += best[0]
            read[name] += best[1]
        ratios.append((best[1] / best[0], page[0]))
    for name in parsed:
        count = len(pages) if name == "all" else sum(page[3].name == name for page in pages)
        print(f"{name:20} {count:4} pages   {read[name] / parsed[name]:.2f} x one parse")
    print("slowest: {1}, {0:.2f} x".format(*max(ratios)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    return parser.parse_args()


def _pages() -> Iterator[Page]:
    own = load_source(Path(network.__file__).with_name("klimanettverket.toml"))
    sources = (*sample_sources(), own)
    for (host, path), answer in Site(TODAY).pages.items():
        address = f"http://{host}{path}"
        source = owner_of(address, sources)
        rule = source.rule(address) if source else None
        is_page = answer.headers["Content-Type"].startswith("text/html") and answer.status == 200
        if source and rule and is_page:
            yield address, answer.body.decode(), rule, source


def _timed(page: Page, rounds: int) -> tuple[float, float]:
    """The best times of parsing and of reading, in turn."""
    parse, read = partial(BeautifulSoup, page[1], "lxml"), partial(_read, *page)
    times = [(_time(parse), _time(read)) for _ in range(rounds)]
    return min(time for time, _ in times), min(time for _, time in times)


def _time(call: Callable[[], object]) -> float:
    start = process_time()
    call()
    return process_time() - start


def _read(address: str, markup: str, rule: Rule, source: Source) -> None:
    read_plain(markup)  # as the spider does, to know how large and deep it is
    with suppress(Empty, Refused):
        read_page(open_page(address, markup, rule, source), rule, source)


def _profile(pages: list[Page]) -> None:
    with cProfile.Profile() as profile:
        for page in pages:
            _read(*page)
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
