"""No regular expression takes long over text that is made to keep it busy."""

import re
from collections.abc import Iterator

import pytest
from budget import TooSlowError, within
from hostile_text import hostile_texts
from patterns import Pattern, written

from index.places import GOVERNED, NAMED
from index.topics import default_taxonomy
from scrapers.pages.transcripts import BEST_FIRST
from scrapers.source import load_sources

LENGTH = 40_000
SECONDS = 0.2  # of the processor: a hundred times what one way through such a text takes
# Whoever asks these has cut the text before; they are tried on as much.
CUT = {
    "index.mentions:BETWEEN": 40,  # what stands between two names of municipalities
    "scrapers.documents.resource:FILE": 300,  # a title
    "scrapers.pages.dates:DAYS": 2_000,  # the hours of an event, a deadline
    "scrapers.pages.dates:RUN": 2_000,
    "scrapers.pages.dates:ACROSS": 2_000,
    "scrapers.pages.dates:SPELT": 60,  # a duration
    "scrapers.pages.grant:DEADLINE": 1_000,  # a sentence
    "scrapers.pages.event:IN_BRACKETS": 500,  # a speaker
    "scrapers.pages.labels:SEPARATED": 500,  # a line that may hold labels
}
KNOWN, MADE = written()


def ask(pattern: Pattern, method: str, text: str | bytes) -> None:
    """Use a pattern on all of a text."""
    if method.startswith("sub"):
        pattern.compiled.sub(text[:0], text)
    elif method == "finditer":
        for _ in pattern.compiled.finditer(text):
            pass
    else:
        getattr(pattern.compiled, method)(text)


def slow(pattern: Pattern, length: int) -> list[str]:
    """The texts that take a pattern too long."""
    found = []
    for text in hostile_texts(pattern.compiled, length):
        is_bytes = isinstance(pattern.compiled.pattern, bytes)
        try:
            with within(SECONDS):
                for method in pattern.methods:
                    ask(pattern, method, text.encode("latin-1", "replace") if is_bytes else text)
        except TooSlowError:
            found.append(f"{text[:20]!r} to {text[-20:]!r}")
            break
    return found


@pytest.mark.parametrize("pattern", KNOWN, ids=lambda pattern: pattern.place)
def test_a_pattern_is_done_in_time(pattern: Pattern) -> None:
    assert slow(pattern, CUT.get(pattern.place, LENGTH)) == []


def of_data() -> Iterator[tuple[str, str]]:
    """The patterns that stand in files of data, with their names."""
    for topic in default_taxonomy().topics:
        yield from ((f"topic {topic.id}", text) for text in (*topic.addresses, *topic.sections))
    for source in load_sources():
        rules = (rule.address for rule in source.pages)
        texts = (*source.never, *source.follow, *source.drop_lines, *rules)
        yield from ((f"source {source.name}", text) for text in texts)
    yield from (("transcripts", text) for text in BEST_FIRST)
    yield from (("county", text.replace("COUNTY", "(Agder|Oslo)")) for text in (NAMED, GOVERNED))


def test_patterns_of_data_are_done_in_time() -> None:
    for name, text in of_data():
        pattern = Pattern(place=name, compiled=re.compile(text), methods=("search",))
        assert slow(pattern, LENGTH) == [], f"{name}: {text}"


def test_every_other_pattern_is_made_of_what_is_our_own() -> None:
    assert {
        "index.engines.whoosh.grams: re.escape(text_bytes(sought))",
        "index.places: pattern.replace('COUNTY', f\"({'|'.join(every)})\")",
        "index.recordings: number",
        "index.recordings: spelt",
        "index.taxonomy: either",
        "index.taxonomy: pattern",
        "scrapers.pages.page: '|'.join(source.drop_lines) or '(?!)'",
        "scrapers.pages.transcripts: form",
        "scrapers.source: pattern",
        "scrapers.source: rule.address",
        "scrapers.toml_lines: pattern",
        "searchsvc.ledger: pattern",
    } == MADE


def test_what_is_cut_is_there() -> None:
    assert {pattern.place for pattern in KNOWN} >= set(CUT)
