"""A published generation, as one process knows it: its lexicon, its coverage, and how to ask it."""

import tempfile
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime, time, timedelta
from math import inf
from pathlib import Path
from time import monotonic

from opensearchpy import OpenSearch

from index.complete import Completer
from index.engine import EngineError, NothingPublishedError, UnavailableError
from index.engines.opensearch.carry import PLACES
from index.engines.opensearch.connection import PATIENCE
from index.engines.opensearch.documents import COVERAGE, LEXICON, TITLES, facts, piece_name
from index.engines.opensearch.failing import failure_told
from index.engines.opensearch.names import Names
from index.engines.opensearch.queries import Matching, changes
from index.engines.opensearch.schema import DEEPEST, FINGERPRINT, Json, shards
from index.failures import SAID, Failure
from index.language.lexicon import SavedLexicon
from index.query import Facet, Unit
from index.record import Thing
from index.resource import OSLO
from index.results import Coverage
from index.table import map_array, open_texts

SEARCHED = 0.5  # of the time that is left, after which the cluster cuts a search short
AT_A_TIME = 1_000  # things that are fetched whole
MOST_VALUES = 10_000  # of a facet
WITH_STATISTICS = {"search_type": "dfs_query_then_fetch"}  # by the words of all shards together


class Generation:
    """One generation, opened once and shared by all threads."""

    def __init__(self, client: OpenSearch, names: Names, name: str) -> None:
        self.name = name
        self._end = inf
        self._client = client
        self._things, self._beside = names.things(name), names.beside(name)
        meta = self._meta()
        self.size: int = meta["things"]
        is_one = shards(self.size) == 1
        self._header = {"index": self._things} | ({} if is_one else WITH_STATISTICS)
        self.coverage: Coverage = facts(Coverage, self._document(COVERAGE))
        self.values = self._values()
        self.known = {facet: frozenset(values) for facet, values in self.values.items()}
        with tempfile.TemporaryDirectory() as folder:  # what is mapped outlives its name
            fetch(client, self._beside, LEXICON, Path(folder))
            self.places = map_array(Path(folder) / PLACES)
            self.lexicon = SavedLexicon(Path(folder))
            titles = open_texts(Path(folder), TITLES)
        self.completer = Completer(self.lexicon.words, titles)
        self._change: list[tuple[datetime, datetime]] = []  # at most one: from then until then
        self.matched: dict[tuple[Unit, ...], Matching] = {}

    def until(self, end: float) -> "Generation":
        """The same for a reader, for whom all requests together end at a moment (`monotonic`)."""
        held = copy(self)
        held._end = end
        return held

    def longer(self, seconds: float) -> "Generation":
        """The same with some time more."""
        return self.until(self._end + seconds)

    def search(self, *bodies: Json) -> list[Json]:
        """What is found of things by each of some searches, asked at once.

        What is not found in half of the time that is left is left out.
        """
        seconds = self._left()
        in_time = {"timeout": f"{round(1000 * seconds * SEARCHED) + 1}ms"}
        lines = [line for body in bodies for line in (self._header, {**body, **in_time})]
        asked = self._client.msearch(body=lines, params={"request_timeout": seconds})
        found: list[Json] = asked["responses"]
        for each in found:
            if "error" in each:
                kind = each["error"].get("type", "")
                failure, says = failure_told(each.get("status"), kind), f"{self._things}: {kind}"
                raise UnavailableError(says, failure) if failure else EngineError(says)
        return found

    def check(self) -> None:
        """UnavailableError where not every shard of it answers."""
        for index in (self._things, self._beside):
            self._whole(index, {"size": 0, "track_total_hits": False})

    def first(self, among: Json) -> Thing | None:
        """The first thing that passes a filter."""
        found = self.listed({"query": among, "sort": "place", "size": 1, "_source": ["facts"]})
        return facts(Thing, found[0]["_source"]) if found else None

    def place(self, among: Json) -> int | None:
        """The place of the first thing that passes a filter."""
        found = self.listed({"query": among, "sort": "place", "size": 1, "_source": False})
        return found[0]["sort"][0] if found else None

    def known_as(self, ids: Sequence[str]) -> dict[str, Thing]:
        """Things by the ids of any of their records."""
        found: dict[str, Thing] = {}
        for start in range(0, len(ids), AT_A_TIME):
            names = ids[start : start + AT_A_TIME]
            wanted = {"query": {"terms": {"ids": names}}, "sort": "place", "size": len(names)}
            for hit in self.listed({**wanted, "_source": ["ids", "facts"]}):
                thing: Thing = facts(Thing, hit["_source"])
                found = dict.fromkeys(hit["_source"]["ids"], thing) | found
        return found

    def listed(self, body: Json) -> list[Json]:
        """What is found of things by a search that is no search of a reader's."""
        hits: list[Json] = self._whole(self._things, body)["hits"]["hits"]
        return hits

    def beside(self, body: Json) -> Iterator[Json]:
        """What is found of what lies beside the things."""
        whole = {"size": DEEPEST, **body}
        for hit in self._whole(self._beside, whole)["hits"]["hits"]:
            yield hit["_source"]

    def document(self, name: str) -> Json | None:
        """What lies beside the things under a name."""
        waiting = {"request_timeout": self._left()}
        found = self._client.get(index=self._beside, id=name, ignore=[404], params=waiting)
        if "error" in found:
            raise EngineError(f"{self._beside} is not there any more")
        return found["_source"] if found["found"] else None

    def next_change(self, now: datetime) -> datetime:
        """Until when everything is in the state that it is in now."""
        for begin, end in self._change:
            if begin <= now < end:
                return end
        end = self._next_change(now)
        self._change[:] = [(now, end)]
        return end

    def _next_change(self, now: datetime) -> datetime:
        tomorrow = now.astimezone(OSLO).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time(), OSLO)
        found = self._whole(self._things, {"size": 0, "aggs": changes(now)})
        dates = found["aggregations"]["dates"]
        first = [dates[name]["first"]["value"] for name in ("begins", "ends")]
        ahead = min((at for at in first if at is not None), default=midnight.timestamp())
        return min(midnight, datetime.fromtimestamp(ahead, UTC))

    def _meta(self) -> Json:
        """What it says of itself."""
        mapping = self._client.indices.get_mapping(index=self._things)
        meta: Json = mapping[self._things]["mappings"].get("_meta", {})
        if meta.get("fingerprint") != FINGERPRINT:
            raise NothingPublishedError(
                "the index was built by another version: run `searchsvc build`"
            )
        return meta

    def _values(self) -> Mapping[Facet, tuple[str, ...]]:
        """All values of each facet, in their order."""
        wanted = {
            facet.value: {
                "terms": {"field": facet.value, "size": MOST_VALUES, "order": {"_key": "asc"}}
            }
            for facet in Facet
        }
        found = self._whole(self._things, {"size": 0, "aggs": wanted})
        return {
            facet: tuple(each["key"] for each in found["aggregations"][facet.value]["buckets"])
            for facet in Facet
        }

    def _left(self) -> float:
        """The seconds that are left for another request."""
        left = self._end - monotonic()
        if left <= 0:
            raise UnavailableError(f"{self._things} {SAID[Failure.LATE]}", Failure.LATE)
        return min(left, PATIENCE)

    def _whole(self, index: str, body: Json) -> Json:
        """What is found by a search, which fails where a shard does not answer."""
        waiting = {"request_timeout": self._left(), "allow_partial_search_results": "false"}
        found: Json = self._client.search(index=index, body=body, params=waiting)
        return found

    def _document(self, name: str) -> Json:
        found = self.document(name)
        if found is None:
            raise EngineError(f"{self._beside} lacks {name}: run `searchsvc build`")
        return found


def fetch(client: OpenSearch, index: str, saved: str, folder: Path) -> None:
    """Fetch the files of a folder that was saved in an index, into another folder."""

    def document(name: str) -> Json:
        found = client.get(index=index, id=name, ignore=[404])
        if not found.get("found"):
            raise EngineError(f"{index} lacks {name}: run `searchsvc build`")
        source: Json = found["_source"]
        return source

    for name, pieces in document(saved)["facts"].items():
        with (folder / name).open("wb") as file:
            for number in range(pieces):
                file.write(b64decode(document(piece_name(saved, name, number))["piece"]))
