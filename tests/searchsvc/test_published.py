"""The published generation is followed, and nobody waits for it."""

import logging
from dataclasses import dataclass

import pytest

from index.engine import EngineError, NothingPublishedError, UnavailableError
from index.failures import Failure
from searchsvc.published import Published


@dataclass
class Held:
    """An engine that is held to a generation, and what it misses of it."""

    generation: str
    misses: str = ""

    def current(self) -> "Held":
        return self

    def check(self) -> None:
        if self.misses:
            raise UnavailableError(self.misses, Failure.PARTIAL)


@dataclass
class Folder:
    """An engine of which the published generation can be set; None where there is none."""

    published: str | None
    misses: str = ""

    def current(self) -> Held:
        if self.published is None:
            raise NothingPublishedError("nothing is published")
        if self.published == "broken":
            raise EngineError("broken is not a finished generation")
        return Held(self.published, self.misses)


def followed(folder: Folder) -> Published:
    return Published(folder)  # type: ignore[arg-type]


def test_the_generation_in_use_stays_until_another_is_found() -> None:
    folder = Folder("1")
    published = followed(folder)
    assert published.current().generation == "1"
    folder.published = "2"
    assert published.current().generation == "1"
    published.look()
    assert published.current().generation == "2"


def test_what_is_published_later_is_found_when_it_is_asked_for() -> None:
    folder = Folder(None)
    published = followed(folder)
    with pytest.raises(NothingPublishedError):
        published.current()
    folder.published = "1"
    assert published.current().generation == "1"


def test_a_generation_that_cannot_be_opened_is_said_once_and_the_old_one_stays(
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = Folder("1")
    published = followed(folder)
    published.look()
    folder.published = "broken"
    with caplog.at_level(logging.ERROR):
        published.look()
        published.look()
    assert published.current().generation == "1"
    assert caplog.messages == ["broken is not a finished generation"]
    folder.published = "2"
    published.look()
    assert published.current().generation == "2"


def test_what_is_followed_is_never_opened_for_a_reader(caplog: pytest.LogCaptureFixture) -> None:
    folder = Folder(None)
    published = followed(folder)
    with caplog.at_level(logging.ERROR):
        published.follow()
    assert caplog.messages == ["nothing is published"]
    folder.published = "1"
    with pytest.raises(NothingPublishedError):
        published.current()
    published.look()
    assert published.current().generation == "1"


def test_what_misses_a_part_is_used_and_said(caplog: pytest.LogCaptureFixture) -> None:
    folder = Folder("1", "a shard is lost")
    published = followed(folder)
    with caplog.at_level(logging.ERROR):
        published.look()
        published.look()
    assert caplog.messages == ["a shard is lost"]
    assert published.current().generation == "1"
    with pytest.raises(UnavailableError, match="a shard"):
        published.check()
    folder.misses = ""
    published.look()
    published.check()
