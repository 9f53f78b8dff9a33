"""Write a generation: all of it, or into a copy of the one before what has changed since."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from opensearchpy import OpenSearch
from opensearchpy.exceptions import RequestError

from index.complete import title_line
from index.engine import Collection, Item
from index.engines.opensearch.carry import (
    BETWEEN,
    CARRIED,
    PLACES,
    Earlier,
    Layout,
    carried,
    save_carried,
    whole,
)
from index.engines.opensearch.documents import (
    COVERAGE,
    LEXICON,
    TITLES,
    file_documents,
    link_documents,
    thing_document,
    visit_documents,
)
from index.engines.opensearch.schema import BUILDING, Json, beside_index, things_index
from index.engines.opensearch.sending import remove, send, write, write_first
from index.engines.opensearch.words import AT_A_TIME, Words
from index.kept import GONE
from index.language.lexicon import carry_lexicon, known_words, save_lexicon
from index.layers import TITLE, title_term
from index.table import save_texts

Progress = Callable[[int], None]


class Indices(NamedTuple):
    """The two indices of a generation, and its number, which is the version of what it writes."""

    things: str
    beside: str
    number: int


def write_generation(
    client: OpenSearch,
    indices: Indices,
    collection: Collection,
    earlier: Earlier | None,
    progress: Progress,
) -> bool:
    """Write everything, anew or into a copy of the earlier generation; whether it was anew."""
    items = [*collection.things]
    layout = carried([item.key for item in items], earlier) if earlier else None
    if earlier and layout:
        _copy(client, earlier.published, indices.things)
    else:
        earlier, layout = None, whole(len(items))
        _create(client, indices.things, things_index(collection.count))
    _create(client, indices.beside, beside_index(collection.count))
    _Writer(client, indices, collection, layout, earlier).write(items, progress)
    return earlier is None


def _copy(client: OpenSearch, index: str, copy: str) -> None:
    """Copy an index that nothing is written to any more: its files get another name."""
    settings = {**BUILDING, "blocks.write": None, "merge.policy.expunge_deletes_allowed": 0}
    with _once():
        client.indices.clone(index=index, target=copy, body={"settings": {"index": settings}})


def _create(client: OpenSearch, index: str, body: Json) -> None:
    with _once():
        client.indices.create(index=index, body=body)


@contextmanager
def _once() -> Iterator[None]:
    """No name is given twice: what is there was made, and the answer was lost with its node."""
    try:
        yield
    except RequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


class _Writer:
    def __init__(
        self,
        client: OpenSearch,
        indices: Indices,
        collection: Collection,
        layout: Layout,
        earlier: Earlier | None,
    ) -> None:
        self._client, self._indices = client, indices
        self._collection, self._layout, self._earlier = collection, layout, earlier
        learned = earlier.learned if earlier else None
        self._words = Words(collection.forward, layout.new, collection.lexicon, learned)
        self._titles = [
            earlier.titles[row] if earlier and row != GONE else "" for row in layout.rows.tolist()
        ]

    def write(self, items: Sequence[Item], progress: Progress) -> None:
        things, beside, number = self._indices
        send(self._client, self._changes(items, progress))
        send(
            self._client,
            (remove(things, str(place), number) for place in self._layout.gone),
        )
        links = link_documents(chain.from_iterable(item.links() for item in items))
        visits = visit_documents(self._collection.visited)
        send(self._client, (write(beside, *link, number) for link in links))
        send(self._client, (write_first(beside, *visit) for visit in visits))
        with tempfile.TemporaryDirectory() as folder:
            self._save(Path(folder), items)
            for name in (LEXICON, CARRIED):
                self._send_files(Path(folder) / name)
        send(
            self._client,
            [write(beside, COVERAGE, {"facts": self._collection.coverage}, number)],
        )

    def _changes(self, items: Sequence[Item], progress: Progress) -> Iterator[Json]:
        """What writes each thing that is not carried; its titles are noted."""
        things, _, number = self._indices
        new = self._layout.new
        for first in range(0, len(new), AT_A_TIME):
            positions = new[first : first + AT_A_TIME]
            for position, words in zip(positions, self._words.of(positions), strict=True):
                thing = items[position].read()
                lines = (title_line(record.resource.title) for record in thing.records)
                self._titles[position] = BETWEEN.join(filter(None, lines))
                place = int(self._layout.places[position])
                title = title_term(self._collection.lexicon.tokens(thing.record.resource.title))
                document = thing_document(place, thing, {TITLE: title, **words})
                yield write(things, str(place), document, number)
                progress(position + 1)
        progress(len(items))

    def _save(self, folder: Path, items: Sequence[Item]) -> None:
        """Write the files that web servers fetch, and those for the next build."""
        lexicon, forward = self._collection.lexicon, self._collection.forward
        if self._earlier:
            new = forward.frequency(without=known_words(lexicon))
            carry_lexicon(lexicon, self._earlier.lexicon, new, forward.spellings, folder / LEXICON)
        else:
            words, tokens = self._words.words, self._words.tokens
            save_lexicon(lexicon, words, tokens, forward.spellings, folder / LEXICON)
        lines = {line for lines in self._titles for line in lines.split(BETWEEN)}
        save_texts(folder / LEXICON, TITLES, sorted(lines - {""}))
        np.save(folder / LEXICON / PLACES, self._layout.places)
        save_carried(folder / CARRIED, self._words.learned, items, self._titles)

    def _send_files(self, folder: Path) -> None:
        """Piece by piece, so that memory holds one or two."""
        _, beside, number = self._indices
        for name, document in file_documents(folder):
            send(self._client, [write(beside, name, document, number)])
