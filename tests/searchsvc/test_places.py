"""On the make-believe site: a hit in a document or a recording opens where the answer stands."""

from collections.abc import Callable
from datetime import datetime

import pytest
from bs4 import BeautifulSoup, Tag

from index.engine import open_engine
from searchsvc.app import create_app
from searchsvc.config import Config

FILES = "http://www.klimadirektoratet.example/globalassets"


@pytest.fixture(scope="session")
def place_of(sample: Config, sample_now: datetime) -> Callable[[str, str], Tag]:
    """The link to the place that answers, of the hit with a title."""
    engine = open_engine(sample.index_folder)
    app = create_app(sample, engine, clock=lambda: sample_now)

    def find(words: str, title: str) -> Tag:
        with app.test_client().get("/sok", query_string={"q": words}) as answer:
            page = BeautifulSoup(answer.get_data(as_text=True), "lxml")
        hit = next(
            hit for hit in page.select(".hit") if title in hit.select_one(".name").get_text()
        )
        return hit.select_one(".section a")

    return find


pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("words", "title", "address", "text"),
    [
        (
            "gytegroper ørret",
            "Sluttrapport: Åpning av Kvernbekken",
            f"{FILES}/klimasats/p-kvernbekken-rapport.pdf#page=2",
            "Åpne side 2 (PDF)",
        ),
        (
            "gytegrus valnøtt",
            "Fra rør til bekk",
            "http://player.video.example/video/bekkeapning-elvestrand#t=3130",
            "Se fra 52:10",
        ),
        (
            "kantstein atten centimeter",
            "Vannet vil fram",
            "http://traffic.kommunevaer.podkast.example/episode-23.mp3#t=190",
            "Hør fra 3:10",
        ),
    ],
)
def test_a_hit_opens_at_the_page_or_the_minute(
    place_of: Callable[[str, str], Tag], words: str, title: str, address: str, text: str
) -> None:
    link = place_of(words, title)
    shown = link.get_text().removesuffix(link.select_one(".hidden").get_text())
    assert (link["href"], shown) == (address, text)
