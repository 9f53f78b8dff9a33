"""The municipalities' organisation: a programme for representatives, climate pages, examples."""

from collections.abc import Iterator

from scrapers.sample.answers import Answer
from scrapers.sample.edition import Edition, dated, texts_at
from scrapers.sample.press import Publication, print_missing, print_pages
from scrapers.sample.schedule import changed_on
from scrapers.sample.tree import Entry, with_hubs

HUBS = {
    "fagomrader": "Fagområder",
    "demokrati-og-styring": "Demokrati og styring",
    "folkevalgtprogrammet": "Folkevalgtprogrammet",
    "samfunnsutvikling": "Samfunnsutvikling",
    "klima": "Klima og miljø",
    "eksempler": "Eksempler fra kommunene",
}


def print_organisation(edition: Edition) -> tuple[dict[str, Answer], str]:
    """The answer at every path of the organisation, and the page where there is none."""
    publication = Publication(
        edition=edition,
        host=edition.names.organisation,
        folder="organisation",
        tree=with_hubs(_entries(edition), HUBS),
    )
    return print_pages(publication), print_missing(publication)


def _entries(edition: Edition) -> Iterator[Entry]:
    texts = texts_at(edition, edition.names.organisation)
    changes = {text.id: changed_on(text, edition.today) for text in texts}
    newest = max(changes.values(), default=edition.today)
    yield Entry(path="/", title="Kommunelaget", layout="hub", changed=newest)
    for text in texts:
        yield Entry(
            path=edition.places[text.id].path,
            title=text.title,
            layout=text.kind,
            changed=changes[text.id],
            lead=dated(edition, text, text.lead),
            text=text,
        )
