"""Every engine: filters and facets, and what is coming, held, open or closed now."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from contract_ground import Ground, Publish
from hypothesis import given
from hypothesis import strategies as st
from library import EDGES, TIMED, asking, counts, days, ids, listing, search
from making import on, thing, webinar

from index.engine import Engine
from index.query import Facet, Sort
from index.record import State, state_of
from index.resource import OSLO

SPRING = datetime(2026, 2, 1, tzinfo=UTC)
TICKS = st.sampled_from([0, 1, 500_000])
MOMENTS = st.one_of(
    st.integers(0, 300 * 24 * 60).map(lambda minutes: SPRING + timedelta(minutes=minutes)),
    st.builds(
        lambda edge, second, tick: (
            edge.astimezone(UTC) + timedelta(seconds=second, microseconds=tick)
        ),
        st.sampled_from([edge for edge in EDGES if edge.year < 9999]),
        st.integers(-1, 1),
        TICKS,
    ),
)
VALUES = ("guidance", "episode", "flom", "by", "ks", "nb", "nn", "2026", "finnes-ikke")
FILTERS = st.dictionaries(
    st.sampled_from(Facet),
    st.lists(st.sampled_from(VALUES), max_size=3, unique=True).map(tuple),
)


class Narrowing(Ground):
    def test_filters_are_or_within_one_facet(self, library: Engine) -> None:
        found = library.search(listing(filters={Facet.TOPIC: ("flom", "skog")}))
        assert set(ids(found)) == {"flom", "lyd", "kommer", "skog"}

    def test_filters_are_and_between_facets(self, library: Engine) -> None:
        filters = {Facet.TOPIC: ("flom", "by"), Facet.KIND: ("guidance",)}
        assert set(ids(library.search(listing(filters=filters)))) == {"flom", "hete", "by"}
        filters = {**filters, Facet.YEAR: ("2026",)}
        assert set(ids(search(library, "vann", filters=filters))) == {"flom", "by"}

    @pytest.mark.parametrize(
        ("facet", "value", "expected"),
        [
            (Facet.KIND, "episode", {"lyd", "tale"}),
            (Facet.SOURCE, "ks", {"skog", "apen"}),
            (Facet.LANGUAGE, "en", {"by"}),
            (Facet.LANGUAGE, "nn", {"tale"}),
            (Facet.YEAR, "2025", {"hete"}),
            (Facet.YEAR, "finnes-ikke", set()),
        ],
    )
    def test_each_facet_narrows(
        self, library: Engine, facet: Facet, value: str, expected: set[str]
    ) -> None:
        assert set(ids(library.search(listing(filters={facet: (value,)})))) == expected

    def test_days_narrow_both_included_and_pass_over_what_has_none(self, library: Engine) -> None:
        def between(since: int | None, until: int | None) -> set[str]:
            limits = [None if number is None else days(number) for number in (since, until)]
            return set(ids(library.search(listing(since=limits[0], until=limits[1]))))

        assert between(-30, -10) == {"lyd", "var", "flom"}
        assert between(-29, -11) == {"var"}
        assert between(1, None) == {"snart", "kommer"}
        assert between(None, -400) == {"hete", "tale"}
        assert between(5, -5) == set()

    def test_days_narrow_what_is_counted(self, library: Engine) -> None:
        found = search(library, "flom", since=days(-30), until=days(0))
        assert set(ids(found)) == {"flom", "lyd"}
        assert counts(found, Facet.KIND) == {"guidance": 1, "episode": 1}

    def test_a_facets_counts_ignore_its_own_choice_and_heed_the_others(
        self, library: Engine
    ) -> None:
        filters = {Facet.KIND: ("episode",), Facet.TOPIC: ("flom",)}
        found = library.search(listing(filters=filters))
        assert counts(found, Facet.KIND) == {"guidance": 1, "episode": 1, "event": 1}
        assert counts(found, Facet.TOPIC) == {"flom": 1}
        assert [v.value for v in found.facets[Facet.KIND] if v.chosen] == ["episode"]

    def test_values_that_would_give_nothing_are_not_offered(self, library: Engine) -> None:
        found = search(library, "trær")
        assert counts(found, Facet.SOURCE) == {"ks": 1}
        assert counts(found, Facet.YEAR) == {}

    def test_a_chosen_value_stays_to_be_taken_away(self, library: Engine) -> None:
        found = search(library, "trær", filters={Facet.KIND: ("episode",)})
        assert found.total == 0
        chosen = [(v.value, v.count) for v in found.facets[Facet.KIND] if v.chosen]
        assert chosen == [("episode", 0)]
        assert counts(found, Facet.SOURCE) == {}

    def test_facets_are_counted_over_all_pages(self, library: Engine) -> None:
        all_at_once, second = library.search(listing()), library.search(listing(size=2, page=2))
        assert second.facets == all_at_once.facets
        assert second.total == all_at_once.total

    def test_the_largest_value_is_offered_first_and_the_latest_year(self, library: Engine) -> None:
        facets = library.search(listing()).facets
        assert facets[Facet.KIND][0].value == "guidance"
        years = [value.value for value in facets[Facet.YEAR]]
        assert years == sorted(years, reverse=True)
        for facet in set(Facet) - {Facet.YEAR}:
            numbers = [value.count for value in facets[facet]]
            assert numbers == sorted(numbers, reverse=True)

    @given(filters=FILTERS, words=st.sampled_from(["", "flom", "flom by", "romskip"]),
           states=st.lists(st.sampled_from(State), max_size=2).map(tuple))  # fmt: skip
    def test_every_count_is_what_choosing_it_gives(
        self,
        library: Engine,
        filters: dict[Facet, tuple[str, ...]],
        words: str,
        states: tuple[State, ...],
    ) -> None:
        query = asking(library, words, filters=filters, states=states)
        found = library.search(query)
        assert found.total == len(found.hits) == len(set(ids(found)))
        for facet, values in found.facets.items():
            for value in values:
                alone = replace(query, filters={**filters, facet: (value.value,)})
                assert library.search(alone).total == value.count
                assert value.chosen == (value.value in filters.get(facet, ()))
                assert value.count or value.chosen

    # coming, held, open, closed

    @given(now=MOMENTS)
    def test_states_agree_with_those_of_the_record_at_any_moment(
        self, timetable: Engine, now: datetime
    ) -> None:
        states = {each.id: state_of(each.record.resource, now) for each in TIMED}
        for state in State:
            found = timetable.search(listing(now=now, states=(state,)))
            assert set(ids(found)) == {name for name, each in states.items() if each is state}

    @given(now=MOMENTS, part=st.floats(0, 0.999))
    def test_nothing_changes_before_the_moment_that_is_told(
        self, timetable: Engine, now: datetime, part: float
    ) -> None:
        until = timetable.next_change(now)
        later = now + (until - now) * part
        assert later.astimezone(OSLO).date() == now.astimezone(OSLO).date()
        for each in TIMED:
            resource = each.record.resource
            assert state_of(resource, later) == state_of(resource, now)
        soonest = listing(sort=Sort.SOONEST)
        assert ids(timetable.search(replace(soonest, now=later))) == ids(
            timetable.search(replace(soonest, now=now))
        )
        assert timetable.next_change(later) == until

    def test_the_next_change_is_an_event_that_begins_or_is_over_or_midnight(
        self, publish: Publish
    ) -> None:
        engine = publish(thing(webinar("/a", on(days(0), time(10), time(11)))))
        for hour, expected in ((9, time(10)), (10, time(11)), (11, time(11)), (12, time(0))):
            now = datetime.combine(days(0), time(hour), OSLO)
            day = days(0) if expected.hour else days(1)
            assert engine.next_change(now) == datetime.combine(day, expected, OSLO)

    def test_states_are_or_among_themselves(self, library: Engine) -> None:
        assert set(ids(library.search(listing(states=(State.OPEN, State.CLOSED))))) == {
            "apen", "stengt"
        }  # fmt: skip
        assert library.search(listing(states=tuple(State))).total == 6

    def test_a_grant_is_open_on_its_last_day_and_no_longer(self, library: Engine) -> None:
        last = datetime.combine(days(9), time(23, 59, 59), OSLO)
        query = listing(states=(State.OPEN,), filters={Facet.SOURCE: ("ks",)})
        assert ids(library.search(replace(query, now=last))) == ["apen"]
        assert ids(library.search(replace(query, now=last + timedelta(seconds=1)))) == []
