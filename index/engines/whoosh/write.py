"""Write a generation: from things and their words, and from what an earlier one has of them."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec
import numpy as np

from index.engine import Collection
from index.engines.whoosh.arrays import FieldArrays
from index.engines.whoosh.carry import Carried, Keys, carried_from, positions_left
from index.engines.whoosh.codec import LENGTHS, ArrayCodec
from index.engines.whoosh.columns import ColumnsWriter, open_columns
from index.engines.whoosh.facts import FactsWriter, copy_facts
from index.engines.whoosh.grams import invert_grams, invert_some_grams
from index.engines.whoosh.invert import Integers
from index.engines.whoosh.merge import Segment, merge_field, merge_rows, save_gone
from index.engines.whoosh.schema import whoosh_schema
from index.engines.whoosh.subjects import (
    CONCEPTS,
    SUBJECTS,
    directions_of,
    save_concepts,
    save_subjects,
)
from index.language.lexicon import (
    COMMON_GRAM,
    carry_lexicon,
    known_words,
    save_lexicon,
)
from index.language.many import carry_tokens, read_again, read_all, save_tokens
from index.layers import GRAM, NAME, PART, STEM, SURFACE, TITLE, HeldWords, Layers
from index.record import Thing
from index.subjects import open_directions, save_directions
from index.table import open_numbers, save_numbers, save_texts

COVERAGE = "coverage.json"
DIRECTIONS = "directions"
LEXICON = "lexicon"
TITLES = "titles"
WORDS = "words"
COMMON = "gram-common"  # grams that are left out, with how many things hold each at least


def write_generation(
    generation: Path,
    collection: Collection,
    earlier: Path | None,
    progress: Callable[[int], None],
) -> int:
    """Write everything but the manifest; returns the number of things.

    What has not changed since the `earlier` generation, read with the same lexicon, is copied.
    """
    generation.mkdir(parents=True)
    items = list(collection.things)
    keys = Keys([item.key for item in items], collection.forward.keys.tolist())
    carried = carried_from(earlier, keys) if earlier else None
    new_facts = positions_left(carried and carried.things, len(items))
    new_words = positions_left(carried and carried.texts, len(items))
    columns = ColumnsWriter()
    with ThreadPoolExecutor(1) as beside:
        copying = beside.submit(copy_facts, carried, generation)
        words = _WordsWriter(generation, collection, np.flatnonzero(new_words), carried)
        copying.result()
    with closing(FactsWriter(generation, len(items), carried)) as facts, words:
        if carried:
            columns.carry(open_columns(carried.folder), carried.things)
        for position, item in enumerate(items):
            if new_facts[position] or new_words[position]:
                thing = item.read()
                if new_facts[position]:
                    facts.add(position, thing)
                    columns.add(position, thing)
                if new_words[position]:
                    words.add(position, thing)
            progress(position + 1)
        with ThreadPoolExecutor(1) as beside:
            # Merging is soon done; inverting takes a minute that Ctrl-C would have to wait for.
            merging = beside.submit(words.finish) if carried else None
            facts.add_visited(collection.visited)
            facts.add_health(collection.health)
            facts.finish(items)
            save_texts(generation, TITLES, facts.titles())
            if merging:
                merging.result()
            else:
                words.finish()
    columns.save(generation)
    keys.save(generation)
    (generation / COVERAGE).write_bytes(msgspec.json.encode(collection.coverage))
    return len(items)


class _WordsWriter:
    """Writes the words of some things, and those of the others as they are carried."""

    def __init__(
        self, generation: Path, collection: Collection, rows: Integers, carried: Carried | None
    ) -> None:
        self._generation, self._carried, self._rows = generation, carried, rows
        self._forward, self._lexicon = collection.forward, collection.lexicon
        self._folder = generation / WORDS
        self._segment = self._folder / "new" if carried else self._folder
        self._segment.mkdir(parents=True)
        self._held = HeldWords(self._forward, rows)
        words = self._held.words
        if carried:
            tokens = [*read_again(words, self._lexicon, carried.folder)]
            carry_tokens(carried.folder, generation)
        else:  # saved at once, so that no words need be held while postings are sorted
            tokens = [*read_all(words, self._lexicon)]
            save_tokens(generation, words, tokens)
            folder = generation / LEXICON
            save_lexicon(self._lexicon, words, tokens, self._forward.spellings, folder)
        self._layers = Layers(words, tokens, self._lexicon)
        self._writer = ArrayCodec(self._segment).writer(whoosh_schema(), self._layers.terms)

    def __enter__(self) -> "_WordsWriter":
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed and not self._writer.is_closed:
            self._writer.cancel()

    def add(self, position: int, thing: Thing) -> None:
        """Add the next of the things whose words are to be written."""
        title = self._layers.of_title(thing.record.resource.title)
        self._writer.add_document(**self._layers.of(self._held.of(position)), **{TITLE: title})

    def finish(self) -> None:
        """Write what is left, and merge it with what is carried."""
        count = len(self._forward.rows)
        self._writer.commit()
        self._place()
        most = int(COMMON_GRAM * count)
        if self._carried:
            common = self._merge(self._carried, count, most)
        else:
            common = invert_grams(FieldArrays(self._folder, SURFACE), most, self._folder, GRAM)
        save_numbers(self._folder, COMMON, common)

    def _place(self) -> None:
        """Place what was written along the directions that are kept with the lexicon."""
        if self._carried:
            directions = open_directions(self._carried.folder / DIRECTIONS)
        else:
            directions = directions_of(self._segment)
        save_directions(self._generation / DIRECTIONS, directions)
        save_subjects(self._segment, directions)
        save_concepts(self._segment, directions.usual)

    def _merge(self, carried: Carried, count: int, most: int) -> dict[str, int]:
        """Merge what is carried with what is new; returns the grams that are left out."""
        segments = (
            Segment(carried.folder / WORDS, carried.texts),
            Segment(self._segment, self._rows),
        )
        merge_field(segments, self._folder, SURFACE)
        with ThreadPoolExecutor(1) as beside:  # numpy lets others work meanwhile
            rest = beside.submit(self._merge_rest, carried, segments, count)
            common = self._merge_grams(segments, count, most)
            rest.result()
        shutil.rmtree(self._segment)
        return common

    def _merge_rest(self, carried: Carried, segments: tuple[Segment, Segment], count: int) -> None:
        """Merge all but surface forms and grams, and carry the lexicon."""
        for field in (STEM, PART, NAME, TITLE):
            merge_field(segments, self._folder, field)
        for name in (LENGTHS, SUBJECTS, CONCEPTS):
            np.save(self._folder / name, merge_rows(segments, name, count))
        new = self._forward.frequency(without=known_words(self._lexicon))
        earlier, spellings = carried.folder / LEXICON, self._forward.spellings
        carry_lexicon(self._lexicon, earlier, new, spellings, self._generation / LEXICON)

    def _merge_grams(
        self, segments: tuple[Segment, Segment], count: int, most: int
    ) -> dict[str, int]:
        """Merge the grams; those left out are inverted anew where they may be rare now."""
        earlier, new = segments
        left_out = open_numbers(earlier.folder, COMMON).in_memory()
        gone = self._segment / "gone"
        gone.mkdir()
        save_gone(earlier, gone, SURFACE)
        less, more = _gram_sizes(gone, count), _gram_sizes(new.folder, count)
        least = {g: held - less.get(g, 0) + more.get(g, 0) for g, held in left_out.items()}
        doubtful = [gram for gram, held in least.items() if held <= most]
        counted = Segment(self._segment / "doubtful", np.arange(count))
        counted.folder.mkdir()
        surface = FieldArrays(self._folder, SURFACE)
        invert_some_grams(surface, doubtful, count, counted.folder, GRAM)
        invert_grams(FieldArrays(new.folder, SURFACE), count, new.folder, GRAM, left_out)
        common = merge_field((*segments, counted), self._folder, GRAM, most)
        return common | {gram: held for gram, held in least.items() if held > most}


def _gram_sizes(folder: Path, count: int) -> dict[str, int]:
    """Invert all grams of a small segment, and return of how many of its things each is."""
    invert_grams(FieldArrays(folder, SURFACE), count, folder, GRAM)
    grams = FieldArrays(folder, GRAM)
    terms = grams.terms.many((0, len(grams.terms)))
    return dict(zip(terms, grams.sizes.tolist(), strict=True))
