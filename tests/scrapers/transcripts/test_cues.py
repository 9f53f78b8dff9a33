"""Cues out of every form that a transcript has, and out of what is no transcript."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.transcripts.cues import LARGEST, MOST, Cue, TranscriptError, read_cues
from scrapers.transcripts.passages import passages_of

VTT = """WEBVTT - Om overvann

NOTE
Laget av en maskin
00:00:00.000 skal ikke med

STYLE
::cue { color: red }

intro
00:00:01.500 --> 00:00:04.000 align:start
<v Kari Nes>Velkommen til <i>podkasten</i>.

01:05.000 --> 01:09.000
<v.loud Per>Takk &amp; takk.
Hyggelig.
"""
SRT = """1
00:00:01,500 --> 00:00:04,000
{\\an8}På øya er det våtere nå.
2
00:01:05,000 --> 00:01:09,000
Ja.
"""


def cue(second: int | None, text: str, speaker: str = "") -> Cue:
    return Cue(text=text, second=second, speaker=speaker)


def vtt(*cues: tuple[str, str]) -> bytes:
    return "\n\n".join(("WEBVTT", *(f"{times}\n{text}" for times, text in cues))).encode()


def test_webvtt_is_read_with_its_voices_and_without_notes_and_styles() -> None:
    assert read_cues(VTT.encode()) == [
        cue(1, "Velkommen til podkasten.", "Kari Nes"),
        cue(65, "Takk & takk. Hyggelig.", "Per"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_subrip_is_read_in_every_encoding_it_comes_in(encoding: str) -> None:
    expected = [cue(1, "På øya er det våtere nå."), cue(65, "Ja.")]
    assert read_cues(SRT.encode(encoding)) == expected
    assert read_cues(SRT.replace("\n", "\r\n").encode(encoding)) == expected


def test_the_json_of_podcasts_is_read() -> None:
    segments = [
        {"speaker": "Kari", "startTime": 0.5, "endTime": 3, "body": "Velkommen."},
        {"startTime": "nå", "body": "Takk."},
        {"startTime": 1e400, "body": "For sent."},
        {"startTime": 4},
        "ikke noe",
    ]
    body = json.dumps({"version": "1.0.0", "segments": segments}).encode()
    assert read_cues(body) == [
        cue(0, "Velkommen.", "Kari"),
        cue(None, "Takk."),
        cue(None, "For sent."),
    ]


def test_the_html_of_podcasts_is_read() -> None:
    page = "<cite>Kari:</cite><time>0:00</time><p>Velkommen.</p><time>1:02:03</time><p>Takk.</p>"
    assert read_cues(page.encode()) == [
        cue(0, "Velkommen.", "Kari"),
        cue(3723, "Takk.", "Kari"),
    ]


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("Kari Nes: Velkommen.", "Kari Nes"),
        ("ØYSTEIN: Velkommen.", "ØYSTEIN"),
        ("vi sier: Velkommen.", ""),
        ("Møtet er 10:30 i dag.", ""),
        ("Kari Nes:", ""),
        ("En Hel Rad Med Store Ord: Velkommen.", ""),
    ],
)
def test_a_name_before_the_words_is_the_speakers(said: str, speaker: str) -> None:
    (found,) = read_cues(vtt(("00:01.000 --> 00:02.000", said)))
    assert found.speaker == speaker
    assert said == f"{speaker}: {found.text}".removeprefix(": ")


@pytest.mark.parametrize(
    "times",
    ["99:99:99.000 --> x", "25:00:00.000 --> 25:00:01.000", "--> 00:01", "-00:05 --> 1", "x --> y"],
)
def test_a_time_that_makes_no_sense_is_that_of_the_cue_before(times: str) -> None:
    body = vtt(("00:10.000 --> 00:12.000", "Før."), (times, "Her."))
    assert read_cues(body) == [cue(10, "Før."), cue(10, "Her.")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"WEBVTT\n\n",
        b"Bare tekst.",
        b"{",
        b"[1, null]",
        b"[" * 100_000,
        b"<html>",
        b"<p>Logg inn</p>",
        b"\0",
    ],
)
def test_what_has_no_cues_is_said_to_have_none(body: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_cues(body)


def test_a_file_without_end_is_read_to_a_limit() -> None:
    line = "00:01 --> 00:02\na\n\n"
    many = line * (LARGEST // len(line))
    assert many.count(line) > MOST
    assert len(read_cues(many.encode())) == MOST
    with pytest.raises(TranscriptError, match="larger"):
        read_cues((line * 3_000_000).encode())


def test_marks_that_never_end_are_read_in_one_pass() -> None:
    hostile = "<" * 1_000_000
    assert read_cues(vtt(("00:01.000 --> 00:02.000", f"Ord {hostile}")))[0].text.startswith("Ord")


@settings(max_examples=300)
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_cues_or_no_transcript(noise: bytes) -> None:
    cue, page, segments = b"WEBVTT\n\n00:01.000 --> 00:02.000\n", b"<p>", b'{"segments": ['
    for body in (noise, cue + noise, page + noise, b"<" + noise, segments + noise + b"]}"):
        try:
            passages = passages_of(read_cues(body))
        except TranscriptError:
            continue
        assert passages


@given(st.lists(st.tuples(st.integers(0, 500_000), st.text("ab<>{}\\:- ", min_size=1))))
def test_every_second_is_one_of_a_day(cues: list[tuple[int, str]]) -> None:
    written = [
        (f"{at // 3600}:{at // 60 % 60:02d}:{at % 60:02d}.0 --> x", f"{t}.") for at, t in cues
    ]
    try:
        read = read_cues(vtt(*written))
    except TranscriptError:
        return
    assert all(found.second is None or 0 <= found.second < 86_400 for found in read)
