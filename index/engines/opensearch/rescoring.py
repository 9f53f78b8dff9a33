"""The best hits scored again, by what the cluster keeps with them: names, subjects, concepts."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from index.bm25 import Floats
from index.concepts import ABOUT, asked_about, concept_lifts
from index.engines.opensearch.packing import FLOATS, HASHES, term_hashes, unpacked
from index.naming import name_terms, named
from index.query import Query, Unit
from index.subjects import lifts

Given = dict[str, dict[int, float]]  # what for, to which places, how much


class Found(NamedTuple):
    """A hit: the place of a thing, its score and the factor in it; what is packed."""

    place: int
    score: float
    factor: float = 1.0
    subject: str = ""
    concepts: str = ""
    names: str = ""


def rescored(
    query: Query, held: Sequence[int], size: int, hits: Sequence[Found]
) -> tuple[list[Found], Given]:
    """Hits anew in order, and what they got beside the words of their texts.

    `held` tells how many of `size` things hold each word.
    """
    naming = _naming(query.units, held, size, hits)
    again = _lifted(hits, naming)
    like, about = _likeness(query, again), _about(query.units, held, size, again)
    given = {
        "adresse og lenker": _placed(hits, naming),
        "som de beste": _placed(again, like),
        "samme sak": _placed(again, about),
    }
    return _lifted(again, np.add(like, about).tolist()), given


def _naming(
    units: Sequence[Unit], held: Sequence[int], size: int, hits: Sequence[Found]
) -> list[float]:
    """What each hit gets for the words in its names."""
    names = [unpacked(hit.names, HASHES) for hit in hits]
    lengths = np.array([len(each) for each in names], dtype=np.int64)
    terms = np.concatenate([np.zeros(0, HASHES), *names])
    of = np.repeat(np.arange(len(hits)), lengths)
    frequencies = np.zeros((len(units), len(hits)))
    for row, unit in zip(frequencies, units, strict=True):
        weights = name_terms(unit)
        at, which = np.nonzero(terms[:, np.newaxis] == term_hashes(weights))
        row += np.bincount(of[at], np.array([*weights.values()])[which], minlength=len(hits))
    return named(frequencies, lengths, np.array(held), size).tolist()  # type: ignore[no-any-return]


def _likeness(query: Query, hits: Sequence[Found]) -> list[float]:
    """What each hit gets for being about the same as the best."""
    if not any(unit.stem for unit in query.units) or not hits:
        return [0.0] * len(hits)
    scores = np.array([hit.score for hit in hits])
    vectors = np.array([unpacked(hit.subject, FLOATS) for hit in hits])
    return lifts(_sums(hits), scores, vectors).tolist()  # type: ignore[no-any-return]


def _about(
    units: Sequence[Unit], held: Sequence[int], size: int, hits: Sequence[Found]
) -> list[float]:
    """What each hit gets for being about what the query asks about."""
    abouts = np.array([unpacked(hit.concepts, ABOUT) for hit in hits])
    asked = asked_about(units, np.array(held), size)
    return concept_lifts(_sums(hits), asked, abouts).tolist()  # type: ignore[no-any-return]


def _sums(hits: Sequence[Found]) -> Floats:
    """What the words of hits give them."""
    return np.array([hit.score / hit.factor for hit in hits])


def _lifted(hits: Iterable[Found], more: Iterable[float]) -> list[Found]:
    """Hits in the order of their scores with something more added to their sums."""
    lifted = (
        hit._replace(score=hit.score + each * hit.factor)
        for hit, each in zip(hits, more, strict=True)
    )
    return sorted(lifted, key=lambda hit: -hit.score)


def _placed(hits: Iterable[Found], more: Iterable[float]) -> dict[int, float]:
    return {hit.place: each for hit, each in zip(hits, more, strict=True)}
