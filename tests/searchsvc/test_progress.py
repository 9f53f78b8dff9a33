"""The progress of a harvest: lines that move on a terminal, JSON lines elsewhere."""

import io
import json
from datetime import UTC, datetime

import pytest
from rich.console import Console

from index.resource import Outcome, Visit
from searchsvc.collecting import Tally
from searchsvc.console.harvest import HarvestProgress, figures, sentence

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def visit(path: str, outcome: Outcome = Outcome.READ, *found: str) -> Visit:
    return Visit(
        address=f"http://a.example/{path}",
        source="a",
        at=NOW,
        outcome=outcome,
        found=tuple(("a", f"http://a.example/{path}") for path in found),
    )


@pytest.fixture
def tally() -> Tally:
    """Two visits of which one failed, and what they led to."""
    tally = Tally()
    tally.expect("a", "http://a.example/1")
    tally.add(visit("1", Outcome.LISTED, "2", "3", "4", "5"), "listed")
    tally.add(visit("2", Outcome.FAILED, "1", "3/"), "failed")
    return tally


def test_what_is_left_is_what_was_found_and_not_visited(tally: Tally) -> None:
    assert tally.left("a") == 3
    tally.add(visit("3"), "same")
    assert tally.left("a") == 2
    assert tally.left("b") == 0


def test_pace_and_time_left_follow_from_the_visits(tally: Tally) -> None:
    assert figures(tally, "a", 6.0) == {
        "visits": 2,
        "failed": 1,
        "per_minute": 20,
        "left": 3,
        "seconds_left": 9,
    }


def test_before_the_first_visit_no_time_is_promised() -> None:
    found = figures(Tally(), "a", 6.0)
    assert (found["visits"], found["seconds_left"]) == (0, None)
    assert sentence(found) == "0 visited, 0 failed, 0 to go, 0 a minute"


def test_people_read_hours_and_minutes(tally: Tally) -> None:
    assert sentence(figures(tally, "a", 3_600.0)) == (
        "2 visited, 1 failed, 3 to go, 0 a minute, 1:30 h left"
    )


def test_machines_get_a_json_line_for_each_source(tally: Tally) -> None:
    file = io.StringIO()
    with HarvestProgress(Console(file=file), ("a", "b")) as progress:
        progress.update(tally)
    first, second = map(json.loads, file.getvalue().splitlines())
    assert set(first) == {"source", "visits", "failed", "per_minute", "left", "seconds_left"}
    assert (first["source"], first["visits"], first["left"]) == ("a", 2, 3)
    assert (second["source"], second["visits"]) == ("b", 0)


def test_people_get_a_line_for_each_source_that_moves(tally: Tally) -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=100)
    with HarvestProgress(console, ("a", "b")) as progress:
        progress.update(tally)
    shown = file.getvalue()
    assert "2 visited, 1 failed, 3 to go" in shown
    assert "{" not in shown
