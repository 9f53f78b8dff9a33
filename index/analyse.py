"""From a reader's text to a Query, by the words of the published collection."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import chain, pairwise

from index import ranking
from index.language.compounds import JOINTS
from index.language.lexicon import Lexicon, grams
from index.language.stem import stem
from index.language.stopwords import ASKING_WORDS, STOP_WORDS
from index.language.thesaurus import Thesaurus, phrase
from index.language.words import fold, words
from index.query import Alternative, Phrase, Query, Unit
from index.syntax import Reading, read_syntax
from index.topics import Taxonomy, default_taxonomy

LONGEST = 5_000  # letters of a query that are read
SLASH = re.compile(r"(?<=\b[^\W\d_])/(?=[^\W\d_]\b)")  # in an abbreviation, as g/s-vei
MOST_WORDS = 32  # of a longer query the rarest are searched
RARE = 2  # pages that hold a word which may be a slip of the finger
Neighbours = frozenset[tuple[str, str]]  # words that stand side by side in the query
FEW = 10  # fewer pages than this hold the only word: its parts alone are found as well
FAR_MORE = 20  # times as many pages hold the word that may have been meant


@dataclass(frozen=True, kw_only=True)
class Analyser:
    """Reads queries with the words of one collection, a thesaurus, and the names of filters."""

    lexicon: Lexicon
    thesaurus: Thesaurus
    filter_names: frozenset[str] = frozenset()
    taxonomy: Taxonomy = field(default_factory=default_taxonomy)

    def read(self, text: str) -> Reading:
        """Take a text apart into words, prefixes, phrases, excluded words and filters."""
        return read_syntax(clean_text(text), self.filter_names)

    def query(self, text: str, now: datetime) -> Query:
        """The query that a reader's text means; its filters are left to the caller."""
        reading = self.read(text)
        verbatim = frozenset(fold(word) for phrase in reading.phrases for word in words(phrase))
        typed = words(SLASH.sub("", " ".join((reading.words, *reading.phrases))))
        spoken = [fold(word) for word in typed]
        capitals = self.thesaurus.abbreviations.keys() & {fold(w) for w in typed if w.isupper()}
        begun = [_begun(prefix) for prefix in dict.fromkeys(map(fold, reading.prefixes))]
        found = list(dict.fromkeys(spoken))
        meant = [word for word in found if not self._is_one_of(STOP_WORDS, word)]
        told = [w for w in meant if w in verbatim or not self._is_one_of(ASKING_WORDS, w)]
        meant = self._one_of_each_stem(told or meant if meant or begun else found)
        kept = self._rarest(meant, max(0, MOST_WORDS - len(begun)))
        joined = self._joined(kept, frozenset(pairwise(spoken)))
        units = tuple(
            self._in_full(unit) if unit.word in capitals else unit
            for unit in self._units(kept, verbatim, joined)
        )
        return Query(
            now=now,
            text=reading.text,
            units=(*units, *begun)[:MOST_WORDS],
            about=self._topics((*reading.phrases, reading.words, *chain(*joined.values())), units),
            phrases=tuple(filter(lambda p: p.stems, map(self._phrase, reading.phrases))),
            excluded=tuple(self._stem(word) for text in reading.excluded for word in words(text)),
            shortened=len(begun) + len(meant) > MOST_WORDS or len(text) > LONGEST,
        )

    def _one_of_each_stem(self, meant: list[str]) -> list[str]:
        first: dict[str, str] = {}
        for word in meant:
            first.setdefault(self._stem(word), word)
        return list(first.values())

    def _topics(self, texts: Iterable[str], units: Iterable[Unit]) -> tuple[str, ...]:
        """The topics whose terms stand in the query, as typed, repaired, or written in full."""
        full = self.thesaurus.abbreviations
        known = ((u.surface, u.read_as, full.get(u.surface, ("",))[0]) for u in units)
        return self.taxonomy.named_in("\n".join((*texts, *chain(*known))))

    def _is_one_of(self, listed: frozenset[str], word: str) -> bool:
        return word in listed or self.lexicon.bokmal(word) in listed

    def _rarest(self, meant: list[str], most: int) -> list[str]:
        if len(meant) <= most:
            return meant
        frequency = self.lexicon.frequency
        rare = sorted(meant, key=lambda word: frequency.get(self.lexicon.bokmal(word), 0))
        kept = set(rare[:most])
        return [word for word in meant if word in kept]

    def _units(
        self, meant: Sequence[str], verbatim: frozenset[str], joined: Mapping[int, Iterable[str]]
    ) -> Iterator[Unit]:
        surfaces = [self.lexicon.bokmal(word) for word in meant]
        few = FEW if len(meant) == 1 else 1
        own = [list(self._own(surface, few)) for surface in surfaces]
        read = [
            "" if word in verbatim else self._repair(surface, ways)
            for word, surface, ways in zip(meant, surfaces, own, strict=True)
        ]
        related = self._related([other or word for other, word in zip(read, meant, strict=True)])
        for position, (word, surface) in enumerate(zip(meant, surfaces, strict=True)):
            ways = [*own[position], *related.get(position, ())]
            ways += map(_joined, joined.get(position, ()))
            if read[position]:
                ways += map(_repaired, self._own(read[position], few))
            known = read[position] or word in verbatim
            yield Unit(
                word=word,
                surface=surface,
                stem=stem(surface),
                alternatives=_best_of_each(ways),
                grams=tuple(sorted(grams(surface))),
                read_as=read[position],
                instead="" if known else self._instead(surface),
            )

    def _in_full(self, unit: Unit) -> Unit:
        """An abbreviation in capitals: its words count in full, its letters only by its weight.

        So KU is an assessment rather than a cow. Of several meanings the likeliest counts in full.
        """
        related = self._thesaurus[(unit.stem,)]
        meanings = (phrase(means) for means in self.thesaurus.abbreviations[unit.word])
        full = {stems: related[stems] for stems in map(self._stems, meanings)}
        likeliest = max(full.values())
        weights = {stems: weight / likeliest for stems, weight in full.items()}
        weights[(unit.stem,)] = likeliest
        ways = [replace(w, weight=weights.get(w.stems, w.weight)) for w in unit.alternatives]
        return replace(unit, alternatives=_best_of_each(ways))

    def _own(self, surface: str, few: int) -> Iterator[Alternative]:
        """The word itself, its parts, and words of the same letters."""
        yield _alternative(surface, 1.0, surface)
        yield from self._parts(surface, few)
        for other in self.lexicon.same_letters(surface):
            yield Alternative(
                stems=(other,), weight=ranking.SAME_LETTERS, why=f"samme bokstaver: {other}"
            )

    def _parts(self, surface: str, few: int) -> Iterator[Alternative]:
        """All parts of a compound, or with one of them replaced by what the thesaurus says of it.

        Of a compound that fewer pages than `few` hold, each part counts a little alone.
        """
        parts = tuple(stem(part) for part in self.lexicon.splitter.parts(surface))
        if not parts:
            return
        yield Alternative(stems=parts, weight=ranking.OWN_PARTS, why=" + ".join(parts))
        for place, part in enumerate(parts):
            for other, weight in self._thesaurus.get((part,), {}).items():
                replaced = (*parts[:place], *other, *parts[place + 1 :])
                weighed = ranking.OWN_PARTS * weight
                yield Alternative(stems=replaced, weight=weighed, why=" + ".join(replaced))
        if self.lexicon.stems.get(stem(surface), 0) < few:
            for part in parts:
                yield Alternative(stems=(part,), weight=ranking.PART_ALONE, why=f"bare {part}")

    def _repair(self, surface: str, own: list[Alternative]) -> str:
        """The nearest known word, where none of the word's own alternatives is known."""
        known = self.lexicon.stems
        related = self._thesaurus.get((stem(surface),), {})
        if any(known.keys() >= set(other) for other in related):
            return ""
        if any(known.keys() >= set(way.stems) for way in own):
            return ""
        return self.lexicon.speller.nearest(surface) or ""

    def _instead(self, surface: str) -> str:
        frequency = self.lexicon.frequency
        count = frequency.get(surface, 0)
        if not 0 < count <= RARE or self.lexicon.splitter.parts(surface):
            return ""
        other = self.lexicon.speller.nearest(surface, most=1)
        if other is None or frequency[other] < count * FAR_MORE or stem(other) == stem(surface):
            return ""
        return other

    def _related(self, meant: Sequence[str]) -> dict[int, list[Alternative]]:
        """What the thesaurus adds, at the position of each word of the phrase it is added for."""
        found: dict[int, list[Alternative]] = {}
        for length in range(1, min(self.thesaurus.longest, len(meant)) + 1):
            for start in range(len(meant) - length + 1):
                span = self._stems(meant[start : start + length])
                for other, weight in self._thesaurus.get(span, {}).items():
                    way = Alternative(
                        stems=other, weight=weight / length, why=f"beslektet: {' '.join(other)}"
                    )
                    for position in range(start, start + length):
                        found.setdefault(position, []).append(way)
        return found

    @cached_property
    def _thesaurus(self) -> dict[tuple[str, ...], dict[tuple[str, ...], float]]:
        """The thesaurus by stems, so that every inflection of a word finds its entry."""
        by_stems: dict[tuple[str, ...], dict[tuple[str, ...], float]] = {}
        for searched, found in self.thesaurus.related.items():
            weights = by_stems.setdefault(self._stems(searched), {})
            for other, weight in found.items():
                stems = self._stems(other)
                weights[stems] = max(weight, weights.get(stems, 0.0))
        return by_stems

    def _stems(self, spoken: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._stem(word) for word in spoken)

    def _joined(self, meant: Sequence[str], neighbours: Neighbours) -> dict[int, list[str]]:
        """Words of the collection that are two neighbours in one, at the position of each."""
        found: dict[int, list[str]] = {}
        for position, (one, other) in enumerate(pairwise(meant)):
            for joint in JOINTS if (one, other) in neighbours else ():
                whole = f"{one}{joint}{other}"
                whole = self.lexicon.nynorsk.get(whole, whole)
                if stem(whole) in self.lexicon.stems:
                    found.setdefault(position, []).append(whole)
                    found.setdefault(position + 1, []).append(whole)
        return found

    def _phrase(self, text: str) -> Phrase:
        tokens = list(self.lexicon.tokens(text))
        return Phrase(
            stems=tuple(token.stem for token in tokens),
            surfaces=tuple(token.surface for token in tokens),
        )

    def _stem(self, word: str) -> str:
        return stem(self.lexicon.bokmal(fold(word)))


def clean_text(text: str) -> str:
    """What a reader typed, composed, without control characters and surplus white space.

    Invisible marks inside a word, such as soft hyphens, do not part it.
    """
    composed = unicodedata.normalize("NFC", text[:LONGEST])
    seen = (c for c in composed if unicodedata.category(c) != "Cf")
    return " ".join("".join(c if c.isprintable() else " " for c in seen).split())


def _begun(prefix: str) -> Unit:
    """Any word that begins so: it has no stem, for it asks for nothing by its sense."""
    return Unit(word=f"{prefix}*", surface="", stem="", alternatives=(), prefix=prefix)


def _alternative(word: str, weight: float, why: str) -> Alternative:
    return Alternative(stems=(stem(word),), weight=weight, why=why)


def _joined(whole: str) -> Alternative:
    return _alternative(whole, ranking.JOINED, f"i ett ord: {whole}")


def _repaired(way: Alternative) -> Alternative:
    return replace(way, weight=way.weight * ranking.REPAIRED, why=f"lest som {way.why}")


def _best_of_each(ways: list[Alternative]) -> tuple[Alternative, ...]:
    """Each set of stems once, with its greatest weight; the heaviest first."""
    best: dict[tuple[str, ...], Alternative] = {}
    for way in sorted(ways, key=lambda way: -way.weight):
        best.setdefault(way.stems, way)
    return tuple(best.values())
