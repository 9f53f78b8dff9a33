"""A site of an operator's own, in six layouts that name no main part, read by its file alone.

Its labels are its own, and stand in other markup on every page.
"""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from index.resource import Call, Period, Speaker
from scrapers.pages import open_page, read_page
from scrapers.source import Source, load_source

LEAST_RIGHT = 0.98
SOURCE = """
name = "regionen"
owner = "Klimaregionen Fjordvik"
hosts = ["regionen.example"]
start = ["http://regionen.example/"]

[[pages]]
kind = "event"
address = "^/aktivitet/"
[pages.labels]
"Hvor skjer det" = "Sted"
"Når skjer det" = "Tid"
"Hvem står bak" = "Arrangør"
"Hva koster det" = "Pris"
"Bidragsytere" = "Innledere"

[[pages]]
kind = "project"
address = "^/prosjektbank/"
[pages.labels]
"Eier" = "Søker"
"Fikk" = "Tilskudd"
"Region" = "Fylke"
"Fase" = "Status"
"Løpetid" = "Varighet av prosjekt"
"Kategori" = "Type tiltak"
"Bevilget" = "Søknadsår"

[[pages]]
kind = "grant"
address = "^/penger/"

[[pages]]
kind = "episode"
address = "^/lyd/"
"""
HEAD = "<html lang=nb><head><title>{title} – Klimaregionen</title>{head}</head><body>"
MENU = '<ul><li><a href="/">Hjem</a><li><a href="/aktivitet/">Aktivitet</a></ul>'
NEWS = (
    '<h2>Siste innlegg</h2><ul><li><a href="/rad/a">Om a</a><li><a href="/rad/b">Om b</a></ul>'
    "<div>Besøk oss på Rådhuset i Fjordvik hver dag mellom ni og tre</div>"
)
FRAME = ("Siste innlegg", "Rådhuset i Fjordvik", "Organisasjonsnummer")
FOOT = "<div>Organisasjonsnummer 999 888 777. Personvern.</div></body></html>"
LEAD = "Innledningen står for seg selv her."
TEXT = " ".join(f"Setning {n} er om hvordan kommunene i regionen går fram." for n in range(8))
LAYOUTS = {
    "one column": (
        "<div class=wrap><div class=entry><h1>{title}</h1>"
        "<div><p>{lead}</p>{facts}<p>{text}</p></div></div><div>{news}</div></div>"
    ),
    "a hero": (
        "<div class=topbar>{menu}</div><div class=hero><h1>{title}</h1><p class=intro>{lead}</p>"
        "</div><div><div class=row><div>{facts}<p>{text}</p></div><div>{news}</div></div></div>"
    ),
    "boxes": (
        "<div>{menu}</div><div><div><h1>{title}</h1><div>{lead}</div><div>{facts}</div>"
        "<div><p>{text}</p></div></div><div>{news}</div></div>"
    ),
    "tables": (
        "<table><tr><td colspan=2>{menu}<tr><td width=200>{news}"
        "<td><h1>{title}</h1><p>{lead}</p>{facts}<p>{text}</p></table>"
    ),
    "a box in the text": (
        "<div>{menu}</div><div id=content><h1>{title}</h1><p class=ingress>{lead}</p>"
        "<div class=box>{facts}</div><div><div><p>{text}</p></div></div></div><div>{news}</div>"
    ),
    "text before facts": (
        "<div>{menu}</div><div><div><h1>{title}</h1><div>{lead}</div><div><p>{text}</p></div>"
        "<div>{facts}</div></div><div>{news}</div></div>"
    ),
}


def on(month: int, *days: int, starts: time | None = None, ends: time | None = None) -> Any:
    dates = [date(2026, month, day) for day in days]
    return tuple(Period(first=day, last=day, starts=starts, ends=ends) for day in dates)


def due(*days: date, **more: Any) -> tuple[Call, ...]:
    return tuple(Call(deadline=day, **more) for day in days)


def yearly(*days: str) -> tuple[Call, ...]:
    return tuple(Call(yearly=day) for day in days)


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


SPEAKERS = (
    Speaker(name="Ola Vik", role="rådgiver", organisation="Fjordvik kommune"),
    Speaker(name="Siv Lie", role="planlegger", organisation="Nesset kommune"),
)
EVENT = json_ld(
    '{"@graph": [{"@type": "WebPage"}, {"@type": ["Event", "EducationEvent"], "name": "Side",'
    '"startDate": "2026-06-02T07:00:00Z", "endDate": "2026-06-02T08:30:00Z", "location":'
    '{"@type": "VirtualLocation", "name": "Teams"}, "offers": {"@type": "Offer", "price": 0}}]}'
)
EPISODE = json_ld(
    '{"@type": "PodcastEpisode", "name": "Side", "episodeNumber": 7, "timeRequired": "PT28M",'
    '"associatedMedia": {"@type": "MediaObject", "contentUrl": "https://lyd.example/7.mp3"}}'
)
PAGES: list[tuple[str, str, Mapping[str, Any]]] = [
    (
        "/aktivitet/felt",
        (
            "<div><div>Når skjer det</div><div><time>onsdag 14. oktober 2026, 09:00</time>"
            " - <time>11:30</time></div></div><div><div>Hvor skjer det</div>"
            "<div>Kulturhuset, sal 2</div></div>"
        ),
        {"periods": on(10, 14, starts=time(9), ends=time(11, 30)), "place": "Kulturhuset, sal 2"},
    ),
    (
        "/aktivitet/sporsmal",
        (
            "<div class=row><div><strong>Når skjer det?</strong></div><div>torsdag 5. november 2026"
            " kl. 10–12</div></div><div class=row><div><strong>Hva koster det?</strong></div>"
            "<div>Gratis for medlemmer</div></div>"
        ),
        {"periods": on(11, 5, starts=time(10), ends=time(12)), "price": "Gratis for medlemmer"},
    ),
    (
        "/aktivitet/par",
        (
            "<dl><div><dt><span aria-hidden=true>★</span> Når skjer det</dt><dd>"
            "3.12.2026 kl 0900-1130</dd></div><div><dt>Bidragsytere</dt>"
            "<dd>Ola Vik, rådgiver, Fjordvik kommune</dd>"
            "<dd>Siv Lie, planlegger, Nesset kommune</dd></div></dl>"
        ),
        {"periods": on(12, 3, starts=time(9), ends=time(11, 30)), "speakers": SPEAKERS},
    ),
    (
        "/aktivitet/lister-i-lister",
        (
            "<ul><li>Når skjer det<ul><li>22. og 23. september 2026</ul><li>Hvor skjer det<ul>"
            "<li>Samfunnshuset</ul><li><b>Hvem står bak:</b> Statsforvalteren</ul>"
        ),
        {
            "periods": on(9, 22, 23),
            "place": "Samfunnshuset",
            "organiser": "Statsforvalteren",
        },
    ),
    (
        "/aktivitet/rad",
        (
            "<table><tr><th scope=row>Når skjer det</th><td>17/9-2026 kl. 13.00-14.00</td></tr>"
            "<tr><th scope=row>Hvor skjer det</th><td>Nett</td></tr></table>"
        ),
        {"periods": on(9, 17, starts=time(13), ends=time(14)), "place": "Nett"},
    ),
    (
        "/aktivitet/uke",
        (
            "<p><span>Når skjer det</span><span>12.–16. oktober 2026</span></p>"
            "<p><span>Hvor skjer det</span><span>Hele regionen</span></p>"
        ),
        {"periods": on(10, 12, 13, 14, 15, 16), "place": "Hele regionen"},
    ),
    (
        "/aktivitet/for-maskiner",
        EVENT,
        {
            "periods": on(6, 2, starts=time(9), ends=time(10, 30)),
            "place": "Teams",
            "price": "Gratis",
        },
    ),
    (
        "/prosjektbank/kolonner",
        (
            "<div><div><p><strong>Eier</strong><br>NESSET KOMMUNE</p><p><strong>Fikk</strong><br>"
            "kr 2 500 000,-</p></div><div><p><strong>Løpetid</strong><br>jan. 2022 – des. 2023</p>"
            "</div></div>"
        ),
        {
            "applicant": "NESSET KOMMUNE",
            "amount": 2_500_000,
            "period": Period(first=date(2022, 1, 1), last=date(2023, 12, 31)),
        },
    ),
    (
        "/prosjektbank/tabell",
        (
            "<table><thead><tr><th>Eier<th>Fikk<th>Region<th>Bevilget</thead><tbody><tr>"
            "<td>Fjordvik kommune<td>1.250.000 kr<td>Vestland<td>2024</tbody></table>"
        ),
        {"applicant": "Fjordvik kommune", "amount": 1_250_000, "county": "Vestland", "year": 2024},
    ),
    (
        "/prosjektbank/linje",
        (
            "<p>Eier: Nes kommune | Fikk: 350 000 kroner | Fase: Under gjennomføring</p>"
            "<p>Kategori: Sirkulær økonomi, Anskaffelser</p>"
        ),
        {
            "applicant": "Nes kommune",
            "amount": 350_000,
            "status": "Under gjennomføring",
            "measures": ("Sirkulær økonomi", "Anskaffelser"),
        },
    ),
    ("/penger/a", "<p>Søknadsfristen er 1. mars hvert år.</p>", {"calls": yearly("03-01")}),
    ("/penger/b", "<p>Du må søke innen 1. mars hvert år.</p>", {"calls": yearly("03-01")}),
    ("/penger/c", "<h2>Frist</h2><p>Innen 15. mars hvert år</p>", {"calls": yearly("03-15")}),
    (
        "/penger/d",
        "<p>Søknaden må være levert senest 20. mai 2027.</p>",
        {"calls": due(date(2027, 5, 20))},
    ),
    (
        "/penger/e",
        "<p>Frist for å søke er 1. april 2027. Frist for rapportering er 1. november 2027.</p>",
        {"calls": due(date(2027, 4, 1))},
    ),
    (
        "/penger/f",
        "<p>Åpner: 10. januar 2027</p><p>Siste frist for søknad er fredag 19. mars 2027.</p>",
        {"calls": due(date(2027, 3, 19), opens=date(2027, 1, 10))},
    ),
    ("/penger/g", "<p>Det er ingen søknadsfrist.</p>", {"calls": (Call(rolling=True),)}),
    (
        "/penger/h",
        (
            "<table><tr><th>Søknadsfrist</th><td>30.06.2027</td></tr>"
            "<tr><th>Hvem kan søke?</th><td>Fylkeskommuner</td></tr></table>"
        ),
        {"calls": due(date(2027, 6, 30)), "applicants": "Fylkeskommuner"},
    ),
    (
        "/lyd/a",
        (
            "<dl><dt>Varighet</dt><dd>1 time og 5 minutter</dd><dt>Publisert</dt>"
            "<dd>3. feb. 2026</dd></dl><p>Episode: 9</p>"
        ),
        {"number": 9, "duration": 65 * 60, "published": date(2026, 2, 3)},
    ),
    ("/lyd/b", EPISODE, {"number": 7, "duration": 28 * 60, "audio": "https://lyd.example/7.mp3"}),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    file: Path = tmp_path_factory.mktemp("kilder") / "regionen.toml"
    file.write_text(SOURCE, encoding="utf-8")
    return load_source(file)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_fields_and_text_are_right_and_the_frame_is_left_out(source: Source, layout: str) -> None:
    asked, wrong = 0, []
    for path, facts, expected in PAGES:
        head, facts = (facts, "") if facts.startswith("<script") else ("", facts)
        markup = (HEAD + layout + FOOT).format(
            title="Side", lead=LEAD, text=TEXT, facts=facts, head=head, menu=MENU, news=NEWS
        )
        address = f"http://regionen.example{path}"
        rule = source.rule(address)
        assert rule is not None
        resource = read_page(open_page(address, markup, rule, source), rule, source)
        assert resource is not None
        assert resource.title == "Side"
        said = f"{resource.lead}\n{resource.text}"
        assert TEXT in said
        assert LEAD in said
        assert not any(words in said for words in FRAME)
        for name, value in expected.items():
            asked += 1
            holder = resource if hasattr(resource, name) else resource.facts
            if getattr(holder, name) != value:
                wrong.append((path, name, getattr(holder, name)))
    assert len(wrong) <= (1 - LEAST_RIGHT) * asked, wrong
