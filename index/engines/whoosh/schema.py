"""The Whoosh schema, and the terms of a thing in each of its fields.

Whoosh is given terms that are analysed already, parted by spaces: it pickles its analysers into the
index, and ours shall be free to move. Each layer is a field that holds all texts of a thing; the
5-grams are made from the surface layer when they are asked for.
"""

from collections.abc import Iterable

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema

from index.language.lexicon import FINGERPRINT as LANGUAGE
from index.language.lexicon import Lexicon, Token
from index.record import Thing
from index.texts import texts_of

FINGERPRINT = f"whoosh-2.7.5 schema-4 {LANGUAGE}"
STEM, PART, SURFACE, TITLE = "stem", "part", "surface", "title"
BOUND = "¶"  # stands between two texts, so that no phrase reaches across
BOUNDARY = Token(BOUND, BOUND, ())


def whoosh_schema() -> Schema:
    """Three layers of the same words, and the whole title as one term."""
    layer = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True, stored=False)
    parts = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False)
    return Schema(**{STEM: layer, PART: parts, SURFACE: layer, TITLE: ID})


def fields_of(thing: Thing, lexicon: Lexicon) -> tuple[dict[str, str], int]:
    """The terms of a thing in each field, and its length in whole words."""
    texts = [list(lexicon.tokens(text)) for text in texts_of(thing)]
    tokens = [token for text in texts for token in text]
    bounded = [token for text in texts if text for token in (*text, BOUNDARY)]
    fields = {
        STEM: " ".join(token.stem for token in bounded),
        PART: " ".join(part for token in tokens for part in token.parts),
        SURFACE: " ".join(token.surface for token in bounded),
        TITLE: title_term(token.stem for token in lexicon.tokens(thing.record.resource.title)),
    }
    return fields, len(tokens)


def title_term(stems: Iterable[str]) -> str:
    """A title, or a query that may be one, as one term: each of its stems once."""
    return " ".join(sorted(set(stems)))
