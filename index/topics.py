"""Which topics a Resource is about: weighed signs in its title, lead, headings, fields and text.

What stands in a link is told of the page that it leads to, so it counts as a link and not as text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.resource import Resource
from index.taxonomy import (
    Audience,
    Group,
    Taxonomy,
    TaxonomyError,
    Topic,
    Weights,
    configured_taxonomy,
    default_taxonomy,
    load_taxonomy,
)
from index.terms import plain

__all__ = [
    "Audience",
    "Group",
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "Weights",
    "configured_taxonomy",
    "default_taxonomy",
    "load_taxonomy",
    "topics_of",
]

SHORT_TEXT = 150  # words; a shorter text is weighed as if it had so many
MOST_HEADINGS = 2
MOST_LINKS = 2
ADDRESS = re.compile(r"https?://\S+")
DENIED = re.compile(
    r"\b(?:ikke|ikkje|ingen|inga|verken|hverken|not)(?:\s+[\w-]+){1,3}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Hits:
    """By topic, how many of its own and its weak terms stand in a part."""

    own: Counter[str]
    weak: Counter[str]


def topics_of(resource: Resource, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Ids of the topics of a resource, the strongest first."""
    weights = taxonomy.weights
    points = _points(resource, taxonomy)
    ranked = sorted(taxonomy.topics, key=lambda topic: -points[topic.id])
    told = [topic for topic in ranked if topic.address_pattern.search(resource.address)]
    least = weights.share * max(points.values(), default=0)
    others = [topic for topic in ranked if topic not in told and 0 < points[topic.id] >= least]
    shown = [topic for topic in others if points[topic.id] >= _needed(topic, weights)]
    if not shown and _is_alone([points[topic.id] for topic in others], weights):
        shown = others[:1]
    chosen = [*told, *shown][: weights.most]
    return tuple(topic.id for topic in ranked if topic in chosen)


def _needed(topic: Topic, weights: Weights) -> float:
    return weights.needed_passing if topic.passing else weights.needed


def _is_alone(points: list[float], weights: Weights) -> bool:
    """Whether a page that shows no topic well speaks of little but the first."""
    first, second, *_ = [*points, 0.0, 0.0]
    return first >= max(weights.needed_alone, weights.ahead * second)


def _points(resource: Resource, taxonomy: Taxonomy) -> dict[str, float]:
    """By topic, what its signs are worth; 0 if it is shown by weak terms alone."""
    parts = _parts(resource)
    hits = {
        part: _Hits(taxonomy.own_terms.count(words), taxonomy.weak_terms.count(words))
        for part, words in parts.items()
    }
    length = max(SHORT_TEXT, len(parts["text"]))
    return {t.id: _points_of(t, resource, hits, taxonomy.weights, length) for t in taxonomy.topics}


def _points_of(
    topic: Topic, resource: Resource, hits: dict[str, _Hits], weights: Weights, length: int
) -> float:
    own = {part: found.own[topic.id] for part, found in hits.items()}
    both = {part: own[part] + weights.weak * hits[part].weak[topic.id] for part in hits}
    section = bool(topic.section_pattern.search(resource.address))
    measure = any(measure in label for measure in topic.measures for label in _labels(resource))
    if not section and not measure and not any(own.values()):
        return 0.0
    return (
        weights.title * (1 if own["title"] else min(both["title"], weights.weak))
        + weights.lead * (1 if own["lead"] else min(both["lead"], weights.weak))
        + weights.heading * min(MOST_HEADINGS, both["headings"])
        + weights.link * min(MOST_LINKS, both["links"])
        + min(weights.most_text, weights.text * 100 * both["text"] / length)
        + weights.section * section
        + weights.measure * measure
    )


def _labels(resource: Resource) -> Iterator[str]:
    """What the page itself says that it is about."""
    yield from (
        measure.lower() for measure in (resource.project.measures if resource.project else ())
    )
    yield resource.sector.lower()


def _parts(resource: Resource) -> dict[str, list[str]]:
    """The plain words of a page, part by part."""
    texts, links = [], []
    for number, passage in enumerate(resource.passages):
        text = passage.text
        inside = {link.text for link in resource.links if link.passage == number and link.text}
        for words in sorted(inside, key=len, reverse=True):
            if words in text:
                links.append(words)
                text = text.replace(words, " | ")
        texts.append(text)
    return {
        "title": plain(resource.title),
        "lead": _said(resource.lead),
        "headings": plain("\n".join(passage.heading for passage in resource.passages)),
        "text": _said("\n".join(texts)),
        "links": plain("\n".join(links)),
    }


def _said(text: str) -> list[str]:
    """Plain words without addresses and without what is denied."""
    return plain(DENIED.sub(" | ", ADDRESS.sub(" ", text)))
