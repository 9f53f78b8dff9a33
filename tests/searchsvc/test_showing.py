"""What a reader is shown of a thing at a moment, in a language."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.record import Address, Record, Role
from index.resource import (
    OSLO,
    Call,
    Episode,
    Event,
    Grant,
    Kind,
    Period,
    Project,
    Resource,
)
from index.snippet import Snippet
from searchsvc.facts import period_text
from searchsvc.language import LOCALES, language, title_case
from searchsvc.showing import Margin, Showing

NOW = datetime(2026, 11, 25, 12, tzinfo=OSLO)
TODAY = NOW.date()


def thing(kind: Kind, **more: Any) -> Resource:
    base = {"address": "https://a.example/", "source": "a", "publisher": "Utgiver"}
    return Resource(kind=kind, **{**base, **more})


def webinar(first: int, last: int | None = None, **more: Any) -> Resource:
    days = (TODAY + timedelta(days=first), TODAY + timedelta(days=first if last is None else last))
    starts, ends = more.pop("starts", None), more.pop("ends", None)
    period = Period(first=days[0], last=days[1], starts=starts, ends=ends)
    return thing(Kind.EVENT, event=Event(periods=(period,), **more))


def money(*calls: Call) -> Resource:
    return thing(Kind.GRANT, grant=Grant(calls=calls))


def due(days: int, opens: int | None = None) -> Call:
    opened = None if opens is None else TODAY + timedelta(days=opens)
    return Call(deadline=TODAY + timedelta(days=days), opens=opened)


def margin(resource: Resource, code: str = "nb", now: datetime = NOW) -> Margin:
    found = Showing(language(code), now).margin(resource)
    text = {name: getattr(found, name).replace("\u00a0", " ") for name in ("key", "detail")}
    return replace(found, **{name: value.replace("\u2060", "") for name, value in text.items()})


@pytest.mark.parametrize(
    ("days", "nearness"), [(1, "now"), (30, "now"), (31, "later"), (400, "later")]
)
def test_what_comes_within_thirty_days_is_near(days: int, nearness: str) -> None:
    assert margin(webinar(days)).nearness == nearness
    assert margin(money(due(days))).nearness == nearness


@pytest.mark.parametrize(
    ("days", "detail"),
    [
        (-1, "holdt, venter på opptak"),
        (-60, "holdt, venter på opptak"),
        (-61, "holdt, uten opptak"),
    ],
)
def test_a_recording_is_waited_for_a_while(days: int, detail: str) -> None:
    found = margin(webinar(days))
    assert (found.detail, found.nearness) == (detail, "")
    with_recording = margin(webinar(days, recording="https://v.example/"))
    assert with_recording.key == "Opptak"


def test_a_webinar_is_today_until_it_ends() -> None:
    today = webinar(0, starts=time(10), ends=time(11))
    for hour, key in ((9, "I dag"), (10, "I dag"), (11, "I dag"), (12, "25. nov.")):
        assert margin(today, now=NOW.replace(hour=hour)).key == key
    assert margin(webinar(-1, 1)).key == "I dag"


def test_today_is_the_day_in_oslo() -> None:
    late = datetime.fromisoformat("2026-11-25T23:30+00:00")
    assert Showing(language("nb"), late).today == date(2026, 11, 26)
    assert margin(money(due(0)), now=late).key == "Lukket"
    assert margin(money(due(1)), now=late).key == "Siste dag"


def test_of_several_days_the_next_one_counts() -> None:
    days = tuple(
        Period(first=TODAY + timedelta(days=n), last=TODAY + timedelta(days=n)) for n in (-7, 7, 14)
    )
    assert margin(thing(Kind.EVENT, event=Event(periods=days))).key == "2. des."


def test_the_days_left_are_counted_to_the_nearest_deadline() -> None:
    assert margin(money(due(-9), due(40), due(3))).key == "3 dager"
    assert margin(money(due(1))).key == "1 dag"
    assert margin(money(due(0))) == Margin(
        key="Siste dag", detail="frist onsdag 25. november 2026", nearness="now"
    )


def test_a_rolling_grant_is_open_whatever_its_deadlines() -> None:
    rolling = Margin(key="Løpende", detail="åpent hele tiden", nearness="later")
    assert margin(money(Call(rolling=True))) == rolling
    assert margin(money(due(-10), Call(rolling=True))) == rolling


def test_a_grant_that_opens_later_says_when() -> None:
    assert margin(money(due(96, opens=46))) == Margin(key="Åpner", detail="10. jan.")


def test_a_closed_grant_says_when_it_closed_where_that_is_known() -> None:
    assert margin(money(due(-40), due(-400))) == Margin(key="Lukket", detail="gikk ut 16. okt.")
    assert margin(money(Call())) == Margin(key="Lukket")


def test_the_year_is_written_where_the_past_is_of_another() -> None:
    assert margin(webinar(-340)).key == "20. des. 2025"
    assert margin(webinar(-10)).key == "15. nov."


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("nb", ["I dag", "6 dager", "Nr. 9", "71,4 mill. kr", "Steg 2"]),
        ("nn", ["I dag", "6 dagar", "Nr. 9", "71,4 mill. kr", "Steg 2"]),
        ("en", ["Today", "6 days", "No. 9", "71.4 million kr", "Step 2"]),
    ],
)
def test_the_margin_speaks_the_language_of_the_reader(code: str, keys: list[str]) -> None:
    shown = [
        webinar(0),
        money(due(6)),
        thing(Kind.EPISODE, episode=Episode(number=9)),
        thing(Kind.PROJECT, project=Project(amount=71_400_000)),
        thing(Kind.GUIDANCE, step=2),
    ]
    assert [margin(resource, code).key for resource in shown] == keys


@pytest.mark.parametrize("kind", Kind)
def test_of_a_thing_of_which_nothing_is_known_the_publisher_is_shown(kind: Kind) -> None:
    assert margin(thing(kind)) == Margin(key="Utgiver")
    dated = thing(kind, published=date(2024, 9, 12))
    assert margin(dated) == Margin(key="2024", detail="12. september")


def test_a_sum_of_nothing_is_a_sum() -> None:
    assert margin(thing(Kind.PROJECT, project=Project(amount=0))).key == "0 kr"


@pytest.mark.parametrize(
    ("seconds", "detail"), [(None, ""), (0, ""), (20, "1 min"), (2_410, "40 min")]
)
def test_the_duration_is_told_in_minutes(seconds: int | None, detail: str) -> None:
    found = margin(thing(Kind.EPISODE, episode=Episode(number=1, duration=seconds)))
    assert found.detail == detail


days = st.integers(-3_000, 3_000)
calls = st.builds(
    Call,
    deadline=st.none() | days.map(lambda n: TODAY + timedelta(days=n)),
    opens=st.none() | days.map(lambda n: TODAY + timedelta(days=n)),
    rolling=st.booleans(),
)


@given(st.lists(calls, max_size=4), st.sampled_from(sorted(LOCALES)))
def test_every_grant_has_a_key_fact(known: list[Call], code: str) -> None:
    found = margin(money(*known), code)
    assert found.key
    assert found.nearness in ("", "now", "later")


@given(st.lists(st.tuples(days, st.integers(0, 3)), min_size=1, max_size=3), st.booleans())
def test_every_webinar_has_a_key_fact(spans: list[tuple[int, int]], recorded: bool) -> None:
    periods = tuple(
        Period(first=TODAY + timedelta(days=n), last=TODAY + timedelta(days=n + more))
        for n, more in sorted(spans)
    )
    recording = "https://v.example/" if recorded else ""
    found = margin(thing(Kind.EVENT, event=Event(periods=periods, recording=recording)))
    assert found.key
    assert (found.nearness == "") == (max(p.last for p in periods) < TODAY)


@pytest.mark.parametrize(
    ("resource", "text", "address"),
    [
        (webinar(3, signup="https://p.example/"), "Meld deg på", "https://p.example/"),
        (webinar(-3, signup="https://p.example/"), "Les hos Utgiver", "https://a.example/"),
        (webinar(-3, recording="https://v.example/"), "Se opptaket", "https://v.example/"),
        (webinar(3, signup="javascript:alert(1)"), "Les hos Utgiver", "https://a.example/"),
        (webinar(-3, recording="ftp://v.example/"), "Les hos Utgiver", "https://a.example/"),
        (thing(Kind.EPISODE, episode=Episode()), "Hør hos Utgiver", "https://a.example/"),
        (thing(Kind.NEWS), "Les hos Utgiver", "https://a.example/"),
    ],
)
def test_the_next_thing_to_do_fits_the_moment(resource: Resource, text: str, address: str) -> None:
    action = Showing(language("nb"), NOW).action(resource)
    assert (action.text, action.address) == (text, address)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (Period(first=date(2026, 12, 3), last=date(2026, 12, 3)), "torsdag 3. desember 2026"),
        (
            Period(first=date(2026, 12, 3), last=date(2026, 12, 3), starts=time(10)),
            "torsdag 3. desember 2026 kl. 10.00",
        ),
        (
            Period(first=date(2026, 12, 3), last=date(2026, 12, 4)),
            "torsdag 3. desember 2026 – fredag 4. desember 2026",
        ),
        (
            Period(
                first=date(2026, 12, 3), last=date(2026, 12, 4), starts=time(9), ends=time(15, 30)
            ),
            "torsdag 3. desember 2026 kl. 09.00 – fredag 4. desember 2026 kl. 15.30",
        ),
    ],
)
def test_a_period_is_written_in_full(period: Period, text: str) -> None:
    assert period_text(period, language("nb")).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("LAUVDAL KOMMUNE", "Lauvdal kommune"),
        ("MØRE OG ROMSDAL FYLKESKOMMUNE", "Møre og Romsdal fylkeskommune"),
        ("Lia kommune", "Lia kommune"),
        ("KS", "Ks"),
        ("", ""),
    ],
)
def test_names_in_capitals_are_written_as_names(name: str, written: str) -> None:
    assert title_case(name) == written


@pytest.mark.parametrize(("status", "alive"), [(0, True), (200, True), (404, False), (500, False)])
def test_an_address_is_alive_where_it_answered(status: int, alive: bool) -> None:
    visited = NOW - timedelta(hours=3)
    known = Address(
        address="https://a.example/", role=Role.CANONICAL, status=status, last_visit=visited
    )
    record = Record(
        id="1",
        resource=thing(Kind.NEWS),
        addresses=(known,),
        first_seen=NOW,
        last_seen=NOW - timedelta(days=1),
        last_changed=NOW,
    )
    shown = Showing(language("nb"), NOW)
    assert shown.alive(record) is alive
    assert shown.checked(record) == "i dag kl.\u00a009.00"
    assert shown.checked(replace(record, addresses=())) == "i går"
    assert shown.alive(replace(record, addresses=()))


@pytest.mark.parametrize("code", LOCALES)
def test_kinds_roles_and_languages_have_names(code: str, showing: Callable) -> None:
    shown = showing(code)
    for names in (
        [shown.kind(kind) for kind in Kind],
        [shown.role(role) for role in Role],
        [language(code).name(other) for other in LOCALES],
    ):
        assert all(names)
        assert len(set(names)) == len(names)


AUDIO = "https://lyd.example/flom.mp3"
PLAYER = "https://player.video.example/video/7#start"


@pytest.mark.parametrize(
    ("resource", "found", "address", "text"),
    [
        (thing(Kind.DOCUMENT), Snippet(page=4), "https://a.example/#page=4", "Åpne side 4 (PDF)"),
        (
            thing(Kind.EPISODE, episode=Episode(audio=AUDIO)),
            Snippet(second=75),
            f"{AUDIO}#t=75",
            "Hør fra 1:15",
        ),
        (
            thing(Kind.EVENT, event=Event(recording=PLAYER)),
            Snippet(second=3675),
            "https://player.video.example/video/7#t=3675",
            "Se fra 1:01:15",
        ),
        (
            thing(Kind.EPISODE, episode=Episode(audio="javascript:alert(1)")),
            Snippet(second=0),
            "https://a.example/#t=0",
            "Hør fra 0:00",
        ),
        (
            thing(Kind.GUIDANCE),
            Snippet(heading="Ansvar", anchor="ansvar"),
            "https://a.example/#ansvar",
            "Ansvar",
        ),
        (thing(Kind.GUIDANCE), Snippet(heading="Ansvar"), "https://a.example/", ""),
    ],
)
def test_a_hit_opens_at_the_page_the_minute_or_the_section(
    resource: Resource, found: Snippet, address: str, text: str
) -> None:
    place = Showing(language("nb"), NOW).place(resource, found)
    assert (place.address, place.text) == (address, text)
