"""Page readers: each folder in pages/ is a page, and the Resource that a person reads in it.

The first line of page.html is a comment with the address at which the page was found.
"""

import re
from pathlib import Path

import msgspec
import pytest

from index.resource import Resource
from scrapers.pages import Refused, directives, open_page, read_page
from scrapers.sample.sources import sample_sources
from scrapers.source import owner_of

PAGES = Path(__file__).parent / "pages"
GUIDE = "http://www.klimadirektoratet.example/ansvarsomrader/klima/for-myndigheter/overvann/"
ENOUGH = " ".join(f"Råd nummer {number} gjelder overvann." for number in range(12))


def read(address: str, markup: str) -> Resource | None:
    source = owner_of(address, sample_sources())
    assert source is not None
    rule = source.rule(address)
    assert rule is not None
    return read_page(open_page(address, markup, rule, source), rule, source)


def guide(markup: str) -> Resource:
    """A page of guidance with this in its main part."""
    resource = read(GUIDE, f"<main><h1>Overvann</h1><p>{ENOUGH}</p>{markup}</main>")
    assert resource is not None
    return resource


@pytest.mark.parametrize("folder", sorted(PAGES.iterdir()), ids=lambda folder: folder.name)
def test_a_page_is_read_as_a_person_reads_it(folder: Path) -> None:
    markup = (folder / "page.html").read_bytes().decode()
    address = re.findall(r"\A<!-- (\S+) -->", markup)[0]
    expected = msgspec.json.decode((folder / "expected.json").read_bytes(), type=Resource)
    assert read(address, markup) == expected


@pytest.mark.parametrize("tag", ["div", "b", "ul", "table", "blockquote", "article"])
def test_five_thousand_nested_elements_hide_nothing(tag: str) -> None:
    nested = f"<{tag}>" * 5_000 + "<p>innerst</p>" + f"</{tag}>" * 5_000
    page = guide(f"{nested}<p>etter</p>")
    assert "innerst" in page.text
    assert page.text.endswith("etter")


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("noindex", {"noindex"}),
        ("NOINDEX, Follow", {"noindex", "follow"}),
        ("none", {"none", "noindex", "nofollow"}),
        ("index, max-image-preview:none", {"index", "max-image-preview:none"}),
        ("", {""}),
    ],
)
def test_robots_directives_are_whole_words(written: str, asked: set[str]) -> None:
    assert directives(written) == asked


@pytest.mark.parametrize("robots", ["noindex", "NoIndex,nofollow", "none"])
def test_a_page_that_says_noindex_is_refused(robots: str) -> None:
    with pytest.raises(Refused, match="noindex"):
        guide(f'<meta name="robots" content="{robots}">')


def test_a_page_that_only_wants_no_previews_is_read() -> None:
    assert guide('<meta name="robots" content="max-image-preview:none">').title == "Overvann"


def test_a_page_with_few_words_of_its_own_only_leads_on() -> None:
    links = "".join(f'<li><a href="/x{n}">Veiledning om {n}</a></li>' for n in range(99))
    assert read(GUIDE, f"<main><h1>Klima</h1><p>Velg:</p><ul>{links}</ul></main>") is None


@pytest.mark.parametrize(
    "canonical",
    [
        "/",
        "https://andre.example/ansvarsomrader/klima/for-myndigheter/overvann/",
        "/om-oss/",
        "javascript:alert(1)",
        "",
    ],
)
def test_a_canonical_address_elsewhere_or_at_the_front_page_is_not_believed(canonical: str) -> None:
    assert guide(f'<link rel="canonical" href="{canonical}">').address == GUIDE


def test_a_canonical_address_on_the_same_site_is_believed() -> None:
    canonical = GUIDE.replace("overvann", "vann")
    assert guide(f'<link rel="canonical" href="{canonical}?utm=1">').address == canonical


def test_the_query_of_an_address_is_no_part_of_it() -> None:
    resource = read(f"{GUIDE}?sid=77", f"<main><h1>A</h1><p>{ENOUGH}</p></main>")
    assert resource is not None
    assert resource.address == GUIDE


def test_title_and_lead_are_cut_at_their_caps() -> None:
    page = read(GUIDE, f"<main><h1>{'t' * 999}</h1><p class=lead>{'l' * 9999}</p>{ENOUGH}</main>")
    assert page is not None
    assert (len(page.title), len(page.lead)) == (300, 1_000)


def test_letters_are_composed() -> None:
    assert guide("<p>A\u030asgrend</p>").text.endswith("Åsgrend")


def test_a_no_break_space_stays() -> None:
    assert guide("<p>2&nbsp;000 kroner</p>").text.endswith("2\u00a0000 kroner")


def test_a_line_break_parts_the_words_of_a_title() -> None:
    page = read(GUIDE, f"<main><h1>Flom<br>og <b>skred</b>fare</h1><p>{ENOUGH}</p></main>")
    assert page is not None
    assert page.title == "Flom og skredfare"


def test_a_page_without_a_title_bears_its_first_heading() -> None:
    page = read(GUIDE, f"<main><h1></h1><p>{ENOUGH}</p><h2>Flom</h2><p>{ENOUGH}</p></main>")
    assert page is not None
    assert page.title == "Flom"


def test_a_link_around_a_whole_card_is_kept_with_its_words() -> None:
    (link,) = guide('<a href="/kort/"><div><h2>Kort</h2><p>Om kortet</p></div></a>').links
    assert link.target.endswith(".example/kort/")
    assert link.text == "Kort Om kortet"


def test_an_absurd_step_is_no_step() -> None:
    assert guide(f"<p>Steg {'9' * 60} av 3</p>").step is None


@pytest.mark.parametrize(
    ("written", "kroner"),
    [
        ("2 000 000", 2_000_000),
        ("2\u00a0000\u00a0000", 2_000_000),
        ("350.000", 350_000),
        ("kr 350 000,-", 350_000),
        ("350000 kroner", 350_000),
        ("350 000,00", 350_000),
        ("1,5 mill. kroner", None),
        ("2 mill.", None),
        ("2.5", None),
        ("mellom 100 000 og 200 000", None),
        ("9" * 40, None),
        ("", None),
    ],
)
def test_an_amount_is_in_kroner_or_not_known(written: str, kroner: int | None) -> None:
    address = "http://www.klimadirektoratet.example/klimasats/2022/ombruk/"
    page = read(address, f"<main><h1>Ombruk</h1><p>Tilskudd: {written}</p></main>")
    assert page is not None
    assert page.project is not None
    assert page.project.amount == kroner


def test_a_sign_up_in_menu_or_footer_is_for_something_else() -> None:
    address = "http://www.klimadirektoratet.example/aktuelt/arrangementer/2021/mai-2021/flom/"
    menu = '<nav><a href="/pamelding/">Påmelding til kurs</a></nav>'
    footer = '<footer><a href="/brev/">Meld deg på nyhetsbrev</a></footer>'
    page = read(address, f"{menu}<main><h1>Flom</h1><p>Sted: Nett</p></main>{footer}")
    assert page is not None
    assert page.event is not None
    assert page.event.signup == ""


@pytest.mark.parametrize(
    "name", ["cookie-info", "breadcrumbs", "share-row", "social-links", "related-pages", "les-ogsa"]
)
def test_chrome_is_known_by_its_name(name: str) -> None:
    assert "Bort" not in guide(f'<div class="{name}"><p>Bort</p></div>').text
    assert "Bort" not in guide(f'<div id="{name}"><p>Bort</p></div>').text


@pytest.mark.parametrize("anchor", ["climate-related-risk", "social-housing", "shared-goals"])
def test_a_heading_is_never_chrome(anchor: str) -> None:
    page = guide(f'<h2 id="{anchor}">Risk</h2><p>Know it.</p>')
    assert (page.passages[-1].heading, page.passages[-1].anchor) == ("Risk", anchor)


WEBINAR = "http://www.klimadirektoratet.example/aktuelt/arrangementer/2026/mai/flom/"


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ('<video src="/v.mp4"><track kind="captions" src="/media/flom.vtt"></video>', "flom.vtt"),
        ('<a href="/media/flom.SRT?v=2">Teksting</a><a href="/media/b.vtt">B</a>', "flom.SRT"),
        ('<a href="https://andre.example/flom.vtt">Teksting</a>', ""),
        ('<a href="/media/flom.pdf">Presentasjon</a>', ""),
    ],
)
def test_a_webinar_names_the_transcript_of_its_recording(markup: str, named: str) -> None:
    webinar = read(WEBINAR, f"<main><h1>Flom</h1><p>Om flom i byer.</p>{markup}</main>")
    assert webinar is not None
    assert [address.rpartition("/")[2] for address in webinar.transcripts] == [named] * bool(named)
    assert guide(markup).transcripts == ()
