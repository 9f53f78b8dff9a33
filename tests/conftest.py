"""What all tests share: skipped suites are a failure where the caller says so."""

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from index.resource import OSLO
from searchsvc.config import Config
from searchsvc.demo import collect_sample

sys.path.append(str(Path(__file__).parent / "cluster"))
from search_cluster import Node, search_cluster

SAMPLE_NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="fail when a test was skipped")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if session.config.getoption("--no-skips") and skipped:
        reporter.write_line(f"{len(skipped)} skipped, and none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without it the browser suite is skipped."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        pytest.skip("Chromium is missing: sudo apt install chromium")
    return found


@pytest.fixture(scope="session")
def cluster() -> Iterator[list[Node]]:
    """The nodes of a search cluster; without Java and Maven its tests are skipped."""
    with search_cluster() as nodes:
        yield nodes


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The make-believe site as of a fixed day, collected over HTTP and published."""
    return collect_sample(tmp_path_factory.mktemp("sample"), SAMPLE_NOW.date())


@pytest.fixture(scope="session")
def sample_now() -> datetime:
    """The moment at which the sample is searched."""
    return SAMPLE_NOW
