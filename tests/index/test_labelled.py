"""Labelled pages are read and checked, and what was found is counted rightly."""

from pathlib import Path

import pytest

from index.labelled import LabelError, Score, read_labelled, score, total
from index.resource import Kind

TOPICS = {"flom", "hav"}
FILE = '''\
[[page]]
address = "https://a.example/1"
topics = ["flom"]

[[page]]
address = "https://a.example/2"
topics = []
kind = "news"
title = "Biblioteket"
text = """
Om bøker.

## Åpningstid
Ni til tre.
"""
'''


def read(folder: Path, text: str) -> None:
    path = folder / "merket.toml"
    path.write_text(text, encoding="utf-8")
    read_labelled(path, TOPICS)


def test_a_page_is_a_collected_one_or_has_a_text_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "merket.toml"
    path.write_text(FILE, encoding="utf-8")
    collected, own = read_labelled(path, TOPICS)
    assert (collected.topics, collected.resource) == (("flom",), None)
    assert own.resource is not None
    assert (own.resource.kind, own.resource.source) == (Kind.NEWS, "a.example")
    passages = [(passage.heading, passage.text) for passage in own.resource.passages]
    assert passages == [("", "Om bøker."), ("Åpningstid", "Ni til tre.")]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('["flom"]', '["fjell"]', "line 1: there is no topic 'fjell'"),
        ("topics = []", "topics = 1", "line 5: Expected `array`"),
        ('title = "Biblioteket"', 'titel = "Bibliotek"', "line 5: .*unknown field `titel`"),
        ('kind = "news"', 'kind = "nytt"', "line 5: Invalid enum value 'nytt'"),
        ("[[page]]", "[[page]", "line 1"),
    ],
)
def test_a_fault_is_refused_with_file_and_line(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    with pytest.raises(LabelError, match=rf"merket\.toml.*{said}"):
        read(tmp_path, FILE.replace(right, wrong, 1))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="borte"):
        read_labelled(tmp_path / "borte.toml", TOPICS)


def test_each_decision_is_counted_once_by_its_topic() -> None:
    found = score([(("flom", "hav"), ("flom",)), (("flom",), ("hav", "flom")), ((), ())])
    assert found == {"flom": Score(2, 0, 0), "hav": Score(0, 1, 1)}
    assert total(found.values()) == Score(2, 1, 1)


def test_precision_and_recall_are_shares() -> None:
    assert (Score(3, 1, 2).precision, Score(3, 1, 2).recall) == (0.75, 0.6)
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall) == (1.0, 1.0)
    assert total([]) == Score(0, 0, 0)
