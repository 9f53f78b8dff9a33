"""The 5-grams of a whole vocabulary are those of each of its words."""

from hypothesis import example, given
from hypothesis import strategies as st

from index.grams import gram_table
from index.language.lexicon import grams

WORDS = st.lists(
    st.text(st.characters(exclude_characters="\0\n"), max_size=9), min_size=1, unique=True
)


@given(WORDS)
@example(["overvann", "overvannet", "by", "vei", "", "æøå", "klima\U0001f30d", "aaaaaaa"])
def test_each_gram_has_the_words_that_hold_it(words: list[str]) -> None:
    table = gram_table(words)
    found: dict[str, set[str]] = {}
    begin = 0
    for gram, end in zip(table.grams, table.ends.tolist(), strict=True):
        found[gram] = {words[number] for number in table.words[begin:end].tolist()}
        begin = end
    assert found == {
        gram: {word for word in words if gram in grams(word)}
        for gram in {gram for word in words for gram in grams(word)}
    }
    assert table.grams == sorted(table.grams)
