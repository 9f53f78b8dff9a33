"""Read a grant: its calls with their deadlines, who may apply, and how much.

A deadline is a day in a sentence that speaks of applying: a deadline for reports is none. One that
comes every year may have no year; then it is due on that day of every year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from index.resource import Call, Grant
from scrapers.pages.agreement import Agreement
from scrapers.pages.dates import DATE, find_days, find_year_days
from scrapers.pages.labels import Labelled, Labels, read_labels
from scrapers.pages.lines import Line
from scrapers.pages.page import HtmlPage
from scrapers.pages.structured import moment_of, texts_of

LABELS: Labels = {
    "Søknadsfrist": ("Søknadsfrister", "Søknadsfristar", "Frist", "Fristen", "Siste frist"),
    "Åpner": ("Opnar", "Åpnet", "Opna", "Utlyst", "Åpningsdato", "Åpen fra", "Open frå"),
    "Hvem kan søke": ("Kven kan søkje", "Kven kan søke", "Søkere", "Søkarar", "Målgruppe"),
    "Hvor mye": ("Kor mykje", "Hvor mye kan du få", "Maksimalt beløp", "Støttesats", "Støtte"),
}
# A text without any of these says nothing of when to apply.
LIKELY = re.compile(
    r"[Ff]rist|[Ii]nnen|[Ss](?:enest|einast)|[Dd]eadline|lukk|[Ss]teng|[Åå]p(?:net|ner|en)"
    r"|[Oo]p(?:en|n)|når som helst|Utlyst|fortløp"
)
DEADLINE = re.compile(
    r"\bsøknadsfrist|\bfrist(?:en)? (?:er|var|for å (?:søk|send|lever)|for søknad)|^fristen?\b"
    r"|\bfrist(?:ane|ene) er\b|\bsiste frist\b|\bdeadline\b"
    r"|\bsøk(?:e|je|nad(?:en|er|ar|ane|ene)?)?\b.*\b(?:innen|senest|seinast)\b"
    r"|\b(?:innen|senest|seinast)\b.*\bsøk"
    r"|\b(?:utlysn?ing|ordning)\w* (?:steng|lukk)",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"rapport|\bregnskap|\brekneskap|\bklage|\butbetal|\bpåmeld|\bhøring|\bhøyring|\bfullfør"
    r"|\bgjennomfør|\bferdig|\bforrige\b|\bforegående\b|\btidligere (?:runde|frist)|\bførre\b",
    re.IGNORECASE,
)
ROLLING = re.compile(
    r"^(?:løpende|løpande|ingen|fortløpende|fortløpande)\b.*\b(?:søknads)?frist"
    r"|\bsøk(?:e|je)? når som helst|\bsøknads?frist\w*:? (?:er )?(?:løpende|løpande|fortløpende)"
    r"|\bbehandles fortløpende|\bingen søknadsfrist",
    re.IGNORECASE,
)
YEARLY = re.compile(
    r"\bhvert år|\bkvart år|\bårlig|\bårleg|\beach year|\bevery year|\bfaste? frist"
    r"|(?:frister|fristar|\bganger|\bgonger) i året",
    re.IGNORECASE,
)
OPENED = re.compile(
    r"^(?:Åpnet|Opna|Opnet|Utlyst|Åpner|Opnar|Åpen fra|Open frå|Åpningsdato)\b", re.IGNORECASE
)
WHO = re.compile(r"^(Hvem|Kven) kan (søke|søkje)", re.IGNORECASE)
AMOUNT = re.compile(r"^(Hvor|Kor) (mye|mykje)", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[^\W\d]{3}[.!?])\s+(?=[A-ZÆØÅ])|(?<=\d{4}[.!?])\s+(?=[A-ZÆØÅ])")
LONGEST_SENTENCE = 1_000
DUE = ("applicationDeadline", "validThrough")


def read_grant(
    page: HtmlPage, lines: Sequence[Line], agreement: Agreement
) -> tuple[dict[str, Any], Labelled]:
    """The grant's own part of a Resource, and all its lines: they are its text."""
    found = read_labels(page, lines, LABELS)
    labelled = [f"{name}: {text}" for name in LABELS for text in found.texts(name)]
    likely = filter(LIKELY.search, (*labelled, *_texts(found.rest)))
    sentences = [part[:LONGEST_SENTENCE] for text in likely for part in SENTENCE.split(text)]
    grant = Grant(
        calls=_calls(page, sentences, agreement),
        applicants=found.text("Hvem kan søke") or _under(lines, WHO),
        maximum=found.text("Hvor mye") or _under(lines, AMOUNT),
    )
    return {"grant": grant}, replace(found, rest=list(lines))


def _texts(lines: Sequence[Line]) -> Iterator[str]:
    """The lines, a heading or a single word with the line that it stands over."""
    for line, following in pairwise((*lines, Line())):
        is_over = line.is_heading or len(line.text.split()) == 1
        is_label = is_over and not following.is_heading
        yield f"{line.text} {following.text}" if is_label else line.text


def _calls(page: HtmlPage, sentences: list[str], agreement: Agreement) -> tuple[Call, ...]:
    of_deadlines = [s for s in sentences if _is_of_deadline(s)]
    opened = sorted({day for s in sentences if OPENED.match(s) for day in find_days(s)[:1]})
    stated = {day for text in _stated(page) if (day := moment_of(text)[0])}
    told = {day for sentence in of_deadlines for day in _days(sentence)}
    if stated and told and not stated <= told:
        agreement.doubt("calls")
    yearly = {day for s in of_deadlines if YEARLY.search(s) for day in find_year_days(s)}
    calls = [
        Call(deadline=day, opens=_opened_before(day, opened), yearly=_taken(yearly, f"{day:%m-%d}"))
        for day in sorted(stated | told)
    ]
    calls += [Call(yearly=day) for day in sorted(yearly)]
    if not calls and any(map(ROLLING.search, sentences)):
        calls = [Call(rolling=True, opens=min(opened, default=None))]
    return tuple(calls)


def _is_of_deadline(sentence: str) -> bool:
    """Whether the day that a sentence names first is one for applying."""
    day = DATE.search(sentence)
    before = sentence[: day.start()] if day else sentence
    return DEADLINE.search(sentence) is not None and not OTHER.search(before)


def _stated(page: HtmlPage) -> Iterator[str]:
    for item in page.items:
        for name in DUE:
            yield from texts_of(item, name)
            yield from texts_of(item, "offers", name)


def _days(sentence: str) -> list[date]:
    """The day of a deadline; several where the sentence lists them."""
    start = DEADLINE.search(sentence)
    days = find_days(sentence[start.start() :] if start else sentence) or find_days(sentence)
    is_list = re.search(r"frist(?:ene|ane|er|ar)\b", sentence, re.IGNORECASE)
    return days if is_list else days[:1]


def _taken(days: set[str], day: str) -> str:
    """The day if it is one of these, of which it then is taken."""
    if day not in days:
        return ""
    days.discard(day)
    return day


def _opened_before(deadline: date, opened: list[date]) -> date | None:
    return max((day for day in opened if day <= deadline), default=None)


def _under(lines: Sequence[Line], heading: re.Pattern[str]) -> str:
    """The first line under a heading, or after its colon."""
    for line, following in pairwise((*lines, Line())):
        if heading.match(line.text):
            after = line.text.partition(":")[2].strip()
            return after or (following.text if not following.is_heading else "")
    return ""
