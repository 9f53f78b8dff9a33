"""Recordings: which links give an event its recording, and which only seem to."""

from collections.abc import Callable
from datetime import date

import pytest
from making import NOW, SITE, Remember, episode, on, page, read, webinar
from test_build import FakePublisher, Published, published

from index.record import Thing
from index.resource import Check, Event, Health, Kind, Link, Passage, Resource
from index.store import Store

__all__ = ["published"]  # the fixture
DAY = date(2021, 2, 16)
WEBINAR = SITE + "/webinar"
VIDEO = "https://video.example/123"
TITLE = "Innbyggerinvolvering i klimaplanlegging"
Tell = Callable[..., FakePublisher]


@pytest.fixture
def tell(remember: Remember, published: Published) -> Tell:
    """Publishes a webinar and an episode with one passage, and these links in it."""

    def tell(text: str, *links: tuple[str, str], event: Event | None = None) -> FakePublisher:
        resource = webinar("/webinar", on(DAY), title=TITLE)
        if event:
            resource = page("/webinar", kind=Kind.EVENT, title=TITLE, event=event)
        told = tuple(Link(target=target, text=words, passage=0) for target, words in links)
        passages = (Passage(text=text),)
        remember(read(resource))
        remember(read(episode("/episode", title="Episoden", passages=passages, links=told)))
        return published()

    return tell


def thing_at(publisher: FakePublisher, address: str) -> Thing:
    return next(t for t in publisher.things if t.record.resource.address == address)


def recording(publisher: FakePublisher, address: str = WEBINAR) -> str:
    event = thing_at(publisher, address).record.resource.event
    assert event is not None
    return event.recording


@pytest.mark.parametrize(
    "words",
    [
        "Her kan du se opptak av Miljødirektoratets webinar fra 16. februar 2021",
        "opptak av webinar fra 16. februar",
        "Opptak frå webinaret 16.02.2021",
        "Sjå opptaket frå 16. feb. 2021",
        f"Opptak av «{TITLE}»",
        "Recording of the webinar on 16 February 2021",
    ],
)
def test_a_link_to_a_webinar_gives_it_its_recording_by_date_or_title(
    tell: Tell, words: str
) -> None:
    assert recording(tell(f"Om medvirkning.\n{words}", (WEBINAR, words))) == WEBINAR


@pytest.mark.parametrize(
    "words",
    [
        "opptak av webinaret",
        "webinar fra 16. februar 2021",
        "opptak av webinar fra 17. februar 2021",
        "opptak av webinar fra 16. februar 2022",
        "opptak av webinar fra 6. februar 2021",
        f"opptak av {TITLE} fra 3. mars 2021",
        "Opptaket fra 16. februar 2021 kommer snart",
        "Webinaret 16. februar 2021, uten opptak",
        "Det blir lagt ut opptak av webinaret 16. februar 2021",
    ],
)
def test_nothing_is_guessed(tell: Tell, words: str) -> None:
    assert recording(tell(f"Om medvirkning.\n{words}", (WEBINAR, words))) == ""


def test_the_words_beside_a_link_count_as_far_as_the_sentence_goes(tell: Tell) -> None:
    text = f"Det finnes opptak av webinaret {TITLE}. God fornøyelse."
    assert recording(tell(text, (WEBINAR, TITLE))) == WEBINAR


@pytest.mark.parametrize(
    "text",
    [
        f"Det finnes opptak av et annet webinar. 16. februar holdt vi {TITLE}.",
        f"Se opptaket fra i fjor, og møt opp på {TITLE} neste gang.",
    ],
)
def test_the_words_of_another_sentence_do_not(tell: Tell, text: str) -> None:
    assert recording(tell(text, (WEBINAR, TITLE))) == ""


def test_a_video_is_the_recording_of_the_webinar_linked_beside_it(tell: Tell) -> None:
    text = "Webinaret om medvirkning 16. februar 2021. Se opptaket\nAndre ting."
    links = ((WEBINAR, "Webinaret om medvirkning"), (VIDEO, "Se opptaket"))
    publisher = tell(text, *links)
    assert recording(publisher) == VIDEO
    event = thing_at(publisher, WEBINAR).id
    assert {link.link.target for link in publisher.links if link.target == event} == {
        WEBINAR,
        VIDEO,
    }


def test_a_video_is_the_recording_of_the_webinar_whose_title_it_bears(tell: Tell) -> None:
    words = f"Opptak: {TITLE}"
    assert recording(tell(words, (VIDEO, words))) == VIDEO


def test_a_date_alone_does_not_say_which_webinar_a_video_is_of(tell: Tell) -> None:
    words = "Opptak av webinar 16. februar 2021"
    publisher = tell(words, (VIDEO, words))
    assert recording(publisher) == ""
    assert [link.target for link in publisher.links] == [None]


def test_two_videos_in_one_line_are_not_told_apart(tell: Tell) -> None:
    text = "Webinaret 16. februar 2021: Opptak del 1 og Opptak del 2"
    links = ((WEBINAR, "Webinaret"), (VIDEO, "Opptak del 1"), (VIDEO + "4", "Opptak del 2"))
    assert recording(tell(text, *links)) == ""


def test_two_webinars_of_one_title_are_not_told_apart(tell: Tell, remember: Remember) -> None:
    remember(read(webinar("/igjen", on(date(2022, 2, 16)), title=TITLE)))
    words = f"Opptak: {TITLE}"
    assert recording(tell(words, (VIDEO, words))) == ""
    dated = f"Opptak: {TITLE} 16. februar 2022"
    assert recording(tell(dated, (VIDEO, dated)), SITE + "/igjen") == VIDEO


def test_what_the_webinar_says_itself_stays(tell: Tell) -> None:
    own = Event(periods=(on(DAY),), recording="https://egen.example/opptak")
    words = "opptak av webinar fra 16. februar 2021"
    assert recording(tell(words, (WEBINAR, words), event=own)) == "https://egen.example/opptak"


def test_a_dead_link_leads_to_no_recording(store: Store, tell: Tell) -> None:
    store.remember_check(Check(address=VIDEO, at=NOW, health=Health.GONE, status=404))
    words = f"Opptak: {TITLE}"
    assert recording(tell(words, (VIDEO, words))) == ""


def test_the_store_keeps_what_the_page_said(store: Store, tell: Tell) -> None:
    words = "opptak av webinar fra 16. februar 2021"
    tell(words, (WEBINAR, words))
    record = store.find(WEBINAR)
    assert record is not None
    said: Resource = record.resource
    assert said.event is not None
    assert said.event.recording == ""


def test_a_page_that_is_a_list_of_thousands_of_recordings_joins_nothing(tell: Tell) -> None:
    words = [f"Opptak {number}: {TITLE}" for number in range(2_000)]
    links = ((f"{VIDEO}/{number}", each) for number, each in enumerate(words))
    assert recording(tell(". ".join(words), *links)) == ""
