"""One Resource out of several readings, whatever the order in which they came."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from making import episode, page

from index.merge import best_first, merge
from index.record import Role
from index.resource import Episode, Resource

DAY = date(2024, 5, 4)
READINGS = st.lists(
    st.tuples(
        st.sampled_from([Role.CANONICAL, Role.COPY, Role.FEED]),
        st.builds(
            episode,
            st.sampled_from(["/a", "/b"]),
            st.sampled_from(["", "Kort", "Lang", "En god del lengre tekst"]),
            title=st.sampled_from(["", "Om flom", "Om hete"]),
            lead=st.sampled_from(["", "En ingress"]),
            published=st.sampled_from([None, DAY]),
            keys=st.sampled_from([(), ("guid:1",), ("audio:a", "guid:1")]),
            episode=st.builds(
                Episode,
                number=st.sampled_from([None, 7, 8]),
                duration=st.sampled_from([None, 60]),
            ),
        ),
    ),
    min_size=1,
    max_size=5,
)


@given(READINGS.flatmap(lambda readings: st.tuples(st.just(readings), st.permutations(readings))))
def test_the_order_of_arrival_never_matters(
    orders: tuple[list[tuple[Role, Resource]], list[tuple[Role, Resource]]],
) -> None:
    one, other = orders
    assert merge(best_first(one)) == merge(best_first(other))


def order(*readings: tuple[Role, Resource]) -> list[str]:
    return [resource.address.rpartition("/")[2] for resource in best_first(readings)]


def test_the_dated_are_believed_before_the_undated() -> None:
    undated = (Role.CANONICAL, page("/side", "En svært lang tekst"))
    dated = (Role.COPY, page("/kopi", published=DAY))
    assert order(undated, dated) == ["kopi", "side"]


def test_a_page_is_believed_before_a_feed_and_a_copy_last() -> None:
    copy, feed, own = ((role, page(f"/{role}")) for role in (Role.COPY, Role.FEED, Role.CANONICAL))
    assert order(copy, feed, own) == ["canonical", "feed", "copy"]


def test_of_equals_the_longer_is_believed_then_the_address_decides() -> None:
    short, long = (Role.CANONICAL, page("/a", "Kort")), (Role.CANONICAL, page("/b", "Lengre tekst"))
    assert order(short, long) == ["b", "a"]
    assert order((Role.CANONICAL, page("/d")), (Role.CANONICAL, page("/c"))) == ["c", "d"]


def test_what_the_first_leaves_empty_is_filled_from_the_others() -> None:
    first = episode(
        "/a", "Teksten", title="Om flom", episode=Episode(audio="https://lyd.example/1")
    )
    second = episode("/b", "Annet", title="Annen tittel", lead="Ingress", published=DAY,
                     episode=Episode(number=7, audio="https://lyd.example/2"))  # fmt: skip
    third = episode("/c", episode=Episode(number=9, duration=60))
    merged = merge([first, second, third])
    assert (merged.title, merged.lead, merged.published) == ("Om flom", "Ingress", DAY)
    assert merged.episode == Episode(number=7, duration=60, audio="https://lyd.example/1")


def test_text_links_and_address_are_never_mixed() -> None:
    merged = merge([episode("/a"), episode("/b", "Annen tekst")])
    assert merged.address.endswith("/a")
    assert merged.passages == ()


def test_every_name_of_the_thing_is_kept() -> None:
    one, other = page(keys=("guid:1",)), page(keys=("audio:a", "guid:1"))
    assert merge([one, other]).keys == ("audio:a", "guid:1")


def test_a_single_reading_stays_what_it_is() -> None:
    alone = page("/a", "Teksten", published=DAY)
    assert merge([alone]) == alone == replace(merge([alone]))
