"""What a thing is about shows in the words that stand together in the collection."""

from pathlib import Path

import numpy as np
import pytest
from library import ignore
from making import collection, page, thing

from index import ranking, subjects
from index.engine import open_publisher
from index.engines.whoosh.subjects import open_subjects
from index.subjects import Vectors

WATER = ("Elva flommer over bekken.", "Bekken renner i elva.", "Elva flommer ved broa.")
FOOD = ("Kantina serverer middag.", "Middag lages av bønner.", "Kantina koker bønner.")


@pytest.fixture(autouse=True)
def two_subjects(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many directions as the texts below have subjects."""
    monkeypatch.setattr(ranking, "SUBJECTS", 2)


def vectors(folder: Path, *texts: str) -> Vectors:
    things = [thing(page(f"/{number}", text, title="")) for number, text in enumerate(texts)]
    open_publisher(folder).publish(collection(things), ignore)
    return open_subjects(folder / "current/words")


def test_things_that_share_words_are_alike_and_others_are_not(tmp_path: Path) -> None:
    found = vectors(tmp_path, *WATER, *FOOD)
    alike = found @ found.T
    assert alike[:3, :3].min() > 0.5
    assert abs(alike[:3, 3:]).max() < 0.1


def test_things_are_alike_by_words_that_stand_with_the_same_others(tmp_path: Path) -> None:
    both = ["Uværet ga flom.", "Uværet ga skred."] * 10
    other = ["Kantina har bønner.", "Kantina har middag."] * 10
    found = vectors(tmp_path, *both, *other, "Flom.", "Skred.", "Middag.")
    flood, slide, dinner = found[-3:]
    assert flood @ slide > 0.5 > 0.1 > abs(flood @ dinner)


def test_a_thing_that_shares_no_word_with_another_is_like_none(tmp_path: Path) -> None:
    found = vectors(tmp_path, *WATER, "Alene.", "")
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1, 0, 0])


def test_things_that_were_not_learned_from_have_their_place_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "LEARNED_FROM", 12)
    monkeypatch.setattr(subjects, "AT_A_TIME", 2)
    found = vectors(tmp_path, *WATER * 10, *FOOD * 10)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(60))
    assert (found @ found.T)[:30, 30:].max() < 0.1 < 0.5 < (found @ found.T)[:30, :30].min()


def test_nothing_is_about_nothing(tmp_path: Path) -> None:
    assert len(vectors(tmp_path)) == 0
