"""The organisation's pages: another markup than the directorate's."""

import re

HOST = "http://www.kommunelaget.example"
EXAMPLES = "/fagomrader/samfunnsutvikling/klima/eksempler/"


def test_an_article_has_a_header_with_a_byline(visit):
    page = visit(f"{HOST}/fagomrader/demokrati-og-styring/folkevalgtprogrammet/").page
    assert page.select_one("article header h1").text
    assert re.fullmatch(
        r"Publisert \d\d\.\d\d\.\d{4}", page.select_one("article header div.byline").text
    )
    assert len(page.select("ul.linkblock a")) >= 5


def test_an_example_has_a_fact_box(visit):
    hub = visit(HOST + EXAMPLES).page
    links = [link["href"] for link in hub.select("[role=main] ul.linkblock a")]
    assert len(links) >= 10
    for link in links:
        box = visit(HOST + link).page.select_one(".factbox")
        assert [label.text for label in box.select("dt")] == ["Kommune", "Fylke"]
        assert all(value.text for value in box.select("dd"))


def test_robots_and_sitemap(visit):
    assert f"Sitemap: {HOST}/sitemap.xml" in visit(f"{HOST}/robots.txt").text
    listed = [loc.text for loc in visit(f"{HOST}/sitemap.xml").page.find_all("loc")]
    assert f"{HOST}/" in listed
    assert {visit(address).status for address in listed} == {200}
