"""For whom a page is written: those whom its title, lead or headings name, or its text often."""

from index.resource import Resource
from index.taxonomy import Taxonomy
from index.terms import plain

OFTEN = 3  # times that the text alone must name them ...
LENGTH = 300  # ... and once more for each so many words
MOST = 3  # audiences of one page, those named most first


def audiences_of(resource: Resource, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Ids of the audiences of a resource, the one named most first."""
    terms = taxonomy.audience_terms
    headings = (passage.heading for passage in resource.passages)
    speakers = (speaker.role for speaker in resource.event.speakers) if resource.event else ()
    shown = terms.count(plain("\n".join((resource.title, resource.lead, *headings, *speakers))))
    words = plain(resource.text)
    told = terms.count(words)
    needed = OFTEN + len(words) // LENGTH
    found = [a.id for a in taxonomy.audiences if shown[a.id] or told[a.id] >= needed]
    return tuple(sorted(found, key=lambda name: -(OFTEN * shown[name] + told[name])))[:MOST]
