"""Municipalities and counties of today, by every name they bear or bore.

Data: `municipalities.csv`, the municipalities in force since 2024 with population, centrality,
other and former names, and `doubtful` where the name is a word, a surname or many a place besides;
`counties.csv`, the counties with those that were dissolved into them or out of which they came.
Source: Statistics Norway (KLASS 131, KLASS 128, table 07459), CC BY 4.0; Sámi and Kven names:
Giellatekno/Divvun, UiT, CC BY 4.0.
"""

import csv
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources

WORDS = frozenset(
    {
        *("kommune", "kommunes", "kommunen", "kommunens", "kommuner", "kommunar"),
        *("herad", "heradet", "suohkan", "suohkana", "gielda", "tjïelte", "tjielte", "komuuni"),
        *("municipality", "municipalities"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality of today; population on 1 January 2024, centrality 1 (most) to 6."""

    number: str
    name: str
    county: str
    population: int
    centrality: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name: the municipalities that bear it today, and those of today that it came to."""

    today: tuple[str, ...]
    former: tuple[str, ...]
    doubtful: bool

    @property
    def counties(self) -> frozenset[str]:
        """The counties that its bearers lie in."""
        return frozenset(municipalities()[n].county for n in (*self.today, *self.former))

    def number(self, counties: Collection[str]) -> str | None:
        """The one municipality that is meant where these counties are spoken of, if it is clear."""
        bearers = dict.fromkeys((*self.today, *self.former))
        near = [number for number in bearers if municipalities()[number].county in counties]
        for numbers in (near, self.today, () if self.today else self.former):
            if len(numbers) == 1:
                return numbers[0]
        return None


@cache
def municipalities() -> dict[str, Municipality]:
    """All municipalities by number."""
    return {
        row["number"]: Municipality(
            number=row["number"],
            name=row["name"],
            county=row["county"],
            population=int(row["population"]),
            centrality=int(row["centrality"]),
        )
        for row in _rows("municipalities.csv")
    }


@cache
def municipality_name(number: str) -> str:
    """Its name, with the county where another municipality bears the same: "Våler (Østfold)"."""
    known = municipalities().get(number)
    if known is None:
        return number
    namesakes = [other for other in municipalities().values() if other.name == known.name]
    return f"{known.name} ({known.county})" if len(namesakes) > 1 else known.name


@cache
def counties() -> tuple[str, ...]:
    """The names of the counties."""
    return tuple(sorted({municipality.county for municipality in municipalities().values()}))


@cache
def counties_by_name() -> dict[str, tuple[str, ...]]:
    """Counties of today by each of their names and by the names of those that are gone, folded."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows("counties.csv"):
        for former in _listed(row["former"]):
            found[former.casefold()] = (*found.get(former.casefold(), ()), row["name"])
    for row in _rows("counties.csv"):
        for name in (row["name"], *_listed(row["other_names"])):
            found[name.casefold()] = (row["name"],)
    return found


def counties_of_today(name: str) -> tuple[str, ...]:
    """What a county is today, by any of its names; more than one where it was split."""
    return counties_by_name().get(name.casefold().strip(), ())


@cache
def names() -> dict[str, Name]:
    """All names, folded, without the word for municipality."""
    today, former = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    doubtful = set()
    for row in _rows("municipalities.csv"):
        number, name = row["number"], row["name"].casefold()
        others = (other.casefold() for other in _listed(row["other_names"]))
        for bearing in {name, *map(without_word, others)}:
            today[bearing].append(number)
        for borne in _listed(row["former_names"]):
            former[borne.casefold()].append(number)
            doubtful.add(borne.casefold())
        if row["doubtful"]:
            doubtful.add(name)
    return {
        name: Name(tuple(today[name]), tuple(former[name]), name in doubtful)
        for name in (today | former)
    }


def without_word(name: str) -> str:
    """A folded name without the word for municipality after it."""
    first, _, last = name.rpartition(" ")
    return first if last in WORDS else name


def _listed(field: str) -> list[str]:
    return field.split(";") if field else []


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("index").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
