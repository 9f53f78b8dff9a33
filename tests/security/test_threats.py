"""The threat model meets every threat by a test that exists."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
DOCUMENT = TESTS.parent / "docs" / "threats.md"
NAMED = re.findall(r"`([\w/.]+\.py)::(\w+)`", DOCUMENT.read_text(encoding="utf-8"))


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_the_threat_model_names_exists() -> None:
    assert len(NAMED) > 25
    missing = [f"{file}::{test}" for file, test in NAMED if test not in names_in(TESTS / file)]
    assert missing == []


def test_every_threat_is_met_by_a_test() -> None:
    table = DOCUMENT.read_text(encoding="utf-8").partition("|---")[2].partition("\n\n")[0]
    rows = table.splitlines()[1:]
    assert len(rows) > 15
    assert [row for row in rows if "::test_" not in row] == []
