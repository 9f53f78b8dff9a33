"""What is published: own text, taken over where it was touched."""

import msgspec
from making import SITE, Remember, page, read
from making import record as recorded
from test_topics import TAXONOMY

from index.edition import Edition
from index.resource import Link, Passage, Resource
from index.settle import settle
from index.store import Store
from index.summary import summary_of

FRAME = "Kontakt oss gjerne på telefon eller e-post om du har spørsmål om dette."


def framed(number: int) -> Resource:
    """A page with a text of its own and one that its source repeats, and a link in each."""
    passages = (Passage(text=f"Råd nummer {number}.", heading="Råd"), Passage(text=FRAME))
    links = (Link(target=f"{SITE}/egen", passage=0), Link(target=f"{SITE}/felles", passage=1))
    return page(f"/{number}", title=f"Side {number}", passages=passages, links=links)


def release(store: Store) -> Edition:
    edition = Edition(store)
    edition.release((), settle(store, TAXONOMY))
    return edition


def said(resource: Resource) -> str:
    return summary_of(recorded(resource)).said


def targets(edition: Edition, record: str) -> list[tuple[str, str]]:
    return [(link.link.target, link.heading) for link in edition.links([record])]


def test_it_holds_own_text_and_the_links_that_stand_in_it(store: Store, remember: Remember) -> None:
    remember(*(read(framed(number)) for number in range(8)))
    edition = release(store)
    for record in edition.records():
        assert FRAME not in record.resource.text
        assert targets(edition, record.id) == [(f"{SITE}/egen", "Råd")]


def test_the_digest_of_a_record_changes_with_it_alone(store: Store, remember: Remember) -> None:
    remember(*(read(framed(number)) for number in range(8)))
    before = release(store).digests()
    assert release(store).digests() == before
    remember(read(framed(8)), read(page("/3", "Et helt annet råd.", title="Side 3")))
    after = release(store).digests()
    changed = {record for record in before if before[record] != after[record]}
    assert changed == {store.find_id(f"{SITE}/3")}
    assert len(after) == 9


def test_what_is_counted_of_untouched_records_is_not_read_again_but_where_less_was_said_last(
    store: Store, remember: Remember
) -> None:
    remember(*(read(framed(number)) for number in range(8)), read(page("/8", "Mye " * 200)))
    edition = release(store)
    store.connection.execute("UPDATE published SET summary = replace(summary, 'Veilederen', 'V')")
    assert [s.publisher for s in edition.standing("veileder")] == ["V"] * 9
    remember(read(page("/3", "Et helt annet råd.")), read(page("/8", "Lite")))
    counted = [s for s in edition.standing("veileder") if s.publisher != "V"]
    assert {s.said for s in counted} == {
        said(page(text="Et helt annet råd.")),
        said(page(text="Lite")),
    }
    release(store)
    assert said(page(text="Lite")) in {s.said for s in edition.standing("veileder")}


def test_pages_are_taken_over_anew_where_their_source_comes_to_repeat_more(
    store: Store, remember: Remember
) -> None:
    remember(*(read(framed(number)) for number in range(4)))
    assert all(FRAME in record.resource.text for record in release(store).records())
    remember(read(framed(4)), read(framed(5)))
    assert not any(FRAME in record.resource.text for record in release(store).records())


def test_what_an_earlier_version_published_is_brought_up_to_date_where_it_is_held_back(
    store: Store, remember: Remember
) -> None:
    remember(*(read(framed(number)) for number in range(8)))
    expected = release(store).digests()
    for record in store.records():
        store.connection.execute(
            "UPDATE published SET digest = '', own = '', kind = '', summary = 'null', content = ?"
            " WHERE record = ?",
            (msgspec.json.encode(record).decode(), record.id),
        )
    edition = Edition(store)
    assert {summary.kind for _, summary in edition.summaries()} == {"guidance"}
    edition.release(["veileder"], settle(store, TAXONOMY))
    assert edition.digests() == expected
    assert not any(FRAME in record.resource.text for record in edition.records())
