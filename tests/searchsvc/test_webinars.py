"""Webinars: what comes, what was held and waits for its recording, the latest recordings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from index.build import Plan, build
from index.engine import open_engine, open_publisher
from index.resource import OSLO, Event, Kind, Outcome, Passage, Period, Resource, Visit
from index.store import Store
from index.topics import default_taxonomy
from searchsvc.app import create_app
from searchsvc.config import Config

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)


def test_what_comes_stands_month_by_month_the_soonest_first(visit: Callable) -> None:
    section = visit("/webinarer").section("Kommer")
    assert [tag.get_text() for tag in section.select(".month")] == [
        "November 2026", "Desember 2026", "Januar 2027", "Februar 2027", "September 2027"
    ]  # fmt: skip
    titles = [tag.get_text() for tag in section.select(".name")]
    assert titles[:3] == [
        "Frokostmøte om sykling", "Utslippsfri byggeplass i praksis", "Ombruk i kommunale bygg"
    ]  # fmt: skip


def test_a_webinar_says_where_it_is_what_it_costs_and_how_to_sign_up(
    visit: Callable, says: Callable, ids: Callable
) -> None:
    hit = visit("/webinarer").hit("Utslippsfri byggeplass")
    assert "Teams, gratis" in says(hit.select_one(".provenance"))
    signup, calendar = hit.select(".actions a")
    assert signup["href"] == "https://pamelding.example/byggeplass"
    thing = ids("https://www.direktoratet.example/webinar/byggeplass/")
    assert calendar["href"] == f"/ressurs/{thing}.ics"


def test_what_waits_for_its_recording_stands_by_itself(visit: Callable) -> None:
    answer = visit("/webinarer")
    waiting = answer.section("Holdt, venter på opptak")
    assert [tag.get_text() for tag in waiting.select(".name")] == ["Utslippstall for nybegynnere"]
    latest = answer.section("Siste opptak")
    assert [tag.get_text() for tag in latest.select(".name")] == ["Bekkeåpning i byen"]
    assert latest.select_one(".actions a")["href"] == "https://video.example/bekk"


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_all_webinars_can_be_had_in_the_calendar(visit: Callable, prefix: str) -> None:
    box = visit(f"{prefix}/webinarer").main.select_one(".subscribe")
    assert box.a["href"] == f"{prefix}/webinarer.ics"


def test_those_of_a_topic_can_be_had_by_themselves(visit: Callable) -> None:
    topics = {
        tag.get_text(): tag["value"] for tag in visit("/webinarer").main.select("select option")
    }
    assert "Bygg og anlegg" in topics
    answer = visit("/webinarer", query_string={"tema": topics["Bygg og anlegg"]})
    assert answer.soup.h1.get_text() == "Webinarer: Bygg og anlegg"
    assert "Utslippsfri byggeplass i praksis" in answer.titles
    assert "Frokostmøte om sykling" not in answer.titles
    calendar = answer.main.select_one(".subscribe a")["href"]
    assert calendar == "/sok.ics?type=webinar&tema=bygg"
    assert answer.main.select_one("option[selected]")["value"] == "bygg"


def test_a_topic_that_is_not_known_shows_all(visit: Callable) -> None:
    assert visit("/webinarer?tema=%3Cb%3E").titles == visit("/webinarer").titles


def webinar(path: str, title: str, day: date, **more: str) -> Resource:
    return Resource(
        address=f"https://etat.example/webinar/{path}/",
        kind=Kind.EVENT,
        source="etat",
        publisher="Etaten",
        title=title,
        passages=(Passage(text="En time om overvann."),),
        event=Event(
            periods=(Period(first=day, last=day, starts=time(10), ends=time(11)),),
            signup="https://pamelding.example/",
            **more,
        ),
    )


def read(resource: Resource, at: datetime) -> Visit:
    return Visit(
        address=resource.address,
        source="etat",
        at=at,
        outcome=Outcome.READ,
        status=200,
        readings=(resource,),
    )


@pytest.fixture
def visit_changed(tmp_path: Path) -> Callable:
    """Visits a service of which one webinar was moved and another cancelled."""
    day = NOW.date() + timedelta(days=9)
    before = webinar("flyttet", "Regn i byen", day, place="Nett")
    now = replace(before, event=replace(before.event, place="Kulturhuset"))
    cancelled = webinar("avlyst", "Avlyst: Elva og oss", day)
    plan = Plan(taxonomy=default_taxonomy(), required={}, now=NOW, words=tmp_path / "words")
    with Store(tmp_path / "store.sqlite") as store:
        for days, resources in ((5, [before]), (2, [now, cancelled])):
            at = NOW - timedelta(days=days)
            store.remember(store.begin_harvest(at), [read(found, at) for found in resources])
            build(store, open_publisher(tmp_path / "index"), plan, lambda *_: None)
    client = create_app(Config(), open_engine(tmp_path / "index", 60), clock=lambda: NOW)
    return client.test_client().get


def test_what_was_changed_and_what_is_cancelled_is_said(visit_changed: Callable) -> None:
    text = visit_changed("/webinarer").text
    assert "nytt sted (før: Nett)" in text
    assert "Avlyst</b>" in text
    assert "skulle vært 4." in text
    assert text.count("Meld deg på") == 1
    assert text.count("Legg i kalenderen") == 1
