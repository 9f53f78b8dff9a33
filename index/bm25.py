"""BM25 (Robertson and others 1994) with Lucene's idf, as every engine reckons it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import ranking

Floats = NDArray[np.float64]


def average_length(lengths: NDArray[Any]) -> float:
    """How many words the things hold on average, at least one."""
    return max(float(lengths.mean()), 1.0) if len(lengths) else 1.0


def length_norms(lengths: NDArray[Any], average: float) -> Floats:
    """What is added to a term's frequency in each thing, by the thing's length."""
    return np.asarray(ranking.K1 * (1 - ranking.B + ranking.B * lengths / average))


def inverse_frequency(held: Any, size: int) -> Any:
    """Lucene's idf of a term that so many things hold, or of several."""
    return np.log(1 + (size - held + 0.5) / (held + 0.5))
