"""The documents say what the code does."""

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

from scrapers.manners import Limits
from scrapers.source import DAYS as INTERVALS
from scrapers.source import Rule, Source, load_source
from searchsvc.commands import COMMANDS, command_of
from searchsvc.config import Config
from searchsvc.params import DAYS, FACETS, KINDS, SORTS, STATES, SUMS

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


def settings(name: str, heading: str) -> list[tuple[str, Any, str]]:
    """The rows of a table of settings: name, default, meaning."""
    return [
        (name.strip("| `"), tomllib.loads(f"x = {value.strip('`')}")["x"], about.strip("| "))
        for name, value, about in rows(document(name), heading)
    ]


def declared(kind: type) -> list[tuple[str, Any, str]]:
    """The same as the code has it; of a setting that is a table, what it holds by default: {}."""
    made = kind()
    values = {item.name: getattr(made, item.name) for item in fields(kind)}
    shown = {name: {} if isinstance(value, Limits) else value for name, value in values.items()}
    shown |= {name: list(value) for name, value in shown.items() if isinstance(value, tuple)}
    return [(item.name, shown[item.name], item.metadata["about"]) for item in fields(kind)]


def test_the_tables_of_settings_and_limits_are_the_configuration() -> None:
    assert settings("configuration.md", "setting") == declared(Config)
    assert settings("configuration.md", "limit") == declared(Limits)


def test_the_intervals_of_visits_are_those_of_the_code() -> None:
    table = {
        name.strip("| `"): float(days) for name, days, _ in rows(document("collecting.md"), "name")
    }
    assert table == INTERVALS


@pytest.mark.parametrize(("heading", "kind"), [("setting", Source), ("of a rule", Rule)])
def test_the_settings_of_a_source_file_are_those_of_the_code(heading: str, kind: type) -> None:
    table = {row[0].strip("| `"): row[1] for row in rows(document("collecting.md"), heading)}
    needed = {name: MISSING for name, default in table.items() if default == "needed"}
    told = {
        name: None if default == "none" else tomllib.loads(f"x = {default.strip('`')}")["x"]
        for name, default in table.items()
        if name not in needed
    }
    defaults = {
        item.name: {} if item.default_factory is not MISSING else item.default
        for item in fields(kind)
    }
    as_written = {n: list(d) if isinstance(d, tuple) else d for n, d in defaults.items()}
    assert {**told, **needed} == as_written


def test_the_source_file_in_the_readme_is_in_order(tmp_path: Path) -> None:
    readme = document("../README.md")
    file = tmp_path / "readme.toml"
    file.write_text(readme.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert load_source(file).owner == "Klimaetaten i Storelva"


def test_the_command_line_reference_names_every_command_and_its_options() -> None:
    table = {row[0].strip("| `"): row[1] for row in rows(document("cli.md"), "command")}
    commands = {
        name.split()[1]: about for name, about in table.items() if name.startswith("searchsvc ")
    }
    assert set(commands) == set(COMMANDS)
    for name in COMMANDS:
        for option in command_of(name).params:
            for word in option.opts:
                if word.startswith("--"):
                    assert f"`{word}`" in commands[name], f"{name} {word}"


def test_the_decision_on_addresses_names_every_parameter_and_word() -> None:
    text = document("decisions/addresses.md")
    named = {
        name: row[2] for row in rows(text, "parameter") for name in re.findall(r"`(\w+)`", row[0])
    }
    assert set(named) == {"q", *FACETS, *DAYS, *SUMS, "tilstand", "sorter", "side", "antall"}
    for name, words in (("type", KINDS), ("sorter", SORTS), ("tilstand", STATES)):
        assert re.findall(r"\w+", named[name]) == list(words)
