"""RIS: the format that reference managers import; tags of two letters, one a line."""

from collections.abc import Iterable, Iterator, Sequence

from index.resource import Kind
from searchsvc.citing.citation import Citation

TYPES = {
    Kind.EVENT: "VIDEO",
    Kind.EPISODE: "SOUND",
    Kind.PROJECT: "RPRT",
    Kind.GRANT: "GRANT",
    Kind.DOCUMENT: "RPRT",
}


def ris(citations: Sequence[Citation]) -> str:
    """One entry for each; a web page where RIS has no better type."""
    lines = (line for citation in citations for line in _entry(citation))
    return "".join(f"{line}\r\n" for line in lines)


def _entry(citation: Citation) -> Iterator[str]:
    yield f"TY  - {TYPES.get(citation.kind, 'ELEC')}"
    yield from _given(
        ("ID", citation.id),
        ("AU", citation.publisher),
        ("TI", citation.title),
        ("PY", str(citation.year or "")),
        ("DA", f"{citation.day:%Y/%m/%d}" if citation.day else ""),
        ("M3", citation.what),
        ("PB", citation.publisher),
        ("LA", citation.language),
        ("UR", citation.address),
        ("Y2", f"{citation.checked:%Y/%m/%d}"),
        ("N1", citation.note),
    )
    yield "ER  - "


def _given(*fields: tuple[str, str]) -> Iterable[str]:
    """The fields that say something; no value reaches over its line."""
    return (f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value)
