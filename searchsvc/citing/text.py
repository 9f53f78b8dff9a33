"""A list of sources as plain text."""

from collections.abc import Iterable

from searchsvc.citing.citation import Citation
from searchsvc.language import Language


def text(citations: Iterable[Citation], language: Language, note: str = "") -> str:
    """The note of the whole; then a numbered line for each, its own note under it."""
    lines = [note, ""] if note else []
    for citation in citations:
        lines.append(f"{citation.number}. {citation.sentence(language)}")
        lines += [f"   {citation.note}"] if citation.note else []
    return "".join(f"{line}\n" for line in lines)
