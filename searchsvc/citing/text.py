"""A list of sources as plain text."""

from collections.abc import Sequence

from searchsvc.citing.citation import Citation
from searchsvc.language import Language


def text(citations: Sequence[Citation], language: Language) -> str:
    """A numbered line for each, its note under it."""
    lines = []
    for number, citation in enumerate(citations, start=1):
        lines.append(f"{number}. {citation.sentence(language)}")
        lines += [f"   {citation.note}"] if citation.note else []
    return "".join(f"{line}\n" for line in lines)
