"""Which topics a Resource is about: weighed signs in its title, lead, headings, fields and text.

What stands in a link is told of the page that it leads to, so it counts as a link and not as text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.resource import Resource
from index.taxonomy import (
    Group,
    Taxonomy,
    TaxonomyError,
    Topic,
    Weights,
    default_taxonomy,
    load_taxonomy,
    plain,
)

__all__ = [
    "Group",
    "Taxonomy",
    "TaxonomyError",
    "Topic",
    "Weights",
    "default_taxonomy",
    "load_taxonomy",
    "plain",
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
class _Parts:
    """The plain words of a page, part by part."""

    title: str
    lead: str
    headings: str
    text: str
    links: str


def topics_of(resource: Resource, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Ids of the topics of a resource, the strongest first."""
    parts, weights = _parts(resource), taxonomy.weights
    points = {topic: _points(topic, resource, parts, weights) for topic in taxonomy.topics}
    ranked = sorted(taxonomy.topics, key=lambda topic: -points[topic])
    told = [topic for topic in ranked if topic.address_pattern.search(resource.address)]
    least = weights.share * max(points.values(), default=0)
    others = [topic for topic in ranked if topic not in told and 0 < points[topic] >= least]
    shown = [topic for topic in others if points[topic] >= _needed(topic, weights)]
    if not shown and _is_alone([points[topic] for topic in others], weights):
        shown = others[:1]
    chosen = [*told, *shown][: weights.most]
    return tuple(topic.id for topic in ranked if topic in chosen)


def _needed(topic: Topic, weights: Weights) -> float:
    return weights.needed_passing if topic.passing else weights.needed


def _is_alone(points: list[float], weights: Weights) -> bool:
    """Whether a page that shows no topic well speaks of little but the first."""
    first, second, *_ = [*points, 0.0, 0.0]
    return first >= max(weights.needed_alone, weights.ahead * second)


def _points(topic: Topic, resource: Resource, parts: _Parts, weights: Weights) -> float:
    """What the signs of a topic are worth; 0 if it is shown by weak terms alone."""
    own = {part: topic.pattern.findall(getattr(parts, part)) for part in _Parts.__slots__}
    section = bool(topic.section_pattern.search(resource.address))
    measure = any(measure in label for measure in topic.measures for label in _labels(resource))
    if not section and not measure and not any(own.values()):
        return 0.0

    def hits(part: str) -> float:
        weak = topic.weak_pattern.findall(getattr(parts, part))
        return len(own[part]) + weights.weak * len(weak)

    length = max(SHORT_TEXT, len(parts.text.split()))
    return (
        weights.title * _once(own["title"], hits("title"), weights)
        + weights.lead * _once(own["lead"], hits("lead"), weights)
        + weights.heading * min(MOST_HEADINGS, hits("headings"))
        + weights.link * min(MOST_LINKS, hits("links"))
        + min(weights.most_text, weights.text * 100 * hits("text") / length)
        + weights.section * section
        + weights.measure * measure
    )


def _once(own: list[str], hits: float, weights: Weights) -> float:
    """A title says a thing once, however many of its words do."""
    return 1.0 if own else min(hits, weights.weak)


def _labels(resource: Resource) -> Iterator[str]:
    """What the page itself says that it is about."""
    yield from (
        measure.lower() for measure in (resource.project.measures if resource.project else ())
    )
    yield resource.sector.lower()


def _parts(resource: Resource) -> _Parts:
    texts, links = [], []
    for number, passage in enumerate(resource.passages):
        text = passage.text
        inside = {link.text for link in resource.links if link.passage == number and link.text}
        for words in sorted(inside, key=len, reverse=True):
            if words in text:
                links.append(words)
                text = text.replace(words, " | ")
        texts.append(text)
    return _Parts(
        title=plain(resource.title),
        lead=_said(resource.lead),
        headings=plain(" | ".join(passage.heading for passage in resource.passages)),
        text=_said("\n".join(texts)),
        links=plain(" | ".join(links)),
    )


def _said(text: str) -> str:
    """Plain words without addresses and without what is denied."""
    return plain(DENIED.sub(" | ", ADDRESS.sub(" ", text)))
