"""Terms are counted where they stand, each place once for a topic."""

from collections import Counter

import pytest

from index.terms import make_terms, plain

TERMS = make_terms(
    [
        ("flom", ("flom*", "*skred", "flom og skred")),
        ("plan", ("klima- og energiplan*", "energiplan*")),
        ("hav", ("hav", "*havnivå*")),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("Flommen kom, og FLOMMER kommer.", {"flom": 2}),
        ("Jordskred er skred, skredfare ikke.", {"flom": 2}),
        ("Flom og skred", {"flom": 1}),
        ("Klima- og energiplanen, en energiplan", {"plan": 2}),
        ("klima- og", {}),
        ("Havet og hav; dagens havnivåer", {"hav": 2}),
        ("flom hav flom", {"flom": 2, "hav": 1}),
    ],
)
def test_terms_are_counted(text: str, found: dict[str, int]) -> None:
    assert TERMS.count(plain(text)) == Counter(found)
    assert TERMS.count(plain(text)) == Counter(found), "what is remembered changes nothing"


def test_no_terms_find_nothing() -> None:
    assert make_terms([]).count(plain("Flom")) == Counter()
