"""A podcast's feed, well made and badly made."""

from datetime import date

import pytest

from index.resource import Kind, Link
from scrapers.pages import Refused
from scrapers.pages.feed import read_feed
from scrapers.source import Rule, Source

SHOW = "https://podkast.example"
SOURCE = Source(
    name="podkast",
    owner="Podkast",
    hosts=("podkast.example", "alias.example"),
    start=(f"{SHOW}/",),
    never=(r"\.mp3$", r"^/\d{4}/"),
    drop_lines=("^Preview Mode Links",),
    pages=(Rule(kind=Kind.EPISODE, address="^/[^/]+$"),),
)
OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    "<channel><title>Podkast</title>"
)
CLOSING = "</channel></rss>"


def feed(*items: str) -> bytes:
    return (OPENING + "".join(f"<item>{item}</item>" for item in items) + CLOSING).encode()


def item(slug: str = "flommen", more: str = "") -> str:
    return f"<title>{slug.title()}</title><link>{SHOW}/{slug}</link>{more}"


def test_an_item_is_an_episode() -> None:
    (episode,) = read_feed(
        feed(
            "<title>Hva er overvann?</title>"
            f"<link>{SHOW}/hva-er-overvann</link>"
            "<pubDate>Tue, 04 May 2021 05:00:00 +0000</pubDate>"
            '<guid isPermaLink="false">abc-1</guid>'
            "<description><![CDATA[<p>Om regn.</p>]]></description>"
            "<content:encoded><![CDATA[<p>Om regn som renner på bakken.</p>]]></content:encoded>"
            '<enclosure url="https://traffic.example/1.mp3?dest-id=7" type="audio/mpeg"/>'
            "<itunes:duration>31:05</itunes:duration><itunes:episode>12</itunes:episode>"
        ),
        SOURCE,
    )
    assert (episode.kind, episode.title) == (Kind.EPISODE, "Hva er overvann?")
    assert (episode.source, episode.publisher) == ("podkast", "Podkast")
    assert episode.address == f"{SHOW}/hva-er-overvann"
    assert episode.published == date(2021, 5, 4)
    assert episode.text == "Om regn som renner på bakken."
    assert episode.keys == ("guid:abc-1", "audio:traffic.example/1.mp3")
    assert episode.episode is not None
    assert episode.episode.number == 12
    assert episode.episode.duration == 31 * 60 + 5
    assert episode.episode.audio == "https://traffic.example/1.mp3?dest-id=7"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("31:05", 1865),
        ("1:02:03", 3723),
        ("01:02:03", 3723),
        ("1865", 1865),
        (" 09:07 ", 547),
        ("", None),
        ("en halvtime", None),
        ("31:05:00:00", None),
        ("-5", None),
    ],
)
def test_a_duration_is_in_seconds(written: str, seconds: int | None) -> None:
    more = f"<itunes:duration>{written}</itunes:duration>"
    (episode,) = read_feed(feed(item(more=more)), SOURCE)
    assert episode.episode is not None
    assert episode.episode.duration == seconds


@pytest.mark.parametrize("number", ["tolv", "", "-3", "3.5", "9" * 5_000])
def test_an_episode_number_that_is_no_number_is_none(number: str) -> None:
    more = f"<itunes:episode>{number}</itunes:episode>"
    (episode,) = read_feed(feed(item(more=more)), SOURCE)
    assert episode.episode is not None
    assert episode.episode.number is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Tue, 04 May 2021 23:30:00 +0000", date(2021, 5, 5)),  # half past one, in Oslo
        ("Tue, 04 May 2021 23:30:00 +0200", date(2021, 5, 4)),
        ("snart", None),
        ("Fri, 31 Dec 9999 23:30:00 +0000", None),
    ],
)
def test_the_day_of_an_episode_is_that_of_oslo(written: str, day: date | None) -> None:
    (episode,) = read_feed(feed(item(more=f"<pubDate>{written}</pubDate>")), SOURCE)
    assert episode.published == day


def test_items_without_dates_are_read() -> None:
    episodes = read_feed(feed(item("flommen"), item("skredet")), SOURCE)
    assert [episode.title for episode in episodes] == ["Flommen", "Skredet"]
    assert [episode.published for episode in episodes] == [None, None]


def test_a_guid_that_comes_twice_is_one_episode() -> None:
    twice = "<guid>abc</guid>"
    episodes = read_feed(feed(item("flommen", twice), item("flommen", twice)), SOURCE)
    assert [episode.title for episode in episodes] == ["Flommen"]


def test_an_address_that_comes_twice_without_a_guid_is_one_episode() -> None:
    assert len(read_feed(feed(item("flommen"), item("flommen"), item("skredet")), SOURCE)) == 2


def test_an_item_elsewhere_and_one_that_is_never_read_are_passed_over() -> None:
    elsewhere = "<title>Reklame</title><link>https://annonse.example/x</link>"
    episodes = read_feed(feed(elsewhere, item("2021/05"), item("flommen")), SOURCE)
    assert [episode.title for episode in episodes] == ["Flommen"]


def test_an_alias_host_is_the_shows_own() -> None:
    alias = "<title>Flommen</title><link>https://alias.example/flommen</link>"
    (episode,) = read_feed(feed(alias), SOURCE)
    assert episode.address == "https://alias.example/flommen"


def test_links_that_are_wrapped_over_lines_are_kept_with_their_words() -> None:
    notes = (
        '<p>Les <a href= "https://a.example/overvann">om overvann</a> og <a href=\n'
        '"https://b.example/flom">om\nflom</a>.</p>'
    )
    more = f"<description><![CDATA[{notes}]]></description>"
    (episode,) = read_feed(feed(item(more=more)), SOURCE)
    assert episode.links == (
        Link(target="https://a.example/overvann", text="om overvann", passage=0),
        Link(target="https://b.example/flom", text="om flom", passage=0),
    )
    assert episode.text == "Les om overvann og om flom."


def test_lines_that_the_source_drops_are_dropped_from_the_notes() -> None:
    notes = "<p>Preview Mode Links will not work in preview mode</p><p>Om flom.</p>"
    more = f"<description><![CDATA[{notes}]]></description>"
    (episode,) = read_feed(feed(item(more=more)), SOURCE)
    assert episode.text == "Om flom."


def test_script_in_the_notes_is_not_text() -> None:
    notes = "<p>Om flom.</p><script>alert(1)</script><style>p{color:red}</style>"
    more = f"<description><![CDATA[{notes}]]></description>"
    (episode,) = read_feed(feed(item(more=more)), SOURCE)
    assert episode.text == "Om flom."


@pytest.mark.parametrize("number", ["xD800", "55296", "x110000", "9" * 5_000, "x" + "f" * 99])
def test_the_number_of_no_letter_is_nothing(number: str) -> None:
    more = f"<description>Om &#{number}; fl&#111;m &#x1F30A;</description>"
    (episode,) = read_feed(feed(item(more=more)), SOURCE)
    assert episode.text == "Om flom \N{WATER WAVE}"


@pytest.mark.parametrize(
    "body",
    [
        feed(item("flommen"), item("skredet"))[: -len(CLOSING)],  # cut off
        feed(item("flommen"), item("skredet")).replace(b"<title>", b"<title>A & B ", 1),
        feed(item("flommen", "<b>"), item("skredet")),
        b"\n\n" + feed(item("flommen"), item("skredet")),
        feed(item("flommen", "&nbsp;&oslash;"), item("skredet")),
        feed(item("flommen"), item("skredet")).replace(b"UTF-8", b"no-such-charset"),
    ],
    ids=["cut off", "bare ampersand", "unclosed", "space first", "HTML entities", "charset"],
)
def test_a_malformed_feed_is_read_all_the_same(body: bytes) -> None:
    addresses = [episode.address for episode in read_feed(body, SOURCE)]
    assert addresses == [f"{SHOW}/flommen", f"{SHOW}/skredet"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Siden er nede",
        b"<!DOCTYPE html><html><head><title>Logg inn</title></head><body><p>Hei</p></body></html>",
        b'{"error": "not found"}',
        b"%PDF-1.7 \x00\x01\x02",
        "\N{BYTE ORDER MARK}<html><title>Feil</title>".encode("utf-16"),
    ],
    ids=["empty", "text", "HTML", "JSON", "PDF", "UTF-16"],
)
def test_what_is_not_a_feed_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match="not a feed"):
        read_feed(body, SOURCE)


def test_a_feed_without_items_has_no_episodes() -> None:
    assert read_feed(feed(), SOURCE) == []


def transcripts(*urls: tuple[str, str]) -> str:
    return "".join(f'<podcast:transcript url="{url}" type="{media}"/>' for url, media in urls)


@pytest.mark.parametrize(
    ("named", "chosen"),
    [
        ([(f"{SHOW}/1.html", "text/html"), (f"{SHOW}/1.vtt", "text/vtt")], (f"{SHOW}/1.vtt",)),
        ([(f"{SHOW}/1", "application/x-subrip"), (f"{SHOW}/1.json", "application/json")],
         (f"{SHOW}/1",)),
        ([(f"{SHOW}/1.html", "text/html")], (f"{SHOW}/1.html",)),
        ([("https://andre.example/1.vtt", "text/vtt")], ()),
        ([(f"{SHOW}/flommen", "text/html")], ()),
        ([(f"{SHOW}/", "text/html")], ()),
        ([(f"{SHOW}/2021/1.vtt", "text/vtt")], ()),
        ([("javascript:alert(1)", "text/vtt"), ("", "")], ()),
        ([], ()),
    ],
)  # fmt: skip
def test_the_best_transcript_of_an_item_is_named(
    named: list[tuple[str, str]], chosen: tuple[str, ...]
) -> None:
    body = feed(item("uten"), item("flommen", f"<guid>2</guid>{transcripts(*named)}"))
    body = body.replace(b"<rss", b'<rss xmlns:podcast="https://podcastindex.org/namespace/1.0"')
    assert [episode.transcripts for episode in read_feed(body, SOURCE)] == [(), chosen]


def test_in_a_feed_that_breaks_off_a_transcript_is_found_or_not_but_nothing_fails() -> None:
    whole = feed(item("flommen", transcripts((f"{SHOW}/1.vtt", "text/vtt"))))
    for end in range(len(whole) - 60, len(whole)):
        (episode,) = read_feed(whole[:end], SOURCE)
        assert episode.transcripts in ((), (f"{SHOW}/1.vtt",))


# items that name no page of the show

SOUND = "https://traffic.example/flom.mp3"
ENCLOSURE = f'<enclosure url="{SOUND}" type="audio/mpeg"/>'


@pytest.mark.parametrize(
    "link",
    [SOUND, f"{SHOW}/flom.mp3", "https://ukjent.example/flommen", ""],
    ids=["the sound", "the sound at the show", "a host of no source", "none"],
)
def test_an_item_that_names_no_page_is_known_by_its_sound(link: str) -> None:
    (episode,) = read_feed(
        feed(f"<title>Flommen</title><link>{link}</link><guid>abc</guid>{ENCLOSURE}"), SOURCE
    )
    assert (episode.address, episode.title) == (SOUND, "Flommen")
    assert episode.keys == ("guid:abc", "audio:traffic.example/flom.mp3")
    assert episode.episode is not None
    assert episode.episode.audio == SOUND


def test_a_guid_that_is_the_address_of_the_page_is_believed() -> None:
    more = f"<guid>{SHOW}/flommen</guid>{ENCLOSURE}"
    (episode,) = read_feed(feed(f"<title>Flommen</title><link>{SOUND}</link>{more}"), SOURCE)
    assert episode.address == f"{SHOW}/flommen"


@pytest.mark.parametrize("link", [f"{SHOW}/2021/05", "javascript:alert(1)", ""])
def test_an_item_without_a_page_and_a_sound_is_left_out(link: str) -> None:
    assert read_feed(feed(f"<title>Flommen</title><link>{link}</link>"), SOURCE) == []
