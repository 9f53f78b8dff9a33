"""What a reader is told of an address that they have pasted."""

from dataclasses import dataclass

from flask import g

from index.address import address_key
from index.known import Trace, Visited
from index.optout import LEFT_OUT
from index.record import Address, Role, Thing
from index.resource import Outcome
from searchsvc.asking import showing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence about an address, and the address that it ends with, if it names one."""

    text: str
    address: str = ""


def is_today(address: str, thing: Thing) -> bool:
    """Whether an address is the one that a thing has today: then there is nothing to tell."""
    key = address_key(address)
    return any(address_key(record.resource.address) == key for record in thing.records)


def sentence_of(trace: Trace[Thing]) -> Sentence:
    """What is known of an address, in one sentence."""
    _ = g.language.gettext
    if trace.found:
        return _found(trace, trace.found)
    if trace.visited:
        return _visited(trace.visited)
    if trace.move:
        text = _("Denne adressen er flyttet til en side som vi ikke har samlet inn:")
        return Sentence(text=text, address=trace.move.address)
    return Sentence(text=_("Denne adressen har vi aldri samlet inn."))


def _found(trace: Trace[Thing], thing: Thing) -> Sentence:
    _ = g.language.gettext
    named = _named(trace.address, thing)
    if trace.move and trace.move.hub:
        text = _("Denne adressen er ikke mer. Det den handlet om, står nå på")
    elif named and named.role is Role.COPY:
        text = _("Denne adressen har det samme innholdet som")
    else:
        text = _("Denne adressen er nå")
    return Sentence(text=text, address=thing.record.resource.address)


def _named(address: str, thing: Thing) -> Address | None:
    key = address_key(address)
    known = (known for record in thing.records for known in record.addresses)
    return next((each for each in known if address_key(each.address) == key), None)


def _visited(visited: Visited) -> Sentence:
    _ = g.language.gettext
    if visited.reason == LEFT_OUT:
        return Sentence(text=_("Denne siden er utelatt, slik noen har bedt om."))
    when = showing().ago(visited.at) if visited.at else ""
    texts = {
        None: _("Vi kjenner denne adressen, men har ikke besøkt den ennå."),
        Outcome.READ: _("Denne siden har vi besøkt, men den er ikke med i søket."),
        Outcome.LISTED: _("Denne siden fører bare videre til andre sider."),
        Outcome.EMPTY: _("Denne siden sa ingenting da vi leste den, %(when)s.", when=when),
        Outcome.UNCHANGED: _("Denne siden har vi besøkt, men den er ikke med i søket."),
        Outcome.MOVED: _("Denne adressen sender videre til en side som vi ikke har samlet inn:"),
        Outcome.GONE: _("Denne siden var borte da vi så etter den, %(when)s.", when=when),
        Outcome.REFUSED: _("Denne siden får vi ikke lese. Vi spurte sist %(when)s.", when=when),
        Outcome.FAILED: _("Denne siden svarte ikke da vi spurte, %(when)s.", when=when),
    }
    return Sentence(text=texts[visited.outcome], address=visited.moved_to)
