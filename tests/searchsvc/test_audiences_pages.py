"""Pages for those in a role: what is written for them, and topics with theirs first."""

from collections.abc import Callable
from typing import Any

import pytest


def titles(page: Any, section: str) -> list[str]:
    heading = page.main.find(id=section)
    return [name.get_text() for name in heading.parent.select(".hit .name")] if heading else []


def total(page: Any) -> int:
    return int(page.soup.h1.get_text().split()[0])


def test_every_role_is_listed_with_how_much_there_is(visit_site: Callable) -> None:
    page = visit_site("/rolle")
    for item in page.main.select(".hit"):
        name, count = item.a, int(item.b.get_text().split()[0])
        role = name["href"].rpartition("/")[2]
        assert count == total(visit_site(f"/sok?rolle={role}")) > 0
        assert visit_site(name["href"]).soup.h1.get_text() == name.get_text()


def test_a_role_has_what_is_for_it_kind_by_kind(visit_site: Callable) -> None:
    page = visit_site("/rolle/folkevalgt")
    assert "kommunestyre" in page.main.select_one(".lead").get_text()
    theirs = {
        name.get_text()
        for side in range(1, 9)
        for name in visit_site(f"/sok?rolle=folkevalgt&side={side}").main.select(".hit .name")
    }
    shown = [name.get_text() for name in page.main.select(".hit .name")]
    assert shown
    assert set(shown) <= theirs


def test_a_topic_has_the_roles_own_first_and_nothing_is_left_out(visit_site: Callable) -> None:
    topics = visit_site("/rolle/folkevalgt").main.select("aside a[href*='rolle=folkevalgt']")
    for topic in topics[:6]:
        for_them = visit_site(topic["href"])
        for_all = visit_site(topic["href"].partition("?")[0])
        jumps = [
            [a.get_text() for a in page.main.select(".jump a")] for page in (for_them, for_all)
        ]
        assert jumps[0] == jumps[1]
        own = titles(visit_site("/rolle/folkevalgt"), "veiledning")
        found = [title in own for title in titles(for_them, "veiledning")]
        assert found == sorted(found, reverse=True)


def test_a_role_is_followed_by_feed_and_calendar(visit_site: Callable) -> None:
    links = {a["href"] for a in visit_site("/rolle/planlegger").main.select("aside a")}
    assert {"/sok.atom?rolle=planlegger", "/sok.ics?rolle=planlegger"} <= links


@pytest.mark.parametrize("address", ["/rolle/finnesikke", "/rolle/%3Cb%3E"])
def test_a_role_that_is_not_known_is_not_found(visit_site: Callable, address: str) -> None:
    assert visit_site(address).status == 404


@pytest.mark.parametrize(
    "address",
    ["/nn/rolle", "/en/rolle/ledelse", "/nn/tema/overvann?rolle=ledelse", "/tema/bygg?rolle=%00"],
)
def test_the_pages_are_well_formed_in_every_language(visit_site: Callable, address: str) -> None:
    page = visit_site(address)
    assert page.status == 200
    assert page.faults == []
