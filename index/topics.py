"""Which topics a Resource is about, told by its title, headings, address, fields and text."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

import msgspec

from index.resource import Resource

TITLE_WEIGHT = 5
HINT_WEIGHT = 4


class TaxonomyError(ValueError):
    """The taxonomy file is wrong; the message says where."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic with its names and the terms that show it."""

    id: str
    group: str
    nb: str
    nn: str
    en: str
    about: str
    about_nn: str = ""
    about_en: str = ""
    terms: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    passing: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches every term in a lower-case text, as whole words."""
        return re.compile("|".join(_term_pattern(term) for term in self.terms))

    @cached_property
    def address_pattern(self) -> re.Pattern[str] | None:
        """Matches the addresses that show the topic."""
        return re.compile("|".join(self.addresses)) if self.addresses else None

    def name(self, language: str) -> str:
        """Its name in "nb", "nn" or "en"."""
        return {"nn": self.nn, "en": self.en}.get(language, self.nb)

    def about_in(self, language: str) -> str:
        """What it is, in "nb", "nn" or "en"."""
        return {"nn": self.about_nn, "en": self.about_en}.get(language) or self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of topics."""

    id: str
    nb: str
    nn: str
    en: str

    def name(self, language: str) -> str:
        """Its name in "nb", "nn" or "en"."""
        return {"nn": self.nn, "en": self.en}.get(language, self.nb)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """How many hits make a topic; see the file."""

    text_hits: int
    passing_hits: int
    words_per_extra_hit: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All topics, their groups and thresholds."""

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    thresholds: Thresholds

    def in_group(self, group: str) -> tuple[Topic, ...]:
        """The topics of a group, in the order of the file."""
        return tuple(topic for topic in self.topics if topic.group == group)

    def topic(self, topic_id: str) -> Topic | None:
        """A topic by its id."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The taxonomy of a TOML file, or the one that comes with the service."""
    source = path or resources.files("index").joinpath("taxonomy.toml")
    try:
        return msgspec.convert(tomllib.loads(source.read_text(encoding="utf-8")), Taxonomy)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, OSError) as error:
        raise TaxonomyError(f"{source}: {error}") from error


@cache
def default_taxonomy() -> Taxonomy:
    """The taxonomy that comes with the service, read once."""
    return load_taxonomy()


def topics_of(resource: Resource, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Ids of the topics of a resource, the strongest first."""
    labelled = " ".join(_labels(resource)).lower()
    title = f"{resource.title} {resource.lead}".lower()
    headings = " ".join(passage.heading for passage in resource.passages).lower()
    text = resource.text.lower()
    extra = len(text.split()) // taxonomy.thresholds.words_per_extra_hit
    scores = {}
    for topic in taxonomy.topics:
        strong = _hits(topic, (title, headings)) * TITLE_WEIGHT
        strong += HINT_WEIGHT * _hinted(topic, resource.address, labelled)
        weak = len(topic.pattern.findall(text))
        limits = taxonomy.thresholds
        needed = (limits.passing_hits if topic.passing else limits.text_hits) + extra
        if strong or weak >= needed:
            scores[topic.id] = strong + weak
    return tuple(sorted(scores, key=lambda name: -scores[name])[: taxonomy.thresholds.most])


def _hits(topic: Topic, texts: Iterable[str]) -> int:
    return sum(len(topic.pattern.findall(text)) for text in texts)


def _hinted(topic: Topic, address: str, labelled: str) -> bool:
    by_address = bool(topic.address_pattern and topic.address_pattern.search(address))
    return by_address or any(measure in labelled for measure in topic.measures)


def _labels(resource: Resource) -> tuple[str, ...]:
    return (*(resource.project.measures if resource.project else ()), resource.sector)


def _term_pattern(term: str) -> str:
    start = "" if term.startswith("*") else r"\b"
    end = "" if term.endswith("*") else r"\b"
    return f"{start}{re.escape(term.strip('*'))}{end}"
