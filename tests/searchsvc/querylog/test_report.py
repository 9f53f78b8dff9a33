"""What the report tells of searches, and of which it tells nothing."""

import json
import os
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from running import Start

from index.resource import OSLO
from searchsvc.cli import main
from searchsvc.querylog import file
from searchsvc.querylog.file import Asked
from searchsvc.querylog.report import Line, report_of

DAY = date(2026, 11, 25)
Run = Callable[..., Result]


def asked(
    text: str, days: Iterable[int], *filters: str, hits: int = 10, times: int = 1
) -> list[Asked]:
    """The same on some days, so many before the last."""
    return [
        Asked(day=DAY - timedelta(n), text=text, filters=filters, hits=hits, times=times)
        for n in days
    ]


def line(text: str, times: int, days: int, *filters: str, hits: int = 10) -> Line:
    return Line(text=text, filters=filters, times=times, days=days, hits=hits)


def report(*kept: list[Asked], since: int = 89) -> Any:
    rows = [each for rows in kept for each in rows]
    return report_of(rows, DAY - timedelta(since), DAY)


def test_a_search_is_told_of_once_it_was_asked_on_three_separate_days() -> None:
    told = report(asked("overvann", (0, 1, 2)), asked("hemmelig", (0, 1), times=500, hits=0))
    assert told.most_asked == (line("overvann", 3, 3),)
    assert told.without_hits == ()
    assert (told.times, told.different, told.untold) == (1_003, 2, 1)
    assert "hemmelig" not in repr(told)


def test_what_was_chosen_beside_it_needs_three_days_of_its_own() -> None:
    told = report(
        asked("overvann", (0, 1), "kommune:0301"),
        asked("overvann", (2, 3), "kommune:4601", hits=0),
        asked("overvann", (4,)),
    )
    assert told.most_asked == (line("overvann", 5, 5),)
    assert (told.filters, told.narrowed, told.without_hits) == ((), (), ())
    assert told.untold == 3


def test_the_most_asked_come_first() -> None:
    told = report(
        asked("tre", range(3)), asked("ni", range(3), times=3), asked("fire", range(4), hits=100)
    )
    assert told.most_asked == (
        line("ni", 9, 3), line("fire", 4, 4, hits=100), line("tre", 3, 3),
    )  # fmt: skip


def test_what_found_nothing_or_little_when_it_was_asked_last_is_told_with_its_filters() -> None:
    told = report(
        asked("vindskjerm", range(3), hits=0),
        asked("vann", range(3), "fylke:Vestland", "type:tilskudd", hits=0),
        asked("vann", range(3)),
        asked("bekk", range(3), hits=1),
        asked("mangler ikke mer", (1, 2, 3), hits=0),
        asked("mangler ikke mer", (0,), hits=4),
    )
    assert told.without_hits == (
        line("vann", 3, 3, "fylke:Vestland", "type:tilskudd", hits=0),
        line("vindskjerm", 3, 3, hits=0),
    )
    assert told.few_hits == (line("bekk", 3, 3, hits=1),)


def test_filters_are_counted_whatever_the_words() -> None:
    told = report(
        asked("vann", range(2), "type:webinar"),
        asked("", (2,), "type:webinar", "fylke:Vestland"),
    )
    assert told.filters == (line("", 3, 3, "type:webinar"),)
    assert told.most_asked == ()


def test_narrower_are_searches_with_more_words_or_with_filters() -> None:
    told = report(
        asked("overvann", range(5)),
        asked("overvann", range(3), "type:veiledning"),
        asked("plan for overvann", range(3)),
        asked("overvann tunnel", range(2)),
        asked("overvannsplan", range(3)),
    )
    assert [(found.text, found.to) for found in told.narrowed] == [
        ("overvann", line("plan for overvann", 3, 3)),
        ("overvann", line("overvann", 3, 3, "type:veiledning")),
    ]


def test_days_before_the_first_count_only_for_whether_it_is_told() -> None:
    told = report(asked("overvann", (0, 7, 8)), asked("gammelt", (7, 8, 9)), since=6)
    assert told.most_asked == (line("overvann", 1, 1),)
    assert (told.times, told.different, told.untold) == (1, 1, 0)


# ---- the command -------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the report over a data folder without other settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEARCHSVC_")]:
        monkeypatch.delenv(name)
    return lambda *words, **env: CliRunner().invoke(main, ("report", *words), env=env)


@pytest.fixture
def kept(tmp_path: Path) -> date:
    """Four months of searches until today; the day today."""
    today = datetime.now(OSLO).date()
    rows = [
        Asked(day=today - timedelta(n), text=text, filters=(), hits=hits, times=1)
        for n in range(120)
        for text, hits in (("[b]overvann[/b]", 10), ("zzqx", 0))
    ]
    (tmp_path / "var").mkdir()
    file.add(tmp_path / "var" / "queries" / "queries.sqlite", rows)
    return today


def test_the_command_tells_of_the_days_that_are_kept(run: Run, kept: date) -> None:
    said = run()
    assert said.exit_code == 0
    assert f"{kept - timedelta(89)} to {kept}: 180 searches, 2 different; 0 of these" in said.output
    rows = [[*map(str.strip, row.split("│")[1:-1])] for row in said.output.splitlines()]
    assert ["[b]overvann[/b]", "90", "90", "10–99"] in rows
    assert rows.count(["zzqx", "90", "90", "0"]) == 2


def test_since_a_day_and_as_json(run: Run, kept: date) -> None:
    told = json.loads(run("--json", "--since", str(kept - timedelta(1))).output)
    assert told["first"] == str(kept - timedelta(1))
    assert told["times"] == 4
    assert told["without_hits"] == [
        {"text": "zzqx", "filters": [], "times": 2, "days": 2, "hits": 0}
    ]


def test_days_beyond_those_to_keep_are_not_told_of(run: Run, kept: date) -> None:
    told = json.loads(run("--json", SEARCHSVC_QUERY_DAYS="5").output)
    assert told["first"] == str(kept - timedelta(4))
    assert told["times"] == 10


def test_where_nothing_is_kept_the_command_says_why_that_may_be(run: Run) -> None:
    said = run()
    assert said.exit_code == 2
    assert "nobody has asked yet, or `query_days` is 0" in said.output


def test_a_file_that_is_damaged_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var" / "queries").mkdir(parents=True)
    (tmp_path / "var" / "queries" / "queries.sqlite").write_bytes(b"no database" * 1_000)
    said = run()
    assert said.exit_code == 2
    assert "queries.sqlite: file is not a database" in said.output


# ---- all together ------------------------------------------------------------------------------


@pytest.fixture
def data(folder: Path, tmp_path: Path) -> Path:
    """A data folder of its own, with what is published in another."""
    own = tmp_path / "data"
    own.mkdir()
    (own / "index").symlink_to(folder / "index")
    return own


@pytest.mark.slow
def test_a_service_counts_in_all_its_processes_what_readers_search_for(
    start: Start, data: Path
) -> None:
    service = start(data, processes=2)
    for number in range(20):
        assert b" 200 OK" in service.ask(f"/sok?q=vann&side={number % 2 + 1}")[:20]
    assert service.stop() == 0
    counted = [
        (each.text, each.times) for each in file.read(data / "queries" / "queries.sqlite", date.min)
    ]
    assert counted == [("vann", 10)]
