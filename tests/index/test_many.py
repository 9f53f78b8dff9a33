"""What words are read as is kept, so that they are read once as long as the lexicon is kept."""

from pathlib import Path

import pytest
from sample_words import sample_lexicon

from index.language.lexicon import Lexicon
from index.language.many import carry_tokens, read_again, save_tokens

NEW = ["kvernhusbekken", "klimaflommene"]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return sample_lexicon()


@pytest.fixture
def known(lexicon: Lexicon) -> list[str]:
    """All words of the collection, and one that folding makes two of."""
    return [*lexicon.frequency, *lexicon.nynorsk, "\u0345 a"]


def test_words_are_read_again_as_they_were_read_first_and_new_ones_too(
    lexicon: Lexicon, known: list[str], tmp_path: Path
) -> None:
    (tmp_path / "later").mkdir()
    save_tokens(tmp_path, known, map(lexicon.token, known))
    carry_tokens(tmp_path, tmp_path / "later")
    wanted = [*NEW, *known]
    again = [*read_again(wanted, lexicon, tmp_path / "later")]
    assert again == [lexicon.token(word) for word in wanted]


def test_what_was_read_once_is_not_read_again(
    lexicon: Lexicon, known: list[str], tmp_path: Path
) -> None:
    save_tokens(tmp_path, known, map(lexicon.token, known))
    blank = Lexicon.learn({})
    assert [*read_again(known, blank, tmp_path)] == [lexicon.token(word) for word in known]
    assert [*read_again(NEW, blank, tmp_path)] == [blank.token(word) for word in NEW]
