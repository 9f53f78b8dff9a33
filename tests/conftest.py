"""What all tests share: skipped suites are a failure where the caller says so.

Tests of reliability take their measure from `at_length`, and tell what they found in `figures`.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cluster.nodes import Node, search_cluster
from running import Start, starting

from index.resource import OSLO
from scrapers.sample.sources import sample_sources
from searchsvc.collecting import publish
from searchsvc.config import Config
from searchsvc.demo import collect_sample

SAMPLE_NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="fail when a test was skipped")
    parser.addoption("--at-length", action="store_true", help="what is chaos too, and all of it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--at-length"):
        return
    long = [item for item in items if item.get_closest_marker("chaos")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if session.config.getoption("--no-skips") and skipped:
        reporter.write_line(f"{len(skipped)} skipped, and none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


FIGURES: dict[str, object] = {}


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("figures")
        for name, value in FIGURES.items():
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def at_length(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for all of it."""
    return bool(request.config.getoption("--at-length"))


@pytest.fixture(scope="session")
def figures() -> Callable[[str, object], None]:
    """Tells a figure, which is printed when the tests have ended."""
    return FIGURES.__setitem__


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without it the browser suite is skipped."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        pytest.skip("Chromium is missing: sudo apt install chromium")
    return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the service over a data folder, and stops it when the test has ended."""
    with starting(tmp_path) as start:
        yield start


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
def sample_on_cluster(
    sample: Config, cluster: list[Node], tmp_path_factory: pytest.TempPathFactory
) -> Config:
    """The same, published on a search cluster."""
    folder = tmp_path_factory.mktemp("cluster")
    shutil.copytree(sample.data, folder, dirs_exist_ok=True)
    config = replace(sample, data=str(folder), engine=f"{cluster[0].address}/sample")
    publish(config, sample_sources(), lambda *_: None, sample=True)
    return config


@pytest.fixture(scope="session")
def sample_now() -> datetime:
    """The moment at which the sample is searched."""
    return SAMPLE_NOW
