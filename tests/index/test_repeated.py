"""Blocks that a source repeats are left out; what a page says itself is never lost."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from making import episode, page

from index.repeated import learn_repeated
from index.resource import Kind, Passage, Resource

CLOSING = (
    "Webinarer er gratis seminarer via nett om lokalt klimaarbeid for alle kommuner.",
    "Webinarer er gratis seminarer via nett om lokalt klimaarbeid for alle.",
    "Webinarer er gratis seminarer på nett om lokalt klimaarbeid for alle kommuner.",
)
HEADING = "Hjelp til klimaarbeidet"
ADDRESS = "www.veileder.example/webinar"


def own(number: int) -> str:
    return (
        f"Episode {number} forteller om sak nummer {number * 7} fra en kommune i {2000 + number}."
    )


def show(count: int, *closing: str) -> list[Resource]:
    """Episodes with a paragraph of their own and the closing block after it."""
    return [
        episode(f"/{n}", passages=(Passage(text=own(n)), *(Passage(text=c) for c in closing)))
        for n in range(count)
    ]


def stripped(pages: list[Resource]) -> list[str]:
    repeated = learn_repeated(lambda: pages)
    return [repeated.strip(resource).text.strip() for resource in pages]


def test_a_closing_block_is_left_out_and_the_own_paragraph_stays() -> None:
    assert stripped(show(8, CLOSING[0])) == [own(n) for n in range(8)]


def test_three_wordings_of_it_count_together() -> None:
    with_closing = [episode(f"/{n}", f"{own(n)}\n{CLOSING[n % 3]}") for n in range(9)]
    without = [episode(f"/{n}", own(n)) for n in range(9, 20)]
    assert stripped(with_closing + without) == [own(n) for n in range(20)]


def test_the_short_lines_and_bare_addresses_in_the_block_go_with_it() -> None:
    closing = Passage(heading=HEADING, text=f"{CLOSING[0]}\n{ADDRESS}\nHør her:")
    pages = [episode(f"/{n}", passages=(Passage(text=own(n)), closing)) for n in range(8)]
    repeated = learn_repeated(lambda: pages)
    passages = repeated.strip(pages[3]).passages
    assert passages == (Passage(text=own(3)), Passage(text="", heading=""))


def test_a_frequent_short_line_away_from_the_block_stays() -> None:
    pages = [
        episode(f"/{n}", passages=(
            Passage(heading="Bakgrunn", text=own(n)), Passage(text=f"Slutt.\n{CLOSING[0]}")))
        for n in range(8)
    ]  # fmt: skip
    shown = learn_repeated(lambda: pages).strip(pages[0])
    assert shown.passages[0] == Passage(heading="Bakgrunn", text=own(0))


def test_the_number_of_passages_is_kept_so_that_links_know_theirs() -> None:
    pages = show(8, *CLOSING)
    assert len(learn_repeated(lambda: pages).strip(pages[0]).passages) == len(pages[0].passages)


def test_a_paragraph_on_four_pages_is_not_repeated() -> None:
    assert all(CLOSING[0] in text for text in stripped(show(4, CLOSING[0])))
    assert not any(CLOSING[0] in text for text in stripped(show(5, CLOSING[0])))


def test_a_paragraph_on_a_fifth_of_the_pages_is_not_repeated_and_on_more_it_is() -> None:
    others = [episode(f"/annen-{n}", f"Annen {own(n)}") for n in range(24)]
    assert CLOSING[0] in stripped(show(6, CLOSING[0]) + others)[0]
    assert CLOSING[0] not in stripped(show(7, CLOSING[0]) + others)[0]


def test_what_one_source_repeats_is_another_sources_own() -> None:
    elsewhere = page("/x", CLOSING[0], source="ks")
    other_kind = page("/y", CLOSING[0], source="podkast")
    repeated = learn_repeated(lambda: [*show(8, CLOSING[0]), elsewhere, other_kind])
    assert repeated.strip(elsewhere) == elsewhere
    assert repeated.strip(other_kind) == other_kind


def test_twice_on_one_page_is_one_page() -> None:
    pages = [episode("/a", "\n".join([CLOSING[0]] * 9)), *show(5)]
    assert CLOSING[0] in stripped(pages)[0]


def test_the_fingerprint_tells_a_paragraph_that_came_and_not_the_order_of_pages() -> None:
    pages = show(8, CLOSING[0])
    one = learn_repeated(lambda: pages).fingerprint
    assert learn_repeated(lambda: reversed(pages)).fingerprint == one
    assert learn_repeated(lambda: show(8, CLOSING[1])).fingerprint != one
    assert learn_repeated(list).fingerprint != one


LINES = st.lists(st.sampled_from([*CLOSING, HEADING, ADDRESS, "Bakgrunn"]), max_size=4)


@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=25))
def test_an_own_paragraph_is_never_lost(surroundings: list[tuple[list[str], list[str]]]) -> None:
    pages = [
        episode(f"/{n}", "\n".join([*before, own(n), f"Nr. {n}", *after]))
        for n, (before, after) in enumerate(surroundings)
    ]
    repeated = learn_repeated(lambda: pages)
    for number, resource in enumerate(pages):
        lines = repeated.strip(resource).text.split("\n")
        assert own(number) in lines
        assert f"Nr. {number}" in lines
        kept = iter(resource.text.split("\n"))
        assert all(line in kept for line in lines)  # in order, nothing added


def test_a_block_with_a_wording_of_its_own_on_every_page_is_repeated() -> None:
    pages = [
        episode(f"/{n}", f"{own(n)}\n{CLOSING[0]} Vi hilser deg fra kommune {n}.") for n in range(8)
    ]
    assert stripped(pages) == [own(n) for n in range(8)]


def test_a_short_line_on_most_pages_goes_wherever_it_stands_and_a_heading_stays() -> None:
    pages = [
        episode(f"/{n}", passages=(
            Passage(heading="Bakgrunn", text=f"Skriv ut\n{own(n)}\nSkriv ut\n{own(n + 50)}"),))
        for n in range(8)
    ]  # fmt: skip
    shown = learn_repeated(lambda: pages).strip(pages[2])
    assert shown.passages == (Passage(heading="Bakgrunn", text=f"{own(2)}\n{own(52)}"),)


def test_what_two_kinds_repeat_is_the_frame_of_all_pages() -> None:
    guidance = [page(f"/rad/{n}", f"{own(n)}\n{CLOSING[0]}", source="podkast") for n in range(6)]
    (episodes_source,) = {resource.source for resource in show(1)}
    guidance = [replace(resource, source=episodes_source) for resource in guidance]
    news = replace(guidance[0], kind=Kind.NEWS, address="https://a.example/nytt")
    repeated = learn_repeated(lambda: [*show(6, CLOSING[0]), *guidance, news])
    assert repeated.strip(news).text.strip() == own(0)


def test_a_lead_that_stands_on_every_page_is_nobodys() -> None:
    pages = [replace(resource, lead=CLOSING[0]) for resource in show(8)]
    assert {learn_repeated(lambda: pages).strip(resource).lead for resource in pages} == {""}
    pages = [replace(resource, lead=own(n + 50)) for n, resource in enumerate(show(8))]
    assert learn_repeated(lambda: pages).strip(pages[3]).lead == own(53)
