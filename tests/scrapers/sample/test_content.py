"""A broken text is refused, with its file and the reason."""

from datetime import date

import pytest

from scrapers.sample.content import ContentError, read_texts
from scrapers.sample.site import Site

NEWS = """+++
kind = "news"
title = "Nye tall"
lead = "Tallene er her."
language = "nb"
day = -3
section = "nyheter"
+++
Frist {{day:-40}}. Se [de andre tallene](page:n-andre).
"""


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        file = tmp_path / "news" / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_text_is_read_with_its_fields_and_links(write):
    write("n-nye", NEWS)
    texts = read_texts(write("n-andre", NEWS.replace("page:n-andre", "page:n-nye")))
    assert list(texts) == ["n-andre", "n-nye"]
    assert texts["n-nye"].area == "news"
    assert texts["n-nye"].fields == {"day": -3, "section": "nyheter"}
    assert texts["n-nye"].links == ("n-andre",)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("+++\nkind", "kind", "no front matter"),
        ('kind = "news"', 'kind = "gossip"', "unknown kind 'gossip'"),
        ('kind = "news"', "kind = news", "broken front matter"),
        ('title = "Nye tall"', "", "missing field 'title'"),
        ('lead = "Tallene er her."', "", "missing field 'lead'"),
        ('language = "nb"', 'language = "da"', "field 'language' cannot be 'da'"),
        ("day = -3", "", "missing field 'day'"),
        ("day = -3", 'day = "i går"', "field 'day' should be int"),
        ("day = -3", "day = -3\ndeadline = 2", "unknown field 'deadline'"),
        ('section = "nyheter"', 'section = "sport"', "field 'section' cannot be 'sport'"),
        ("page:n-andre", "page:n-borte", "link to an unknown page 'n-borte'"),
    ],
)
def test_a_broken_text_is_refused_with_file_and_reason(write, before, after, reason):
    write("n-andre", NEWS)
    folder = write("n-nye", NEWS.replace(before, after))
    with pytest.raises(ContentError) as refusal:
        read_texts(folder)
    assert refusal.value.file.name == "n-nye.md"
    assert reason in refusal.value.reason


def test_two_texts_cannot_have_one_address(write):
    write("n-nye", NEWS)
    folder = write("n-andre", NEWS)
    with pytest.raises(ContentError, match="has the address /aktuelt/nyheter/2026/nye-tall/"):
        Site(date(2026, 11, 25), folder=folder)


def test_days_in_a_body_are_counted_from_today(write):
    write("n-andre", NEWS.replace("Nye tall", "Andre tall"))
    site = Site(date(2026, 11, 25), folder=write("n-nye", NEWS))
    page = site.answer(site.names.directorate, "/aktuelt/nyheter/2026/nye-tall/", {})
    assert "Frist 16. oktober 2026." in page.body.decode()
