"""Passages of a recording: half a minute to a minute and a half, by sentence."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scrapers.transcripts.cues import Cue
from scrapers.transcripts.passages import LETTERS, LONGEST, SHORTEST, passages_of


def said(*texts: str, every: int = 5, speaker: str = "") -> list[Cue]:
    return [Cue(text=text, second=at * every, speaker=speaker) for at, text in enumerate(texts)]


def test_a_passage_ends_with_the_first_sentence_after_half_a_minute() -> None:
    texts = ["Vi har", "en plan."] * 10
    seconds = [passage.second for passage in passages_of(said(*texts))]
    assert seconds == [0, 30, 60, 90]
    assert all(passage.text.endswith("plan.") for passage in passages_of(said(*texts)))


def test_words_without_sentences_are_parted_all_the_same() -> None:
    seconds = [passage.second for passage in passages_of(said(*["ord"] * 60))]
    assert seconds == [0, 95, 190, 285]


def test_a_speaker_is_named_where_another_begins() -> None:
    cues = [*said("Hei.", "Velkommen.", speaker="Kari"), *said("Takk.", speaker="Per")]
    (passage,) = passages_of([*cues[:2], Cue(text="Takk.", second=12, speaker="Per")])
    assert passage.text == "Kari: Hei. Velkommen.\nPer: Takk."


def test_a_speaker_is_named_again_in_a_new_passage() -> None:
    passages = passages_of(said("Vi har en plan.", "Den er god.", every=40, speaker="Kari"))
    assert [p.text for p in passages] == ["Kari: Vi har en plan.", "Kari: Den er god."]


def test_captions_that_roll_are_read_once() -> None:
    (passage,) = passages_of(said("vi har", "vi har", "en plan", "en plan"))
    assert passage.text == "vi har en plan"


def test_a_time_that_goes_back_begins_a_passage() -> None:
    cues = [Cue(text="A.", second=500), Cue(text="B.", second=3), Cue(text="C.", second=5)]
    assert [(p.second, p.text) for p in passages_of(cues)] == [(500, "A."), (3, "B. C.")]


def test_without_times_passages_are_parted_by_length() -> None:
    cues = [Cue(text="Ord " * 25)] * 5 + [Cue(text=f"Ord {n} " * 25) for n in range(40)]
    passages = passages_of(cues)
    assert {passage.second for passage in passages} == {None}
    assert all(len(passage.text) <= LETTERS * 2 for passage in passages)


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["ord", "Slutt.", "Å, ja?"]))))
def test_no_word_is_lost_and_no_passage_too_long(cues: list[tuple[int, str]]) -> None:
    second, made = 0, []
    for number, (step, text) in enumerate(cues):
        second += step
        made.append(Cue(text=f"{number} {text}", second=second))
    passages = passages_of(made)
    assert " ".join(p.text for p in passages).split() == " ".join(c.text for c in made).split()
    starts = [p.second or 0 for p in passages]
    assert all(later - earlier >= SHORTEST for earlier, later in pairwise(starts))
    assert all(second <= LONGEST + 20 for second in (b - a for a, b in pairwise(starts)))
