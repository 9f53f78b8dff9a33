"""The documents say what the code does."""

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from searchsvc.cli import main
from searchsvc.config import Config
from searchsvc.params import DAYS, FACETS, KINDS, SORTS, STATES

DOCS = Path(__file__).parents[2] / "docs"


def document(name: str) -> str:
    path = DOCS / name
    if not path.exists():
        pytest.skip(f"{path} is not written yet")
    return path.read_text(encoding="utf-8")


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading row that begins so."""
    _, _, table = text.partition(f"\n| {heading}")
    assert table, f"no table with {heading}"
    lines = table.splitlines()[2:]
    end = next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[:end]]


def default(name: str) -> Any:
    item = next(item for item in fields(Config) if item.name == name)
    return item.default if item.default_factory is MISSING else item.default_factory()


def test_the_table_of_settings_is_the_configuration() -> None:
    table = [
        (name.strip("| `"), tomllib.loads(f"x = {value.strip('`')}")["x"], about.strip("| "))
        for name, value, about in rows(document("configuration.md"), "setting")
    ]
    expected = [(item.name, default(item.name), item.metadata["about"]) for item in fields(Config)]
    assert table == expected


def test_the_command_line_reference_names_every_command_and_its_options() -> None:
    table = {row[0].strip("| `"): row[1] for row in rows(document("cli.md"), "command")}
    commands = {
        name.split()[1]: about for name, about in table.items() if name.startswith("searchsvc ")
    }
    assert set(commands) == set(main.commands)
    for name, command in main.commands.items():
        for option in command.params:
            for word in option.opts:
                if word.startswith("--"):
                    assert f"`{word}`" in commands[name], f"{name} {word}"


def test_the_decision_on_addresses_names_every_parameter_and_word() -> None:
    text = document("decisions/addresses.md")
    named = {
        name: row[2] for row in rows(text, "parameter") for name in re.findall(r"`(\w+)`", row[0])
    }
    assert set(named) == {"q", *FACETS, *DAYS, "tilstand", "sorter", "side"}
    for name, words in (("type", KINDS), ("sorter", SORTS), ("tilstand", STATES)):
        assert re.findall(r"\w+", named[name]) == list(words)
