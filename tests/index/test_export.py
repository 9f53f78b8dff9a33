"""Records and visits as JSON lines, as docs/export.md says."""

import json
import re
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from making import NOW, Remember, episode, listed, moved, page, read, visit

from index.export import SCHEMA, record_lines, visit_lines
from index.resource import FACTS, Episode, Link, Outcome, Passage
from index.store import Store

LATER = NOW + timedelta(days=1)
DOCUMENT = Path(__file__).parents[2] / "docs" / "export.md"
BLOCK = "Vil du vite mer om lokalt klimaarbeid, kan du ta kontakt med oss på telefon."


def records(store: Store) -> list[dict[str, Any]]:
    return [json.loads(line) for line in record_lines(store)]


def named(heading: str) -> list[str]:
    """The names in the first column of a table of the document."""
    table = DOCUMENT.read_text(encoding="utf-8").partition(f"\n| {heading} |")[2]
    return re.findall(r"^\| `(\w+)`", table.partition("\n\n")[0], re.MULTILINE)


def test_a_record_has_the_fields_of_the_document(store: Store, remember: Remember) -> None:
    remember(read(page("/a", "Om flom.")), read(episode("/b")))
    for record in records(store):
        assert list(record) == named("field")
        assert record["schema"] == SCHEMA


def test_the_document_names_what_each_kind_has() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").partition("| kind | `fields` |")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text.partition("\n\n")[0], re.MULTILINE))
    assert set(rows) == set(FACTS)
    for kind, facts in FACTS.items():
        outside = re.sub(r"\([^)]*\)", "", rows[kind])
        assert re.findall(r"`(\w+)`", outside) == [item.name for item in fields(facts)]


def test_a_visit_has_the_fields_of_the_document(store: Store, remember: Remember) -> None:
    remember(
        read(page("/a")),
        visit("/b", Outcome.FAILED, LATER, reason="HTTP 500", status=500, reached={"depth": 2}),
    )
    one, two = (json.loads(line) for line in visit_lines(store))
    assert list(one) == named("visit")
    assert (one["address"], one["outcome"], one["reached"]) == (
        page("/a").address,
        "read",
        {},
    )
    assert (two["reason"], two["status"], two["reached"]) == ("HTTP 500", 500, {"depth": 2})
    assert two["at"].endswith("+00:00")


def test_all_that_is_known_of_a_record_is_in_its_line(store: Store, remember: Remember) -> None:
    remember(
        read(
            episode(
                "/flom",
                title="Om flom",
                published=date(2021, 5, 4),
                episode=Episode(number=9, duration=600),
                links=(Link(target="https://www.ks.no/x", text="Klima hos KS", passage=0),),
                passages=(Passage(text="Elva steg.", heading="Flommen", anchor="flommen"),),
            )
        ),
        moved("/gammel", "/ny"),
    )
    (record,) = records(store)
    assert record["fields"] == {"number": 9, "duration": 600, "audio": ""}
    assert record["published"] == "2021-05-04"
    assert record["links"] == [{"address": "https://www.ks.no/x", "text": "Klima hos KS"}]
    assert record["passages"] == [{"text": "Elva steg.", "heading": "Flommen", "anchor": "flommen"}]


def test_all_addresses_are_there_with_their_roles(store: Store, remember: Remember) -> None:
    remember(read(page("/ny")), moved("/gammel", "/ny"))
    (record,) = records(store)
    roles = {a["address"].rpartition("/")[2]: a["role"] for a in record["addresses"]}
    assert roles == {"ny": "canonical", "gammel": "redirects"}


def test_the_text_is_that_of_the_index_without_blocks_that_repeat(
    store: Store, remember: Remember
) -> None:
    pages = (
        page(f"/{n}", passages=(Passage(text=f"Råd {n} " * 9), Passage(text=BLOCK)))
        for n in range(9)
    )
    remember(*map(read, pages))
    for record in records(store):
        assert BLOCK not in json.dumps(record["passages"], ensure_ascii=False)
        assert "Råd" in record["passages"][0]["text"]


@pytest.mark.parametrize("backwards", [False, True])
def test_the_order_and_the_times_of_the_visits_do_not_show(
    store: Store, remember: Remember, tmp_path: Path, *, backwards: bool
) -> None:
    found = [page("/a"), page("/b"), episode("/c", keys=("guid:1",)), page("/d")]
    remember(*map(read, found))
    with Store(tmp_path / "andre.sqlite") as other:
        harvest = other.begin_harvest(LATER)
        visits = [read(one, LATER) for one in (reversed(found) if backwards else found)]
        other.remember(harvest, [*visits, listed(found[2], at=LATER)])
        assert list(record_lines(other)) == list(record_lines(store))
