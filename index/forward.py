"""Forward index: the words of each thing as numbers, from which every layer is made.

Texts are taken apart once; the lexicon is learned from it, and an engine inverts it. Kept from
build to build, so that texts that did not change are not read again.

Files: words (a folded word for each number), spellings, numbers.u32 (the texts of a thing a row,
BOUND after each text), ends.npy (where each row ends), keys.npy and things.npy (what each thing's
texts are known by, and the thing itself), learned.npy (the keys of the texts that the lexicon was
learned from).
"""

import hashlib
from collections.abc import Container, Iterable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.language.words import fold, words
from index.ragged import Ragged, RaggedWriter, distinct
from index.seal import broken_seal, seals_of
from index.table import open_meanings, open_texts, save_meanings, save_texts, text_bytes

FINGERPRINT = "words-3"
LEARNED = "learned.npy"
SEALS, VERSION = "seals.json", "version"
BOUND = 0xFFFFFFFF  # stands after each text, so that no phrase reaches across


class _Numbering(dict[str, int]):
    """The number of each word as it is written; one number for all that fold to the same."""

    def __init__(self, earlier: "ForwardIndex | None") -> None:
        super().__init__()
        known = earlier.words if earlier else ()
        self.folded = {word: number for number, word in enumerate(known)}
        self.spellings = dict(earlier.spellings) if earlier else {}

    def __missing__(self, written: str) -> int:
        word = fold(written)
        number = self.folded.setdefault(word, len(self.folded))
        self[written] = number
        if written.lower() != word:
            self.spellings[word] = f"{self.spellings.get(word, '')} {written.lower()}".strip()
        return number


class ForwardIndex:
    """The words of all things, as numbers; `words` gives the word of each number.

    `spellings` are other ways in which the texts write a word, in lower case.
    """

    def __init__(self, folder: Path) -> None:
        words = open_texts(folder, "words")
        self.words = words.many((0, len(words)))
        self.spellings = dict(open_meanings(folder, "spellings"))
        self.keys: NDArray[np.uint64] = np.load(folder / "keys.npy", allow_pickle=False)
        self.things: NDArray[np.uint64] = np.load(folder / "things.npy", allow_pickle=False)
        self.learned: NDArray[np.uint64] = np.load(folder / LEARNED, allow_pickle=False)
        self._folder = folder
        self.rows = Ragged(folder / "numbers.u32", np.load(folder / "ends.npy", allow_pickle=False))

    @property
    def lexicon(self) -> str:
        """The name of the lexicon that was learned."""
        return hashlib.blake2b(self.learned.tobytes(), digest_size=16).hexdigest()

    def learn(self) -> None:
        """Note that a lexicon is learned from the texts as they are now."""
        self.learned = np.sort(self.keys)
        np.save(self._folder / LEARNED, self.learned)
        _seal(self._folder)

    def frequency(self, without: Container[str] = ()) -> dict[str, int]:
        """How many things hold each word, but for some words."""
        wanted = np.array([*(word not in without for word in self.words), False])  # nor BOUND
        counts = np.zeros(len(self.words), dtype=np.int64)
        for chunk in self.rows.chunks():
            here = np.flatnonzero(wanted[np.minimum(chunk.numbers, len(self.words))])
            rows, _ = chunk.placed(here)
            held = (rows.astype(np.uint64) << np.uint64(32)) | chunk.numbers[here]
            held.sort()
            words = distinct(held) & np.uint64(BOUND)
            counts += np.bincount(words.astype(np.int64), minlength=len(counts))
        pairs = zip(self.words, counts.tolist(), strict=True)
        return {word: count for word, count in pairs if count}

    def words_of(self, rows: Iterable[int]) -> NDArray[np.int64]:
        """The numbers of the words that some of the things hold, ascending."""
        held = np.zeros(len(self.words), dtype=bool)
        for row in rows:
            numbers = self.rows[row]
            held[numbers[numbers != BOUND]] = True
        return np.flatnonzero(held)


def open_forward(folder: Path) -> ForwardIndex | None:
    """The forward index of a folder; None where there is none that is whole and of this version."""
    try:
        seals = msgspec.json.decode((folder / SEALS).read_bytes(), type=dict[str, str])
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None
    if seals.pop(VERSION, "") != FINGERPRINT or broken_seal(folder, seals):
        return None
    return ForwardIndex(folder)


class ForwardWriter:
    """Writes a forward index; texts that an earlier one has are copied from there."""

    def __init__(self, folder: Path, earlier: ForwardIndex | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._earlier = earlier
        self._earlier_keys: list[int] = earlier.keys.tolist() if earlier else []
        self._known = {key: row for row, key in enumerate(self._earlier_keys)}
        things = earlier.things.tolist() if earlier else []
        self._carried = {thing: row for row, thing in enumerate(things)}
        self._numbering = _Numbering(earlier)
        self._rows = RaggedWriter(folder / "numbers.u32")
        self._keys: list[int] = []
        self._things: list[int] = []

    def carry(self, thing: int) -> bool:
        """Add the next thing as the earlier index has it; False if that has none of this key."""
        row = self._carried.get(thing)
        if self._earlier is None or row is None:
            return False
        self._rows.copy(self._earlier.rows, row)
        self._keys.append(self._earlier_keys[row])
        self._things.append(thing)
        return True

    def add(self, texts: Iterable[str], thing: int) -> None:
        """Add the next thing, whose key this is, by its texts."""
        listed = list(texts)
        key = _key(listed)
        row = self._known.get(key)
        if self._earlier and row is not None:
            self._rows.copy(self._earlier.rows, row)
        else:
            self._rows.add(np.array(self._number(listed), dtype=np.uint32))
        self._keys.append(key)
        self._things.append(thing)

    def _number(self, texts: Iterable[str]) -> list[int]:
        numbering = self._numbering
        numbers: list[int] = []
        for text in texts:
            numbers += [numbering[word] for word in words(text)]
            numbers.append(BOUND)
        return numbers

    def finish(self) -> ForwardIndex:
        """Close and seal the files, and open the index."""
        np.save(self._folder / "ends.npy", self._rows.finish().ends)
        np.save(self._folder / "keys.npy", np.array(self._keys, dtype=np.uint64))
        np.save(self._folder / "things.npy", np.array(self._things, dtype=np.uint64))
        save_texts(self._folder, "words", self._numbering.folded)
        save_meanings(self._folder, "spellings", self._numbering.spellings)
        learned = self._earlier.learned if self._earlier else np.zeros(0, dtype=np.uint64)
        np.save(self._folder / LEARNED, learned)
        _seal(self._folder)
        return ForwardIndex(self._folder)


def _seal(folder: Path) -> None:
    (folder / SEALS).unlink(missing_ok=True)
    seals = {VERSION: FINGERPRINT, **seals_of(folder)}
    (folder / SEALS).write_bytes(msgspec.json.encode(seals))


def _key(texts: list[str]) -> int:
    """64 bits that change when a text does."""
    listed = "".join(f"{len(text)} {text}" for text in texts)
    digest = hashlib.blake2b(text_bytes(listed), digest_size=8)
    return int.from_bytes(digest.digest())
