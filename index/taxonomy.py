"""Topics, groups, audiences, and the words that show them: read from a TOML file, and checked.

Errors:
    TaxonomyError       the file is wrong; the message names file and line
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import resources
from pathlib import Path

import msgspec

from index.entries import Problem, parse_entries
from index.expected import ExpectedError
from index.terms import Terms, make_terms, plain

ID = re.compile(r"[a-z0-9-]+")
NEVER = re.compile(r"(?!)")


class TaxonomyError(ExpectedError, ValueError):
    """The file is wrong; the message names file and line."""


class Named(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has an id, and a name in each language."""

    id: str
    nb: str
    nn: str
    en: str

    def name(self, language: str) -> str:
        """Its name in "nb", "nn" or "en"."""
        return {"nn": self.nn, "en": self.en}.get(language, self.nb)


class Group(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of topics."""


class Described(Named, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has names, and is described in a few words."""

    about: str
    about_nn: str = ""
    about_en: str = ""

    def about_in(self, language: str) -> str:
        """What it is, in "nb", "nn" or "en"."""
        return {"nn": self.about_nn, "en": self.about_en}.get(language) or self.about


class Topic(Described, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A topic with its names and the signs that show it; see the file for what each is."""

    group: str
    terms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    passing: bool = False

    @cached_property
    def address_pattern(self) -> re.Pattern[str]:
        """Matches the addresses that alone tell the topic."""
        return _any_of(self.addresses)

    @cached_property
    def section_pattern(self) -> re.Pattern[str]:
        """Matches the addresses where the topic is likely."""
        return _any_of(self.sections)


class Audience(Described, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Those in a role for whom pages are written, and the terms that name them."""

    terms: tuple[str, ...]


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What each sign of a topic is worth, and how much makes a topic; see the file."""

    title: float
    lead: float
    heading: float
    section: float
    measure: float
    link: float
    text: float
    most_text: float
    weak: float
    needed: float
    needed_passing: float
    needed_alone: float
    ahead: float
    share: float
    most: int


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """All topics, their groups and weights, and all audiences."""

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    weights: Weights
    audiences: tuple[Audience, ...] = ()

    @cached_property
    def own_terms(self) -> Terms:
        """The terms of each topic, to be counted."""
        return make_terms((topic.id, topic.terms) for topic in self.topics)

    @cached_property
    def weak_terms(self) -> Terms:
        """The weak terms of each topic, to be counted."""
        return make_terms((topic.id, topic.weak) for topic in self.topics)

    @cached_property
    def audience_terms(self) -> Terms:
        """The terms of each audience, to be counted."""
        return make_terms((audience.id, audience.terms) for audience in self.audiences)

    def named_in(self, text: str) -> tuple[str, ...]:
        """Ids of the topics of which a term stands in a text, in the order of the file."""
        found = self.own_terms.count(plain(text))
        return tuple(topic.id for topic in self.topics if topic.id in found)

    def in_group(self, group: str) -> tuple[Topic, ...]:
        """The topics of a group, in the order of the file."""
        return tuple(topic for topic in self.topics if topic.group == group)

    def topic(self, topic_id: str) -> Topic | None:
        """A topic by its id."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def audience(self, audience_id: str) -> Audience | None:
        """An audience by its id."""
        return next((a for a in self.audiences if a.id == audience_id), None)


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The taxonomy of a TOML file, or the one that comes with the service."""
    source = path or resources.files("index").joinpath("taxonomy.toml")
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyError(f"{source}: {error}") from error
    return parse_entries(text, str(source), Taxonomy, TaxonomyError, _problems)


@cache
def default_taxonomy() -> Taxonomy:
    """The taxonomy that comes with the service, read once."""
    return load_taxonomy()


def configured_taxonomy(name: str) -> Taxonomy:
    """The taxonomy of a file, or the one that comes with the service where no file is named."""
    return load_taxonomy(Path(name)) if name else default_taxonomy()


def _problems(taxonomy: Taxonomy) -> Iterator[Problem]:
    """What is wrong, each with the entry that it is wrong in, as "topics[3]"."""
    groups = [group.id for group in taxonomy.groups]
    topics = [topic.id for topic in taxonomy.topics]
    for number, group in enumerate(taxonomy.groups):
        for problem in _problems_of_names(group, groups[:number]):
            yield f"groups[{number}]", problem
    for number, topic in enumerate(taxonomy.topics):
        for problem in (*_problems_of_names(topic, topics[:number]), *_problems_of_signs(topic)):
            yield f"topics[{number}]", problem
        if topic.group not in groups:
            yield f"topics[{number}]", f"{topic.id!r} is in {topic.group!r}, which is no group"
    yield from _problems_of_audiences(taxonomy.audiences)
    if taxonomy.weights.most < 1:
        yield "weights", "`most` is less than 1"


def _problems_of_audiences(audiences: Sequence[Audience]) -> Iterator[Problem]:
    for number, audience in enumerate(audiences):
        before = [other.id for other in audiences[:number]]
        yield from ((f"audiences[{number}]", p) for p in _problems_of_names(audience, before))
        terms = _problems_of_terms(audience.id, audience.terms)
        yield from ((f"audiences[{number}]", problem) for problem in terms)


def _problems_of_names(entry: Named, before: Iterable[str]) -> Iterator[str]:
    if not ID.fullmatch(entry.id):
        yield f"the id {entry.id!r} is not made of a-z, 0-9 and -"
    if entry.id in before:
        yield f"the id {entry.id!r} is taken"
    for field in ("nb", "nn", "en", *(("about",) if isinstance(entry, Described) else ())):
        if not getattr(entry, field).strip():
            yield f"{entry.id!r} has an empty `{field}`"


def _problems_of_signs(topic: Topic) -> Iterator[str]:
    if not topic.terms:
        yield f"{topic.id!r} has no terms"
    yield from _problems_of_terms(topic.id, (*topic.terms, *topic.weak))
    for pattern in (*topic.addresses, *topic.sections):
        if problem := _problem_of_pattern(pattern):
            yield f"{topic.id!r}: the pattern {pattern!r} {problem}"


def _problems_of_terms(owner: str, terms: Iterable[str]) -> Iterator[str]:
    for term, count in Counter(terms).items():
        if not plain(term) or "*" in term.removeprefix("*").removesuffix("*"):
            yield f"{owner!r}: {term!r} is no word, phrase, beginning* or *end"
        if count > 1:
            yield f"{owner!r} has the term {term!r} twice"


def _problem_of_pattern(pattern: str) -> str:
    try:
        return "matches every address" if re.compile(pattern).search("") else ""
    except re.error as error:
        return f"is broken: {error}"


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(patterns)
    return re.compile(either) if either else NEVER
