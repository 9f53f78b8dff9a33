"""Markup that would hide, forge, or exhaust: what comes of each case."""

import tracemalloc

import pytest

from index.resource import Kind, Resource
from scrapers.pages import HtmlPage, Refused, open_page, open_plain, read_page
from scrapers.pages.page import LONGEST_TITLE
from scrapers.pages.plain import MOST_LINES, MOST_LINKS, read_plain
from scrapers.source import Rule, Source

ADDRESS = "https://a.example/rad/flom"
RULE = Rule(kind=Kind.GUIDANCE, address="^/rad/")
SOURCE = Source(
    name="a", owner="A", hosts=("a.example",), start=("https://a.example/",), pages=(RULE,)
)
ENOUGH = " ".join(f"Råd nummer {number} gjelder flom." for number in range(12))


def opened(markup: str) -> HtmlPage:
    return open_page(ADDRESS, markup, RULE, SOURCE)


def plain(markup: str) -> HtmlPage:
    """The page where only its text is read."""
    return open_plain(ADDRESS, read_plain(markup), RULE, SOURCE)


def read(markup: str) -> Resource:
    """A page of guidance with this in its main part, after enough words."""
    page = opened(f"<main><h1>Flom</h1><p>{ENOUGH}</p>{markup}</main>")
    resource = read_page(page, RULE, SOURCE)
    assert resource is not None
    return resource


def text(markup: str) -> str:
    return read(markup).text.removeprefix(ENOUGH).strip()


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul", "table", "a href=/x", "font", "section"])
def test_twenty_thousand_nested_elements_hide_nothing(tag: str) -> None:
    assert text(f"<{tag}>ytterst" * 20_000 + "<p>innerst</p>").endswith("innerst")


def test_an_attribute_of_two_million_letters_is_nobodys_text() -> None:
    assert text(f'<p title="{"x" * 2_000_000}">kort</p>') == "kort"


def test_the_text_alone_is_read_in_little_memory() -> None:
    rows = "".join(f'<li><a href="/rad/{n}">Lenke {n}</a></li>' for n in range(300_000))
    markup = f"<title>Stor</title><nav>Meny</nav><main><h2>Om</h2><p>{ENOUGH}</p><ul>{rows}</ul>"
    tracemalloc.start()
    page = plain(markup)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000
    assert page.title == "Stor"
    assert [line.text for line in page.lines[:3]] == ["Om", ENOUGH, "Lenke 0"]
    assert page.lines[0].is_heading
    assert (len(page.lines), len(page.links)) == (MOST_LINES, MOST_LINKS)


def test_an_attribute_without_end_leaves_the_text() -> None:
    page = plain(f'<h1>Flom</h1><p title="{"x" * 5_000_000}">{ENOUGH}</p>')
    assert page.title == "Flom"
    assert [line.text for line in page.lines] == [ENOUGH]


def test_menus_are_nobodys_text_and_what_is_deep_is_read() -> None:
    page = plain(f"<nav>Meny</nav>{'<div>' * 1_000}<p>innerst</p>")
    assert [line.text for line in page.lines] == ["innerst"]


@pytest.mark.parametrize("name", ["robots", "klimasok"])
def test_a_page_read_as_text_may_say_that_it_is_not_to_be_read(name: str) -> None:
    asked = f'<meta name="{name}" content="noindex"><meta name="robots" content="follow">'
    with pytest.raises(Refused, match="noindex"):
        plain(asked + "<p>ord</p>" * 400_000)


def test_elements_that_are_never_closed_hide_nothing() -> None:
    assert text("<p>en<p>to<ul><li>tre<li>fire<b>fem<table><tr><td>seks") == "\n".join(
        ["en", "to", "tre", "fire" + "fem", "seks"]
    )


def test_nul_is_left_out() -> None:
    assert text("<p>kli\0ma<scr\0ipt>ondt()</scr\0ipt></p>") == "klima"


@pytest.mark.parametrize(
    "unseen",
    [
        "<!-- skjult -->",
        "<!-- > <p>skjult</p> -->",
        "<![CDATA[ skjult ]]>",
        "<?php echo 'skjult' ?>",
        "<script>var a = '<p>skjult</p>';</script>",
        "<script>/* </p> */ skjult()</script>",
        "<style>p::after{content:'skjult'}</style>",
        "<noscript>skjult</noscript>",
        "<template><p>skjult</p></template>",
        "<textarea>skjult</textarea>",
        "<select><option>skjult</select>",
        "<button>skjult</button>",
        "<svg><title>skjult</title><text>skjult</text></svg>",
        "<iframe srcdoc='skjult'>skjult</iframe>",
        "<object>skjult</object>",
        "<p hidden>skjult</p>",
        "<p aria-hidden=true>skjult</p>",
        '<div style="display : NONE"><p>skjult</p></div>',
        '<p style="color:red; visibility:hidden">skjult</p>',
        '<p style="font-size:0">skjult</p>',
        '<p style="opacity: 0.0;">skjult</p>',
        '<p style="text-indent:-9999px">skjult</p>',
        '<p style="position:absolute; left:-10000px">skjult</p>',
        '<p style="height:0px;overflow:hidden">skjult</p>',
        '<p style="clip: rect(0 0 0 0)">skjult</p>',
        '<p style="color:#fff;background-color:#FFF">skjult</p>',
    ],
)
def test_what_no_reader_sees_is_not_read(unseen: str) -> None:
    assert text(f"<p>før</p>{unseen}<p>etter</p>") == "før\netter"


@pytest.mark.parametrize(
    "seen",
    [
        "<p hidden=until-found>synlig</p>",
        '<p style="display:block;opacity:0.9;height:0.5em">synlig</p>',
        '<p style="color:#fff;background:#000">synlig</p>',
        '<p style="margin:0;padding:0px;border:0">synlig</p>',
        "<details><summary>synlig</summary></details>",
    ],
)
def test_what_a_reader_can_see_is_read(seen: str) -> None:
    assert text(seen) == "synlig"


def test_a_script_ends_where_browsers_end_it() -> None:
    script = '<script>document.write("<p>skjult</p><\\/script>");</script>'
    assert text(f"{script}<p>etter</p>") == "etter"


@pytest.mark.parametrize(
    ("base", "target"),
    [
        ('<base href="/annet/">', "https://a.example/annet/b"),
        ('<base href="https://ond.example/">', "https://ond.example/b"),
        ('<base href="javascript:ondt()">', "https://a.example/rad/b"),
        ("<base target=_blank>", "https://a.example/rad/b"),
    ],
)
def test_links_lead_where_browsers_would_go(base: str, target: str) -> None:
    page = opened(f"<head>{base}</head><main><h1>Flom</h1><a href=b>B</a></main>")
    assert page.links == (target,)
    assert page.canonical == ADDRESS


def test_entities_are_letters_once() -> None:
    assert text(
        "<p>&aring;&#229;&#xE5; &amp;lt;b&amp;gt; &finnesikke; &#0;&#x110000;</p>"
    ).startswith("ååå &lt;b&gt; &finnesikke;")


def test_a_flood_of_entities_is_a_long_text() -> None:
    assert text("<p>" + "&aring;" * 200_000 + "</p>") == "å" * 200_000


def test_an_entity_bomb_is_no_bomb_in_html() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    page = opened(f"{bomb}<main><h1>Flom</h1><p>&c;&c;&c; {ENOUGH}</p></main>")
    assert "hahaha" not in page.lines[-1].text
    assert page.title == "Flom"


def test_markup_in_a_title_is_text_and_direction_overrides_are_gone() -> None:
    page = opened("<main><h1>&lt;script&gt;\u202egnidliub\u202c</h1></main>")
    assert page.title == "<script>gnidliub"


def test_a_title_without_end_is_cut() -> None:
    assert len(opened("<main><h1>" + "lang " * 100_000).title) == LONGEST_TITLE


@pytest.mark.parametrize(
    "scheme", ["javascript:ondt()", "data:text/html,x", "vbscript:x", "//", "#"]
)
def test_links_that_are_none_lead_nowhere(scheme: str) -> None:
    links = read(f'<p><a href="{scheme}">Klikk</a></p>').links
    assert [link.target for link in links if not link.target.startswith(ADDRESS)] == []


def test_json_ld_that_is_no_json_or_has_no_end_is_passed_over() -> None:
    hostile = ["{", "[" * 100_000, '{"@graph": {"a": null}}', "null", '"tekst"', "1e999", "{}" * 3]
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in hostile)
    assert read(scripts).title == "Flom"


def test_microdata_without_end_is_read_in_one_walk() -> None:
    nested = "<div itemscope itemprop=x>" * 20_000
    assert read(nested + "<p>innerst</p>").text.endswith("innerst")
    many = "<div itemscope><b itemprop=name>N</b></div>" * 20_000
    assert read(many).title == "Flom"


@pytest.mark.parametrize("kind", [Kind.EVENT, Kind.PROJECT, Kind.GRANT, Kind.EPISODE])
@pytest.mark.parametrize(
    "flood",
    [
        "<p>" + "søk innen frist " * 60_000,
        "<p>" + "1,2," * 200_000 + "mars</p>",
        "<p>Tid: " + "10.00-" * 100_000,
        "<p>Søknadsfrist: " + "1. mars " * 60_000,
        "<p>Innledere:</p><ul><li>" + "Ola (" * 100_000 + "</ul>",
        "<p>" + "<b>Sted:</b> <a href=/x>Oslo</a> " * 10_000,
        "<table><tr>" + "<th>Sted</th>" * 20_000 + "</tr></table>",
        "<dl>" + "<dt>Status</dt><dd>Ja</dd>" * 20_000 + "</dl>",
    ],
    ids=lambda flood: flood[:24],
)
def test_a_flood_of_labels_and_days_is_read_in_time(flood: str, kind: Kind) -> None:
    rule = Rule(kind=kind, address="^/rad/")
    page = open_page(ADDRESS, f"<main><h1>Flom</h1><p>{ENOUGH}</p>{flood}</main>", rule, SOURCE)
    assert read_page(page, rule, SOURCE) is not None
