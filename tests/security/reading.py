"""Readers of other makers: each says what is wrong with an answer, or that nothing is."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from xml.etree import ElementTree as ET

import bibtexparser
import feedparser
import html5lib
import rispy
from werkzeug.test import TestResponse

SCHEMES = ("/", "#", "http://", "https://", "mailto:")
LINKS = ("href", "src", "action", "formaction", "data", "poster", "srcset")
FORMULA = tuple("=+-@\t\r＝＋－＠")
CALENDAR = {
    "VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT", "BEGIN", "END", "PRODID", "VERSION",
    "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL",
    "SOURCE", "TZID", "DTSTART", "DTEND", "DURATION", "RRULE", "TZNAME", "TZOFFSETFROM",
    "TZOFFSETTO", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "DESCRIPTION", "URL",
    "CATEGORIES", "LOCATION", "STATUS", "TRANSP",
}  # fmt: skip
RIS = {
    "type_of_reference", "id", "authors", "title", "year", "date", "type_of_work", "publisher",
    "language", "urls", "access_date", "notes",
}  # fmt: skip
BIBTEX = {
    "ENTRYTYPE", "ID", "author", "title", "year", "date", "howpublished", "url", "urldate",
    "langid", "note",
}  # fmt: skip
HOME = "https://sok.example/"


def faults(answer: TestResponse) -> list[str]:
    """What a reader of its kind finds in an answer that a site's words have put there."""
    return [*READERS[answer.mimetype](answer.get_data(as_text=True)), *_in_headers(answer)]


def _in_headers(answer: TestResponse) -> Iterator[str]:
    for name, value in answer.headers:
        if "evil" in f"{name}{value}".lower() and name != "Location":
            yield f"{name}: {value}"


def page(text: str) -> Iterator[str]:
    """A page as browsers parse it."""
    for tag in html5lib.parse(text, namespaceHTMLElements=False).iter():
        if not isinstance(tag.tag, str):
            yield "a comment"
        elif tag.tag.startswith("evil"):
            yield f"<{tag.tag}>"
        elif tag.tag == "script":
            yield from _script(tag)
        for name, value in tag.attrib.items():
            if str(name).startswith("on") or name == "style":
                yield f"{name}={value}"
            if name in LINKS and not (value.startswith(SCHEMES) and value[:2] != "//"):
                yield f"{name}={value}"


def _script(tag: ET.Element) -> Iterator[str]:
    if tag.get("type") == "application/ld+json":
        yield from data(tag.text or "")
    elif tag.text or not re.fullmatch(r"/static/[\w./-]+\.js", tag.get("src", "")):
        yield "a script"


def data(text: str) -> Iterator[str]:
    """JSON of any kind."""
    json.loads(text)
    if re.search(r"(?i)</script|<!--|[\u2028\u2029]", text) and "@context" in text:
        yield "data that end their script"


def feed(text: str) -> Iterator[str]:
    """An Atom feed."""
    read = feedparser.parse(text)
    if read.bozo:
        yield str(read.bozo_exception)
    for entry in read.entries:
        if entry.title_detail.type != "text/plain":
            yield f"a title of type {entry.title_detail.type}"
        if not entry.link.startswith(HOME):
            yield entry.link
    yield from xml(text)


def xml(text: str) -> Iterator[str]:
    """Any XML: no element that a site has made."""
    for tag in ET.fromstring(text).iter():
        if "evil" in tag.tag:
            yield f"<{tag.tag}>"
        if tag.tag.endswith("}loc") and not (tag.text or "").startswith(HOME):
            yield f"leads to {tag.text}"


def calendar(text: str) -> Iterator[str]:
    """A calendar, line by line: names and components of our own, none longer than 75 bytes."""
    lines = text.split("\r\n")
    yield from (f"a long line: {line}" for line in lines if len(line.encode()) > 75)
    yield from (
        f"a broken line: {line!r}" for line in lines if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)
    )
    for line in re.sub(r"\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n"):
        name, _, value = line.partition(":")
        if name.partition(";")[0] not in CALENDAR:
            yield line
        if name in ("BEGIN", "END") and value not in CALENDAR:
            yield line


def table(text: str) -> Iterator[str]:
    """A table in which no cell is a formula, and each row has its columns."""
    head, *rows = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    for row in (head, *rows):
        yield from (cell for cell in row if cell.lstrip().startswith(FORMULA))
        if len(row) != len(head):
            yield f"{len(row)} cells"


def references(text: str) -> Iterator[str]:
    """RIS: entries with the fields of ours."""
    for entry in rispy.loads(text):
        yield from set(entry) - RIS


def bibliography(text: str) -> Iterator[str]:
    """BibTeX: as many entries as begin a line, with the fields of ours."""
    entries = bibtexparser.loads(text).entries
    if len(entries) != len(re.findall(r"^@misc\{klimasok-", text, re.MULTILINE)):
        yield "entries that are none"
    for entry in entries:
        yield from set(entry) - BIBTEX
        yield from re.findall(r"(?<!\\)[%#&$_]", entry["title"])


def plain(text: str) -> Iterator[str]:
    """Text for eyes: nothing in it that a terminal would obey."""
    yield from (f"{sign!r}" for sign in text if sign not in "\n\xa0" and not sign.isprintable())


READERS: Mapping[str, Callable[[str], Iterator[str]]] = {
    "text/html": page,
    "application/json": data,
    "application/x-suggestions+json": data,
    "application/atom+xml": feed,
    "application/xml": xml,
    "application/opensearchdescription+xml": xml,
    "text/calendar": calendar,
    "text/csv": table,
    "application/x-research-info-systems": references,
    "application/x-bibtex": bibliography,
    "text/plain": plain,
}
