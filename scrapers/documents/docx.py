"""Read a Word file by its headings: unzipped with a cap, XML without entities."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from lxml import etree

from index.resource import Passage
from scrapers.documents.document import Document, DocumentError, DocumentLimits, Fault

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
CREATED = "{http://purl.org/dc/terms/}created"
MODIFIED = "{http://purl.org/dc/terms/}modified"
HEADING = re.compile(r"(heading|overskrift) \d", re.IGNORECASE)
SMALL = 1_000_000  # bytes to which anything may grow, however well it was packed


@dataclass
class Section:
    """A heading and the lines under it."""

    heading: str = ""
    lines: list[str] = field(default_factory=list)


@dataclass
class Told:
    """What the body of a file tells: sections, lines in the style of a title, what was cut."""

    sections: list[Section] = field(default_factory=lambda: [Section()])
    titles: list[str] = field(default_factory=list)
    cut: str = ""


def open_archive(file: IO[bytes], limits: DocumentLimits) -> zipfile.ZipFile:
    """A zip archive that is neither broken nor a bomb."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError(Fault.BROKEN, "zip") from error
    members = archive.infolist()
    too_many = len(members) > limits.members
    if too_many or any(_grows(member, limits) for member in members):
        raise DocumentError(Fault.TOO_BIG, "unpacked")
    return archive


def _grows(member: zipfile.ZipInfo, limits: DocumentLimits) -> bool:
    allowed = max(SMALL, member.compress_size * limits.ratio)
    return member.file_size > min(allowed, limits.unpacked)


def read_docx(archive: zipfile.ZipFile, limits: DocumentLimits) -> Document:
    """What a Word file says; raises DocumentError."""
    body = _xml(archive, "word/document.xml", limits)
    styles = _styles(archive, limits)
    stated = _properties(archive, limits)
    told = _told(body, styles, limits)
    sections = [section for section in told.sections if section.heading or section.lines]
    if not sections:
        raise DocumentError(Fault.NO_TEXT)
    opening = sections[0].heading or sections[0].lines[0]
    return Document(
        titles=(stated.get(TITLE, ""), *told.titles[:1], opening),
        passages=tuple(Passage(text="\n".join(s.lines), heading=s.heading) for s in sections),
        created=_day(stated.get(CREATED, "")),
        changed=_day(stated.get(MODIFIED, "")),
        cut=told.cut,
    )


def _xml(archive: zipfile.ZipFile, name: str, limits: DocumentLimits) -> Any:
    """The root of a member; never more of it than it may grow to, whatever the archive says."""
    try:
        with archive.open(name) as member:
            raw = member.read(limits.unpacked + 1)
    except RuntimeError as error:  # a member with a password
        raise DocumentError(Fault.ENCRYPTED) from error
    except (KeyError, OSError, ValueError, EOFError, zipfile.BadZipFile, NotImplementedError) as e:
        raise DocumentError(Fault.BROKEN, name) from e
    if len(raw) > limits.unpacked:
        raise DocumentError(Fault.TOO_BIG, "unpacked")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw.replace(STRICT, WORD[1:-1].encode()), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(Fault.BROKEN, name) from error
    if root is None or root.getroottree().docinfo.doctype:
        raise DocumentError(Fault.BROKEN, f"{name} has a document type")
    return root


def _styles(archive: zipfile.ZipFile, limits: DocumentLimits) -> dict[str, str]:
    """The names of styles by the ids that paragraphs give, in small letters."""
    if "word/styles.xml" not in archive.namelist():
        return {}
    found = _xml(archive, "word/styles.xml", limits).iter(f"{WORD}style")
    return {
        style.get(f"{WORD}styleId", ""): _value(style.find(f"{WORD}name")).lower()
        for style in found
    }


def _properties(archive: zipfile.ZipFile, limits: DocumentLimits) -> dict[str, str]:
    if "docProps/core.xml" not in archive.namelist():
        return {}
    root = _xml(archive, "docProps/core.xml", limits)
    return {item.tag: item.text or "" for item in root.iter(TITLE, CREATED, MODIFIED)}


def _told(body: Any, styles: dict[str, str], limits: DocumentLimits) -> Told:
    told, letters = Told(), 0
    for style, text in _lines(body, styles):
        letters += len(text)
        if letters > limits.letters:
            told.cut = f"too much text: the first {limits.letters} letters are read"
            break
        if style == "title":
            told.titles.append(text)
        elif HEADING.fullmatch(style):
            told.sections.append(Section(text))
        else:
            told.sections[-1].lines.append(text)
    return told


def _lines(body: Any, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The style and the text of each paragraph in order; of a table each row, with no style."""
    inside: set[Any] = set()
    for node in body.iter(f"{WORD}p", f"{WORD}tr"):
        if node in inside:
            continue
        inside.update(node.iter(f"{WORD}p", f"{WORD}tr"))
        if node.tag == f"{WORD}tr":
            cells = (_words(cell) for cell in node.iterchildren(f"{WORD}tc"))
            style, text = "", " | ".join(filter(None, cells))
        else:
            style, text = _style_of(node, styles), _words(node)
        if text:
            yield style, text


def _style_of(paragraph: Any, styles: dict[str, str]) -> str:
    named = _value(paragraph.find(f"{WORD}pPr/{WORD}pStyle"))
    return styles.get(named, named.lower())


def _value(node: Any) -> str:
    return "" if node is None else node.get(f"{WORD}val", "")


def _words(node: Any) -> str:
    """The words in a node; what is deleted, and what stands twice for older programs, is not."""
    parts = (
        (item.text or "") if item.tag == f"{WORD}t" else " "
        for item in node.iter(f"{WORD}t", f"{WORD}tab", f"{WORD}br", f"{WORD}p")
        if next(item.iterancestors(FALLBACK), None) is None
    )
    return " ".join("".join(parts).split())


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text[:10])
    return None
