"""What the tests of every engine stand on."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

import pytest
from library import LIBRARY, TIMED, ignore
from making import collection

from index.engine import Engine, Item, Publisher, ThingLink
from index.record import Thing

PATIENCE = 60  # seconds until a thread that gives no sign has failed
Publish = Callable[..., Engine]  # the fixture: things and links in, an engine over them out


class Ground:
    """How to open an engine, and engines over what the tests ask about."""

    open_engine: ClassVar[Callable[[Path], Engine]]
    open_publisher: ClassVar[Callable[[Path], Publisher]]

    def generations(self, folder: Path) -> set[str]:
        """Everything that lies there, by name."""
        raise NotImplementedError

    def write_other_fingerprint(self, folder: Path) -> None:
        """Make the published generation one that another version has built."""
        raise NotImplementedError

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "generations"

    @pytest.fixture
    def publish(self, folder: Path) -> Publish:
        def publish(*things: Thing, links: Iterable[ThingLink] = ()) -> Engine:
            self.open_publisher(folder).publish(collection(things, links), ignore)
            return self.open_engine(folder)

        return publish

    @pytest.fixture(scope="class")
    @classmethod
    def shared(cls, tmp_path_factory: pytest.TempPathFactory) -> Publish:
        """As `publish`, for tests that only ask: the same things are published once."""
        opened: dict[tuple[int, ...], Engine] = {}

        def shared(*things: Thing) -> Engine:
            keys = tuple(Item.of(thing).key for thing in things)
            if keys not in opened:
                opened[keys] = cls._published(tmp_path_factory.mktemp("shared"), things)
            return opened[keys]

        return shared

    @pytest.fixture(scope="class")
    @classmethod
    def library(cls, tmp_path_factory: pytest.TempPathFactory) -> Engine:
        return cls._published(tmp_path_factory.mktemp("library"), LIBRARY)

    @pytest.fixture(scope="class")
    @classmethod
    def timetable(cls, tmp_path_factory: pytest.TempPathFactory) -> Engine:
        return cls._published(tmp_path_factory.mktemp("timed"), TIMED)

    @classmethod
    def _published(cls, folder: Path, things: Iterable[Thing]) -> Engine:
        cls.open_publisher(folder).publish(collection(things), ignore)
        return cls.open_engine(folder)
