"""How much is held of each source, how old it is, and what is missing."""

from datetime import date, timedelta

from making import NOW, Remember, episode, page, read, visit

from index.coverage import About, coverage_of
from index.required import missing_fields
from index.resource import Episode, Event, Kind, Outcome
from index.store import Store

REQUIRED = {"podkast": {Kind.EPISODE: ("published", "number", "title")}}
LATER = NOW + timedelta(days=1)


def test_a_field_may_stand_in_the_resource_or_in_the_part_of_its_kind() -> None:
    resource = episode(title="", published=date(2024, 1, 1), episode=Episode(number=0))
    names = ("title", "published", "number", "duration", "place", "passages")
    assert missing_fields(resource, names) == ["title", "duration", "place", "passages"]
    webinar = page(kind=Kind.EVENT, event=Event(place="Nett"))
    assert missing_fields(webinar, ("place", "periods")) == ["periods"]


def test_each_source_is_counted_with_its_kinds_and_days(store: Store, remember: Remember) -> None:
    remember(
        read(episode("/1", published=date(2021, 5, 4), episode=Episode(number=1))),
        read(episode("/2", published=date(2023, 5, 4))),
        read(page("/3", source="podkast"), LATER),
        read(page("/a", publisher="Direktoratet")),
    )
    coverage = coverage_of(store, REQUIRED, LATER, sample=True)
    podcast, guide = coverage.sources
    assert (podcast.source, podcast.count, guide.source, guide.count) == (
        "podkast",
        3,
        "veileder",
        1,
    )
    assert coverage.count == 4
    assert podcast.kinds == {"episode": 2, "guidance": 1}
    assert (podcast.oldest, podcast.newest) == (date(2021, 5, 4), date(2023, 5, 4))
    assert (podcast.last_visit, guide.last_visit) == (LATER, NOW)
    assert podcast.missing == {"episode.number": 1}
    assert guide.missing == {}
    assert guide.publisher == "Direktoratet"
    assert (coverage.built, coverage.harvested, coverage.sample) == (LATER, NOW, True)


def test_a_source_that_could_not_be_read_is_named(store: Store, remember: Remember) -> None:
    remember(visit("https://dod.example/", Outcome.FAILED, source="dod"))
    (dead,) = coverage_of(store, {}, NOW, sample=False).sources
    assert (dead.source, dead.publisher, dead.count) == ("dod", "dod", 0)
    assert dead.outcomes == {"failed": 1}
    assert (dead.oldest, dead.newest, dead.last_visit) == (None, None, None)


def test_the_ledger_of_a_source_is_that_of_the_last_visits(
    store: Store, remember: Remember
) -> None:
    remember(
        read(page("/a")),
        visit("/b", Outcome.FAILED, reason="HTTP 500"),
        visit("/c", Outcome.REFUSED, reason="robots.txt"),
        visit("/d", Outcome.REFUSED, reason="robots.txt"),
        visit("/e", Outcome.REFUSED, reason="HTTP 403"),
    )
    remember(visit("/b", Outcome.UNCHANGED, at=LATER), visit("/f", Outcome.LISTED, at=LATER))
    about = {"veileder": About(licence="NLOD", contact="post@v.example", next_visit=LATER)}
    (guide,) = coverage_of(store, {}, LATER, sample=False, about=about).sources
    assert (guide.known, guide.oldest_visit, guide.next_visit) == (6, NOW, LATER)
    assert guide.outcomes == {"read": 1, "unchanged": 1, "refused": 3, "listed": 1}
    assert guide.reasons == {"refused": {"robots.txt": 2, "HTTP 403": 1}}
    assert (guide.licence, guide.contact) == ("NLOD", "post@v.example")
    assert (guide.published, guide.guard) == (LATER, "")


def test_an_empty_store_holds_nothing(store: Store) -> None:
    coverage = coverage_of(store, REQUIRED, NOW, sample=False)
    assert (coverage.count, coverage.sources, coverage.harvested) == (0, (), None)
