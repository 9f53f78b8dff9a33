"""The Whoosh schema: three layers of the same words, their 5-grams, and the whole title."""

from collections.abc import Iterable

from whoosh.fields import Schema

from index.engines.whoosh.codec import Layer
from index.language.lexicon import FINGERPRINT as LANGUAGE

FINGERPRINT = f"whoosh-2.7.5 arrays-8 {LANGUAGE}"
STEM, PART, SURFACE, GRAM, TITLE = "stem", "part", "surface", "gram", "title"


def whoosh_schema() -> Schema:
    """Each layer is a field that holds all texts of a thing."""
    return Schema(
        **{
            STEM: Layer(positions=True, scorable=True),
            PART: Layer(),
            SURFACE: Layer(positions=True),
            GRAM: Layer(),  # made from the surface layer
            TITLE: Layer(),
        }
    )


def title_term(stems: Iterable[str]) -> str:
    """A title, or a query that may be one, as one term: each of its stems once."""
    return " ".join(sorted(set(stems)))
