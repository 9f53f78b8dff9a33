"""What other crawlers are told: which pages last, in which languages, and what to leave alone."""

from collections.abc import Callable
from datetime import datetime
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import fromstring

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from index.engine import Engine
from index.record import Record
from searchsvc.app import create_app
from searchsvc.config import Config, ConfigError, load_config

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def locations(visit: Callable, path: str) -> list[str]:
    answer = visit(path)
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    found = fromstring(answer.text.encode()).findall(".//s:loc", NS)
    return [(tag.text or "").removeprefix("http://localhost") for tag in found]


def test_the_sitemap_holds_every_thing_and_lasting_page_in_three_languages(
    visit: Callable, engine: Engine, records: dict[str, Record]
) -> None:
    parts = locations(visit, "/sitemap.xml")
    pages = [page for part in parts for page in locations(visit, part)]
    assert len(pages) == len(set(pages)) < 50_000
    things = {engine.get(record.id).id for record in records.values()}  # type: ignore[union-attr]
    for prefix in ("", "/nn", "/en"):
        assert {f"{prefix}/ressurs/{thing}" for thing in things} <= set(pages)
        assert {f"{prefix}/", f"{prefix}/tema/overvann"} <= set(pages)


def test_each_address_of_the_sitemap_names_its_other_languages(visit: Callable) -> None:
    root = fromstring(visit("/sitemap-1.xml").text.encode())
    for url in root.findall("s:url", NS):
        others = {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NS)
        }
        assert set(others) == {"nb", "nn", "en"}
        assert url.findtext("s:loc", "", NS) in others.values()
        assert datetime.fromisoformat(url.findtext("s:lastmod", "", NS))
    assert visit("/sitemap-2.xml").status == visit("/sitemap-0.xml").status == 404


def test_robots_may_read_what_lasts_and_not_what_is_asked(visit: Callable, ids: Callable) -> None:
    answer = visit("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    for path in ("/", "/nn/tema/overvann", f"/en/ressurs/{ids('overvann')}", "/sitemap-1.xml"):
        assert robots.can_fetch("*", path)
    for path in ("/sok", "/nn/sok?q=x", "/sok.atom", "/en/liste?id=1", "/forslag.json"):
        assert not robots.can_fetch("*", path)
    assert {"Disallow: /*?", "Disallow: /*.ics$"} <= set(answer.text.splitlines())
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]


@pytest.mark.parametrize("site", ["", "https://sok.example"])
def test_lasting_pages_name_their_address_and_languages(
    engine: Engine, now: datetime, ids: Callable, site: str
) -> None:
    client = served(engine, now, address=site).test_client()
    for path in ("/", "/tema/overvann", f"/ressurs/{ids('overvann')}", "/prosjekter"):
        for prefix in ("", "/nn", "/en"):
            soup = BeautifulSoup(client.get(prefix + path).text, "lxml")
            assert soup.select_one("link[rel=canonical]")["href"] == f"{site}{prefix}{path}"
            others = {tag["hreflang"]: tag["href"] for tag in soup.select("head link[hreflang]")}
            assert others == {
                "nb": f"{site}{path}",
                "nn": f"{site}/nn{path}",
                "en": f"{site}/en{path}",
                "x-default": f"{site}{path}",
            }
            assert not soup.select("meta[name=robots]")


@pytest.mark.parametrize("path", ["/sok", "/nn/sok?q=x", "/prosjekter?fylke=Vestland", "/finnes"])
def test_searches_filters_and_errors_are_not_to_be_shown(visit: Callable, path: str) -> None:
    soup = visit(path).soup
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"
    assert not soup.select("link[rel=canonical]")


def served(engine: Engine, now: datetime, **settings: object) -> Flask:
    return create_app(Config(**settings), engine, clock=lambda: now)  # type: ignore[arg-type]


def test_addresses_are_those_of_the_configuration(engine: Engine, now: datetime) -> None:
    client = served(engine, now, address="https://sok.example/").test_client()
    assert 'href="https://sok.example/tema"' in client.get("/tema").text
    assert "https://sok.example/sitemap.xml" in client.get("/robots.txt").text


def test_security_txt_names_the_contact_until_its_day(engine: Engine, now: datetime) -> None:
    for settings, status in (
        ({}, 404),
        ({"security_contact": "a@b.example"}, 404),
        ({"security_contact": "a@b.example", "security_expires": "2026-11-24"}, 404),
        ({"security_contact": "a@b.example", "security_expires": "2026-11-25"}, 200),
    ):
        answer = served(engine, now, **settings).test_client().get("/.well-known/security.txt")
        assert answer.status_code == status
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:a@b.example"
    assert datetime.fromisoformat(fields["Expires"]) > now


def test_the_search_box_is_framed_by_the_configured_hosts_alone(
    engine: Engine, now: datetime
) -> None:
    assert served(engine, now).test_client().get("/embed").status_code == 404
    client = served(engine, now, embed_hosts=("www.lia.example", "*.nes.example")).test_client()
    for prefix in ("", "/nn", "/en"):
        answer = client.get(f"{prefix}/embed")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors www.lia.example *.nes.example")
        assert "unsafe" not in policy
        assert f'action="{prefix}/sok"' in answer.text
    assert "frame-ancestors 'none'" in client.get("/").headers["Content-Security-Policy"]
    assert "embed" in client.get("/api").text


@pytest.mark.parametrize(
    "setting",
    [
        'embed_hosts = ["a.example; script-src *"]',
        'embed_hosts = ["https://a.example"]',
        'address = "sok.example"',
        'address = "https://sok.example/under"',
        'security_contact = "ring meg"',
        'security_expires = "1.1.2027"',
    ],
)
def test_settings_that_would_be_said_wrongly_are_refused(tmp_path, setting: str) -> None:
    file = tmp_path / "searchsvc.toml"
    file.write_text(setting, encoding="utf-8")
    with pytest.raises(ConfigError, match=setting.split()[0]):
        load_config(file, environ={})
