"""Pages that came, and say nothing: a login page, a template unfilled, "not found" with a 200."""

import re

from index.resource import Resource
from scrapers.pages.page import Empty, HtmlPage

LOGIN = re.compile(
    r"^(logg (på|inn)|innlogging|pålogging|log ?in|sign in|du må logge inn)\b", re.IGNORECASE
)
MISSING = re.compile(
    r"^(404\b|(vi )?(fant|fann) ikk?j?e|siden (finnes|ble) ikke|sida (finst|vart) ikkje"
    r"|ikke funnet|page not found|not found|denne siden finnes ikke|(noe|noko) gikk galt)",
    re.IGNORECASE,
)
BLOCKED = re.compile(
    r"^(just a moment|access denied|ingen tilgang|enable javascript|du må slå på javascript)",
    re.IGNORECASE,
)
FEWEST_WORDS, FEW_WORDS = 3, 60
LOGIN_PAGE, NO_SUCH_PAGE = "a login page", "says that there is no such page"
EXCUSES = {LOGIN_PAGE: LOGIN, NO_SUCH_PAGE: MISSING, "keeps us out": BLOCKED}


def excuse_of(title: str) -> str:
    """Why a page with this title is not what its address promises; empty if it says no such."""
    return next((excuse for excuse, pattern in EXCUSES.items() if pattern.match(title)), "")


def refuse_empty(page: HtmlPage, resource: Resource, words: int) -> None:
    """Raise Empty where a page with so many words of its own is not what its address promises."""
    if words < FEW_WORDS and not has_facts(resource):
        excuse = LOGIN_PAGE if page.asks_for_password else excuse_of(page.title)
        if excuse:
            raise Empty(excuse)
    says = words >= FEWEST_WORDS or resource.lead or resource.links or has_facts(resource)
    is_bare = not page.title and words < FEW_WORDS and not resource.links
    if is_bare or not says:
        raise Empty("an empty page")


def has_facts(resource: Resource) -> bool:
    """Whether a page says anything that only its kind does."""
    facts = resource.facts
    return facts is not None and facts != type(facts)()
