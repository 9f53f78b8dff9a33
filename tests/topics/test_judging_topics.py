"""`searchsvc judge --topics`: counts the topics of labelled pages, and refuses what it cannot."""

import os
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.store import Store
from searchsvc.cli import main

LABELS = """
[[page]]
address = "https://kommunen.example/overvann"
topics = ["overvann", "natur"]
title = "Overvann i hagen"
text = "Regnbed og fordrøyning holder på overvann."

[[page]]
address = "https://kommunen.example/bok"
topics = []
title = "Bokbussen"
text = "Bussen kommer på tirsdag."
"""


def judge(folder: Path, text: str, *, store: bool = True, **settings: str) -> Result:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    if store:
        with Store(folder / "resources.sqlite"):
            pass
    environ = {name: None for name in os.environ if name.startswith("SEARCHSVC_")}
    arguments = ["judge", "--topics", str(path)]
    settings = {"SEARCHSVC_DATA": str(folder), **settings}
    return CliRunner().invoke(main, arguments, env=environ | settings)


def test_precision_and_recall_are_printed_by_topic_and_file(tmp_path: Path) -> None:
    result = judge(tmp_path, LABELS)
    rows = [line.replace("│", " ").split() for line in result.output.splitlines()]
    assert ["overvann", "1.000", "1.000", "1", "0", "0"] in rows
    assert ["natur", "1.000", "0.000", "0", "0", "1"] in rows
    assert ["all,", "mine", "1.000", "0.500", "1", "0", "1"] in rows
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"natur"', '"gull"', "there is no topic 'gull'"),
        ('text = "Bussen kommer på tirsdag."', "", "https://kommunen.example/bok is not in the"),
    ],
)
def test_a_wrong_label_is_said(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    result = judge(tmp_path, LABELS.replace(right, wrong))
    assert result.exit_code == 2
    assert said in result.output


def test_files_are_judged_over_the_store_and_there_must_be_one(tmp_path: Path) -> None:
    result = judge(tmp_path, LABELS, store=False)
    assert result.exit_code == 2
    assert "there is no store" in result.output


def test_a_taxonomy_of_ones_own_takes_the_place_of_the_shipped(tmp_path: Path) -> None:
    shipped = resources.files("index").joinpath("taxonomy.toml").read_text(encoding="utf-8")
    own = tmp_path / "egen.toml"
    own.write_text(
        shipped.replace('id = "natur"', 'id = "bok"').replace('"våtmark*"', '"bokbuss*"')
    )
    labels = LABELS.replace(', "natur"', "").replace("topics = []", 'topics = ["bok"]')
    result = judge(tmp_path, labels, SEARCHSVC_TAXONOMY=str(own))
    rows = [line.replace("│", " ").split() for line in result.output.splitlines()]
    assert ["bok", "1.000", "1.000", "1", "0", "0"] in rows


def test_a_broken_taxonomy_is_refused_by_file_and_line(tmp_path: Path) -> None:
    own = tmp_path / "egen.toml"
    own.write_text("[[groups]]\nid = 1\n", encoding="utf-8")
    result = judge(tmp_path, LABELS, SEARCHSVC_TAXONOMY=str(own))
    assert result.exit_code == 2
    assert "egen.toml, line 1: " in result.output.replace("\n", "")


def test_without_topics_a_file_must_be_named() -> None:
    result = CliRunner().invoke(main, ["judge"])
    assert result.exit_code == 2
    assert "Missing argument" in result.output
