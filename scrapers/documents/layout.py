"""The lines of printed pages: without running heads and page numbers, joined to paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

EDGE = 3  # lines at the top and at the bottom of a page, among which running heads are found
SHARE = 0.4  # of the pages bear a running head: it may be on every other page
PAGE_NUMBER = re.compile(
    r"[-–\s]*+(side|page|s\.)?\s*\d{1,4}\s*+((av|of|/)\s*\d{1,4})?[-–\s]*", re.IGNORECASE
)
HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010]$")
KEPT = ("og", "eller", "samt", "and", "or")  # "klima- og miljø"
ITEM = re.compile(r"([•·▪◦‣*–-]|\d{1,2}[.)]|[a-z]\))\s")
NUMBER = re.compile(r"\d+")
ENDS = (".", "!", "?", ":", ";", ",")
FULL = 0.65  # of the longest line; a shorter one ends its paragraph

Lines = Sequence[str]


def paragraphs_of(pages: Sequence[Lines]) -> list[list[str]]:
    """The paragraphs of each page; where all is alike on all pages, none is a running head."""
    own = list(_without_running_heads(pages))
    return [list(_joined(lines)) for lines in (own if any(own) else pages)]


def _without_running_heads(pages: Sequence[Lines]) -> Iterator[list[str]]:
    """Without lines at the edges of pages that most pages bear, or that only number the page."""
    counts = Counter(
        form
        for number, lines in enumerate(pages)
        for form in {form for at in _edges(lines) for form in _forms(lines[at], number)}
    )
    enough = max(2, SHARE * len(pages))
    for number, lines in enumerate(pages):
        running = {
            at
            for at in _edges(lines)
            if any(counts[form] >= enough for form in _forms(lines[at], number))
        }
        ends = {at for at in (0, len(lines) - 1) if lines and PAGE_NUMBER.fullmatch(lines[at])}
        yield [line for at, line in enumerate(lines) if at not in running | ends]


def _edges(lines: Lines) -> set[int]:
    places = range(len(lines))
    return {*places[:EDGE], *places[-EDGE:]}


def _forms(line: str, page: int) -> set[str]:
    """A line as it is, and with its numbers counted from the page's: "side 3" is alike on all."""
    counted = NUMBER.sub(lambda found: f"\0{int(found.group()[:9]) - page}", line)
    return {line, counted}


def _joined(lines: Lines) -> Iterator[str]:
    """Paragraphs: a line goes on in the next if it is full, or ends in a parted word."""
    full = FULL * max(map(len, lines), default=0)
    text, last = "", ""
    for line in lines:
        if text and HYPHEN.search(last):
            text = _with_word(text, line)
        elif text and len(last) >= full and not _opens(line, last, full):
            text += f" {line}"
        else:
            if text:
                yield text
            text = line
        last = line
    if text:
        yield text


def _opens(line: str, last: str, full: float) -> bool:
    """Whether a line opens a paragraph after a full one: an item of a list, a heading."""
    heading = last.endswith(ENDS) and len(line) < full and not line.endswith(ENDS)
    return heading or bool(ITEM.match(line))


def _with_word(text: str, line: str) -> str:
    """A parted word made whole; the hyphen of "klima- og miljø" stays, and that of "E-39"."""
    if line.split(" ", 1)[0].strip(",.;:") in KEPT:
        return f"{text} {line}"
    return f"{HYPHEN.sub('', text) if line[:1].islower() else text}{line}"
