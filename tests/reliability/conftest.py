"""A place: a store of some pages, published, and a way to run commands on it that end badly."""

import shutil
from pathlib import Path

import pytest
from place import Place, fill


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place that is as good as new; not to be written to."""
    place = Place(tmp_path_factory.mktemp("place"))
    fill(place, range(60))
    place.run("build")
    return place


@pytest.fixture
def place(published: Place, tmp_path: Path) -> Place:
    """The same, to be spoilt."""
    return Place(shutil.copytree(published.data, tmp_path / "place", symlinks=True))
