"""BibTeX: entries of type misc, with the fields that biblatex knows for what is on the web."""

from collections.abc import Sequence

from searchsvc.citing.citation import Citation

LANGUAGES = {"nb": "norsk", "nn": "nynorsk", "en": "english"}
SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts a brace that a backslash stands before, too
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "{}\\^\"' "})


def bibtex(citations: Sequence[Citation]) -> str:
    """One entry for each."""
    return "\n".join(map(_entry, citations))


def _entry(citation: Citation) -> str:
    fields = {
        "author": f"{{{_text(citation.publisher)}}}",  # a body, not a first and a last name
        "title": f"{{{_text(citation.title)}}}",
        "year": str(citation.year or ""),
        "date": citation.day.isoformat() if citation.day else "",
        "howpublished": _text(citation.what),
        "url": citation.address.translate(IN_ADDRESS),
        "urldate": citation.checked.isoformat(),
        "langid": LANGUAGES.get(citation.language, ""),
        "note": _text(citation.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@misc{{klimasok-{citation.id},", *lines, "}", ""))


def _text(value: str) -> str:
    return " ".join(value.split()).translate(SPECIAL)
