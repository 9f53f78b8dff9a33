"""The well-behaved half of the second site: its pages, and what must be read in them.

Labels are the site's own, and stand in four ways of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any

from hostile.stage import ETATEN

from index.resource import Call, Kind, Period, Speaker

Facts = tuple[tuple[str, str], ...]


def rows(facts: Facts) -> str:
    cells = "".join(f"<tr><td class=n>{name}<td class=v>{value}" for name, value in facts)
    return f"<table class=opplysninger>{cells}</table>"


def bold(facts: Facts) -> str:
    return "".join(f"<font size=2><b>{name}:</b> {value}</font><br>" for name, value in facts)


def terms(facts: Facts) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def stacked(facts: Facts) -> str:
    return "".join(f"<div>{name}</div><div>{value}</div>" for name, value in facts)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page, and the fields that it states."""

    kind: Kind
    name: str
    title: str
    facts: Facts
    expected: dict[str, Any]
    shown: Callable[[Facts], str] = rows

    @property
    def path(self) -> str:
        return ETATEN.page.format(self.name)

    @property
    def main(self) -> str:
        """Its main text."""
        words = self.title.lower().removesuffix(".")
        return f"Denne saken handler om {words}, og om hva kommunen kan gjøre med det i år."

    @property
    def markup(self) -> str:
        body = (
            f"<p class=stikk>Kort om {self.title.lower()}.</p><div class=verktoy>Skriv ut</div>"
            f"{self.shown(self.facts)}<p>{self.main}</p>"
        )
        return ETATEN.markup.format(title=self.title, head="", body=body)


def page(kind: Kind, name: str, title: str, facts: Facts, shown: Any = rows, **read: Any) -> Page:
    return Page(kind=kind, name=name, title=title, facts=facts, shown=shown, expected=read)


event, project = partial(page, Kind.EVENT), partial(page, Kind.PROJECT)
grant, episode = partial(page, Kind.GRANT), partial(page, Kind.EPISODE)

PAGES = (
    event(
        "kurs-flomveier",
        "Flomveier i tettbygde strøk",
        (
            ("Fra og til", "14. april 2026 kl. 09.00–11.30"),
            ("Hvor i landet", "Kulturhuset i Storelva"),
            ("Står bak", "Etaten for klima"),
            ("Koster", "Gratis"),
            ("Taler", "Kari Nes, planlegger, Storelva kommune"),
        ),
        periods=(
            Period(
                first=date(2026, 4, 14), last=date(2026, 4, 14), starts=time(9), ends=time(11, 30)
            ),
        ),
        place="Kulturhuset i Storelva",
        organiser="Etaten for klima",
        price="Gratis",
        speakers=(Speaker(name="Kari Nes", role="planlegger", organisation="Storelva kommune"),),
    ),
    event(
        "kurs-klimaregnskap",
        "Klimaregnskap for nye folkevalgte",
        (
            ("Fra og til", "tirsdag 9. juni 2026 kl. 12.00 til 15.00"),
            ("Hvor i landet", "Nett"),
            ("Står bak", "Kommunelaget"),
        ),
        bold,
        periods=(
            Period(first=date(2026, 6, 9), last=date(2026, 6, 9), starts=time(12), ends=time(15)),
        ),
        place="Nett",
        organiser="Kommunelaget",
    ),
    project(
        "stotte-sykkelvei",
        "Sykkelvei langs elva",
        (
            ("Gitt til", "Storelva kommune"),
            ("Sum", "1 250 000 kr"),
            ("Område", "Vestland"),
            ("Stilling", "Pågår"),
            ("Årgang", "2025"),
            ("Slag", "Sykkel"),
        ),
        applicant="Storelva kommune",
        amount=1_250_000,
        county="Vestland",
        status="Pågår",
        year=2025,
        measures=("Sykkel",),
    ),
    project(
        "stotte-byggeplass",
        "Byggeplass uten utslipp",
        (
            ("Gitt til", "Havnes kommune"),
            ("Sum", "400 000 kroner"),
            ("Område", "Nordland"),
            ("Stilling", "Avsluttet"),
            ("Årgang", "2022"),
        ),
        terms,
        applicant="Havnes kommune",
        amount=400_000,
        county="Nordland",
        status="Avsluttet",
        year=2022,
    ),
    grant(
        "ordning-traer",
        "Tilskudd til trær i byen",
        (("Innen", "1. mars 2027"), ("For", "Kommuner"), ("Inntil", "500 000 kroner")),
        calls=(Call(deadline=date(2027, 3, 1)),),
        applicants="Kommuner",
        maximum="500 000 kroner",
    ),
    grant(
        "ordning-energi",
        "Tilskudd til varme fra grunnen",
        (("Innen", "15. september 2026"), ("For", "Kommuner og fylkeskommuner")),
        stacked,
        calls=(Call(deadline=date(2026, 9, 15)),),
        applicants="Kommuner og fylkeskommuner",
    ),
    episode(
        "lyd-gjenbruk",
        "Gjenbruk av murstein",
        (("Utgave", "17"), ("Spilles på", "31 minutter")),
        number=17,
        duration=31 * 60,
    ),
    episode(
        "lyd-skog",
        "Skogen som lagrer",
        (("Utgave", "18"), ("Spilles på", "24:10")),
        terms,
        number=18,
        duration=24 * 60 + 10,
    ),
)
