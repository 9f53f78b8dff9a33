"""The Whoosh schema: three layers of the same words, their 5-grams, names and the whole title."""

from whoosh.fields import Schema

from index.engines.whoosh.codec import Layer
from index.language.lexicon import FINGERPRINT as LANGUAGE
from index.layers import GRAM, NAME, PART, STEM, SURFACE, TITLE

FINGERPRINT = f"whoosh-2.7.5 arrays-13 {LANGUAGE}"


def whoosh_schema() -> Schema:
    """Each layer is a field that holds all texts of a thing."""
    return Schema(
        **{
            STEM: Layer(positions=True, scorable=True),
            PART: Layer(),
            SURFACE: Layer(positions=True),
            GRAM: Layer(),  # made from the surface layer
            NAME: Layer(),
            TITLE: Layer(),
        }
    )
