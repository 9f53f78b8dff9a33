"""Many words are read by all processors; what they were read as is kept beside what holds them."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from index.language.lexicon import Lexicon, Token
from index.table import open_meanings, save_meanings

EACH_PROCESS = 20_000  # words for which a process of its own pays
TOKENS = "tokens"
SHARE = 2_000  # words that a process is given at a time


def read_all(words: Sequence[str], lexicon: Lexicon) -> Iterable[Token]:
    """What each word is read as."""
    processes = min(os.cpu_count() or 1, len(words) // EACH_PROCESS)
    if processes < 2:
        yield from map(lexicon.token, words)
        return
    with TemporaryDirectory() as folder:
        # Not through a pipe: it would wait for ever for a process that is killed at its start.
        learned = Path(folder) / "learned"
        learned.write_bytes(msgspec.msgpack.encode((dict(lexicon.learned), dict(lexicon.nynorsk))))
        shares = [words[start : start + SHARE] for start in range(0, len(words), SHARE)]
        with ProcessPoolExecutor(
            processes, get_context("spawn"), initializer=_take_up, initargs=(learned,)
        ) as pool:
            for share in pool.map(_read_share, shares):
                yield from (Token(*token) for token in share)


def save_tokens(folder: Path, words: Iterable[str], tokens: Iterable[Token]) -> None:
    """Write what each word was read as."""
    texts = ("\t".join((token.surface, token.stem, *token.parts)) for token in tokens)
    save_meanings(folder, TOKENS, dict(zip(words, texts, strict=True)))


def carry_tokens(earlier: Path, folder: Path) -> None:
    """Write what was written in an earlier folder."""
    for path in earlier.glob(f"{TOKENS}.*"):
        shutil.copy(path, folder)


def read_again(words: Iterable[str], lexicon: Lexicon, folder: Path) -> Iterator[Token]:
    """What each word is read as; those that are not written in the folder are read."""
    known = open_meanings(folder, TOKENS).in_memory()
    for word in words:
        if text := known.get(word):
            surface, stem, *parts = text.split("\t")
            yield Token(surface, stem, tuple(parts))
        else:
            yield lexicon.token(word)


def _take_up(learned: Path) -> None:
    global _lexicon
    counted, nynorsk = msgspec.msgpack.decode(
        learned.read_bytes(), type=tuple[dict[str, int], dict[str, str]]
    )
    _lexicon = Lexicon(counted, nynorsk)


def _read_share(words: Sequence[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    tokens = map(_lexicon.token, words)
    return [(token.surface, token.stem, token.parts) for token in tokens]


_lexicon: Lexicon
