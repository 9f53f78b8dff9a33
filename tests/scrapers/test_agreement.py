"""What is believed where a page says a thing several times, and what is marked as doubtful."""

import json
from typing import Any

import pytest

from index.resource import Kind, Resource
from scrapers.pages import open_page, read_page
from scrapers.pages.agreement import agree
from scrapers.source import Rule, Source

ADDRESS = "https://a.example/side"
WORDS = " ".join(f"Råd nummer {number} gjelder flom." for number in range(12))


def read(kind: Kind, main: str, head: str = "", **data: Any) -> Resource:
    rule = Rule(kind=kind, address="^/side")
    source = Source(name="a", owner="A", hosts=("a.example",), start=(ADDRESS,), pages=(rule,))
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    markup = f"<head>{head}{script}</head><main><h1>Flom i byen</h1>{main}<p>{WORDS}</p></main>"
    resource = read_page(open_page(ADDRESS, markup, rule, source), rule, source)
    assert resource is not None
    return resource


def event(main: str, **data: Any) -> Resource:
    return read(Kind.EVENT, main, **({"@type": "Event", **data} if data else {}))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Klimadirektoratet", "KLIMADIREKTORATET.", True),
        ("Flom i byen", "Flom i byen – Klimanettverket", True),
        ("Teams", "Folkets hus", False),
        ("Teams", "...", False),
        (3, 3, True),
        (3, 4, False),
    ],
)
def test_a_text_may_say_more_than_another(one: object, other: object, alike: bool) -> None:
    assert agree(one, other) is alike


def test_what_agrees_is_not_doubtful() -> None:
    page = event(
        "<p>Sted: Teams</p><p>Dato: 2. mars 2027</p><p>Tid: 10.00-11.00</p><p>Pris: Gratis</p>",
        name="Flom i byen",
        startDate="2027-03-02T09:00:00Z",
        endDate="2027-03-02T11:00+01:00",
        location={"@type": "VirtualLocation", "name": "Teams"},
        isAccessibleForFree=True,
    )
    assert page.doubtful == ()
    assert page.event is not None
    assert [(p.begin.hour, p.end.hour) for p in page.event.periods] == [(10, 11)]


def test_json_ld_is_believed_before_labels_and_the_field_is_marked() -> None:
    page = event("<p>Sted: Folkets hus</p><p>Pris: Gratis</p>", location={"name": "Teams"})
    assert page.event is not None
    assert page.event.place == "Teams"
    assert page.event.price == "Gratis"
    assert page.doubtful == ("place",)


def test_days_that_differ_are_marked() -> None:
    page = event("<p>Dato: 3. mars 2027</p>", startDate="2027-03-02")
    assert page.event is not None
    assert [period.first.day for period in page.event.periods] == [2]
    assert page.doubtful == ("periods",)


def test_labels_that_say_more_of_the_same_days_are_believed() -> None:
    page = event(
        "<p>Dato: 22, 23 og 30. september 2026</p><p>Tid: 09.00-13.00</p>",
        startDate="2026-09-22",
        endDate="2026-09-30",
    )
    assert page.event is not None
    assert [period.first.day for period in page.event.periods] == [22, 23, 30]
    assert {str(period.starts) for period in page.event.periods} == {"09:00:00"}
    assert page.doubtful == ()


def test_microdata_is_believed_before_labels_and_after_json_ld() -> None:
    micro = (
        '<div itemscope itemtype="https://schema.org/Event"><b itemprop="name">Flom i byen</b>'
        '<span itemprop="location" itemscope itemtype="https://schema.org/Place">'
        '<i itemprop="name">Havnes</i></span></div>'
    )
    page = event(f"{micro}<p>Sted: Teams</p>")
    assert page.event is not None
    assert (page.event.place, page.doubtful) == ("Havnes", ("place",))
    page = event(micro, location="Storelva")
    assert page.event is not None
    assert (page.event.place, page.doubtful) == ("Storelva", ("place",))


def test_meta_is_believed_before_labels() -> None:
    meta = '<meta property="article:published_time" content="2026-03-01T23:30:00Z">'
    page = read(Kind.NEWS, "<p>Publisert 02.03.2026</p>", meta)
    assert (str(page.published), page.doubtful) == ("2026-03-02", ())  # in Oslo
    page = read(Kind.NEWS, "<p>Publisert 05.03.2026</p>", meta)
    assert (str(page.published), page.doubtful) == ("2026-03-02", ("published",))


def test_the_title_is_the_one_that_stands_on_the_page() -> None:
    page = read(Kind.NEWS, "", '<meta property="og:title" content="Noe helt annet">')
    assert (page.title, page.doubtful) == ("Flom i byen", ("title",))


def test_a_video_on_the_page_has_a_name_and_a_day_of_its_own() -> None:
    page = read(
        Kind.NEWS, "", **{"@type": "VideoObject", "name": "X", "datePublished": "2020-01-01"}
    )
    assert (page.published, page.doubtful) == (None, ())


def test_a_number_that_differs_is_marked() -> None:
    data = {"@type": "PodcastEpisode", "episodeNumber": 7, "duration": "PT10M"}
    page = read(Kind.EPISODE, "<p>Episode: 8</p><p>Varighet: 10:00</p>", **data)
    assert page.episode is not None
    assert (page.episode.number, page.episode.duration) == (7, 600)
    assert page.doubtful == ("number",)


def test_a_grant_whose_deadline_differs_is_marked_and_has_both() -> None:
    data = {"@type": "MonetaryGrant", "applicationDeadline": "2027-02-01"}
    page = read(Kind.GRANT, "<p>Søknadsfristen er 15. februar 2027.</p>", **data)
    assert page.grant is not None
    assert [str(call.deadline) for call in page.grant.calls] == ["2027-02-01", "2027-02-15"]
    assert page.doubtful == ("calls",)


def test_a_project_may_be_described_by_named_properties() -> None:
    pairs = [{"@type": "PropertyValue", "name": "Søker", "value": "HAVNES KOMMUNE"}]
    page = read(Kind.PROJECT, "<p>Søker: Storelva kommune</p>", additionalProperty=pairs)
    assert page.project is not None
    assert (page.project.applicant, page.doubtful) == ("HAVNES KOMMUNE", ("applicant",))
