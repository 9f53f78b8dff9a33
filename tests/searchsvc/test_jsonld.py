"""What a thing's page says in the words of schema.org."""

from collections.abc import Callable
from typing import Any

import extruct
import pytest

from index.resource import Kind
from searchsvc.jsonld import TYPES


def said(page: Any) -> dict[str, Any]:
    """The one block of a page, as another library reads it."""
    (block,) = extruct.extract(page.text, syntaxes=["json-ld"], errors="strict")["json-ld"]
    return dict(block)


def first(visit: Callable, kind: str, more: str = "") -> Any:
    return visit(visit(f"/sok?type={kind}{more}").main.select_one(".hit h3 a")["href"])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("webinar", "Event"), ("podkast", "PodcastEpisode"), ("tilskudd", "MonetaryGrant"),
        ("prosjekt", "Project"), ("veiledning", "Article"), ("nyhet", "NewsArticle"),
        ("eksempel", "Article"), ("dokument", "DigitalDocument"),
    ],
)  # fmt: skip
def test_every_kind_has_its_type(visit_site: Callable, kind: str, expected: str) -> None:
    page = first(visit_site, kind)
    data = said(page)
    assert (data["@context"], data["@type"]) == ("https://schema.org", expected)
    assert data["name"] == page.soup.h1.get_text()
    assert data["url"].startswith("http")


def test_no_kind_is_forgotten() -> None:
    assert set(TYPES) == set(Kind)


def test_an_event_says_when_with_its_zone_and_where(visit_site: Callable) -> None:
    data = said(first(visit_site, "webinar", "&tilstand=kommende"))
    assert data["startDate"] < data["endDate"]
    assert data["startDate"].endswith(("+01:00", "+02:00"))
    assert data["location"]["@type"] in ("VirtualLocation", "Place")


def test_a_project_says_what_it_got(visit_site: Callable) -> None:
    amount = said(first(visit_site, "prosjekt", "&sorter=sum"))["funding"]["amount"]
    assert amount == {"@type": "MonetaryAmount", "currency": "NOK", "value": 5_500_000}


def test_nothing_in_a_title_ends_the_block(visit: Callable, records: dict[str, Any]) -> None:
    for record in records.values():
        page = visit(f"/ressurs/{record.id}")
        blocks = page.soup.find_all("script")
        assert len(blocks) == 2, record.resource.title
        assert "<" not in blocks[0].string
        assert said(page)["@type"]
