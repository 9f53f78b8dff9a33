"""The forward index: the words of texts, kept from build to build."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import forward
from index.forward import BOUND, ForwardIndex, ForwardWriter, open_forward
from index.language.words import fold, words

Texts = Sequence[Sequence[str]]  # of each thing
WORD = st.sampled_from(["Flom", "flom", "FLOM", "flåm", "Æ", "skred-fare", "E18", "vær", "\ud83c"])
TEXT = st.lists(WORD, max_size=8).map(" ".join) | st.text(max_size=12)
FILES = (
    "ends.npy", "keys.npy", "learned.npy", "numbers.u32", "seals.json", "spellings.ends.npy",
    "spellings.meanings.ends.npy", "spellings.meanings.txt", "spellings.txt", "things.npy",
    "words.ends.npy", "words.txt",
)  # fmt: skip
THINGS = st.lists(st.lists(TEXT, max_size=4), max_size=8)


def write(folder: Path, things: Texts, earlier: ForwardIndex | None = None) -> ForwardIndex:
    writer = ForwardWriter(folder, earlier)
    for number, texts in enumerate(things, 1):
        writer.add(texts, number)
    return writer.finish()


def read(index: ForwardIndex) -> list[list[str]]:
    """The folded words of each thing, a stroke after each text."""
    rows = (index.rows[number] for number in range(len(index.rows)))
    return [["|" if n == BOUND else index.words[n] for n in row.tolist()] for row in rows]


def plainly(things: Texts) -> list[list[str]]:
    return [[word for text in texts for word in (*map(fold, words(text)), "|")] for texts in things]


@given(THINGS)
def test_the_words_of_texts_come_back_folded(things: Texts) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), things)
        index = open_forward(Path(folder))
        assert index
        assert read(index) == plainly(things)
        assert len(set(index.words)) == len(index.words)


@given(THINGS)
def test_a_word_is_counted_once_for_each_thing_that_holds_it(things: Texts) -> None:
    with TemporaryDirectory() as folder:
        held = [set(row) - {"|"} for row in plainly(things)]
        counted = {word: sum(word in row for row in held) for row in held for word in row}
        assert write(Path(folder), things).frequency() == counted


@given(THINGS)
def test_other_spellings_of_a_word_are_kept(things: Texts) -> None:
    with TemporaryDirectory() as folder:
        index = write(Path(folder), things)
        written = {w for texts in things for text in texts for w in words(text)}
        for word in {fold(w) for w in written}:
            others = {w.lower() for w in written if fold(w) == word} - {word}
            assert set(index.spellings.get(word, "").split()) == others


@given(THINGS, THINGS)
def test_what_is_taken_from_an_earlier_index_is_what_would_be_read(
    before: Texts, after: Texts
) -> None:
    kept = [*after, *before[::2]]
    with TemporaryDirectory() as name:
        folder = Path(name)
        earlier = write(folder / "1", before)
        again, fresh = write(folder / "2", kept, earlier), write(folder / "3", kept)
        assert read(again) == read(fresh) == plainly(kept)
        assert again.frequency() == fresh.frequency()
        assert again.keys.tolist() == fresh.keys.tolist()


def test_texts_that_did_not_change_are_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def counted(text: str) -> list[str]:
        taken.append(text)
        return list(words(text))

    earlier = write(tmp_path / "1", [["flom", "skred"], ["hete"]])
    monkeypatch.setattr(forward, "words", counted)
    write(tmp_path / "2", [["hete"], ["flom", "skred"], ["flom skred"], ["skred", "flom"]], earlier)
    assert taken == ["flom skred", "skred", "flom"]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def overwrite(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 0x15
    path.write_bytes(held)


def no_text(path: Path) -> None:
    path.write_bytes(b'{"\xff')


@pytest.mark.parametrize("harm", [truncate, overwrite, no_text, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_an_earlier_index_that_is_damaged_is_not_used(
    tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    write(tmp_path, [["Flóm flom", "skred"], ["hete"]])
    assert sorted(path.name for path in tmp_path.iterdir()) == list(FILES)
    harm(tmp_path / name)
    assert open_forward(tmp_path) is None


def test_an_earlier_index_of_another_version_is_not_used(tmp_path: Path) -> None:
    write(tmp_path, [["flom"]])
    seals = tmp_path / "seals.json"
    said = json.loads(seals.read_text("utf-8"))
    assert open_forward(tmp_path)
    seals.write_text(json.dumps({**said, "version": "annen"}), "utf-8")
    assert open_forward(tmp_path) is None


def test_where_there_is_none_there_is_none(tmp_path: Path) -> None:
    assert open_forward(tmp_path / "mangler") is None
