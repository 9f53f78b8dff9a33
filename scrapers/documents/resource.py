"""From what a document says to a Resource: a sensible title, clean text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from index.resource import Kind, Passage, Resource
from scrapers.documents.document import Document
from scrapers.pages.text import clean
from scrapers.source import Source

LONGEST_TITLE = 300
PROGRAM = re.compile(r"^Microsoft (Office )?(Word|PowerPoint|Excel) [-–] ")
FILE = re.compile(
    r"\S*\.(pdf|docx?|docm|dotx?|pptx?|xlsx?|indd|pub|odt|rtf|tmp|html?)", re.IGNORECASE
)
DEFAULT = re.compile(
    r"(untitled|uten (navn|tittel)|title|tittel|(document|dokument|presentation|presentasjon)\s*\d*"
    r"|powerpoint[ -]\w+|slide \d+)\.?",
    re.IGNORECASE,
)


def resource_of(document: Document, address: str, source: Source) -> Resource:
    """The Resource that a document is; without a title of its own it bears its file's name."""
    passages = (_clean(passage) for passage in document.passages)
    return Resource(
        address=address,
        kind=Kind.DOCUMENT,
        source=source.name,
        publisher=source.owner,
        title=next(_titles(document), "") or _file_name(address),
        passages=tuple(passage for passage in passages if passage.text or passage.heading),
        published=document.created,
        modified=document.changed if document.changed != document.created else None,
    )


def _titles(document: Document) -> Iterator[str]:
    """What may be its title; neither a program's default nor the name of a file."""
    for stated in document.titles:
        title = clean(PROGRAM.sub("", stated), LONGEST_TITLE)
        is_name = DEFAULT.fullmatch(title) or FILE.fullmatch(title)
        if not is_name and sum(map(str.isalpha, title)) > 2:
            yield title


def _clean(passage: Passage) -> Passage:
    lines = (clean(line) for line in passage.text.split("\n"))
    return replace(passage, text="\n".join(filter(None, lines)), heading=clean(passage.heading))


def _file_name(address: str) -> str:
    name = unquote(urlsplit(address).path.rpartition("/")[2]).rpartition(".")[0]
    words = clean(re.sub(r"[-_+\s]+", " ", name), LONGEST_TITLE)
    return words[:1].upper() + words[1:]
