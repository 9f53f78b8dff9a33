"""The same for machines: a page's address with .json at its end."""

from typing import Any

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from index.complete import folded_text
from index.record import state_of
from index.results import Hit
from searchsvc.asking import asked, engine, search, showing, taxonomy
from searchsvc.params import KIND_WORDS, NAMES

api = Blueprint("api", __name__)


@api.get("/sok.json")
def results() -> Response:
    """The hits for a query, with facets; takes the parameters of /sok."""
    wanted = asked()
    query, page = search(wanted.query)
    return jsonify(
        query=query.text,
        total=page.total,
        page=query.page,
        size=query.size,
        partial=page.partial,
        read_as={unit.word: unit.read_as for unit in query.units if unit.read_as},
        since=query.since.isoformat() if query.since else None,
        until=query.until.isoformat() if query.until else None,
        unknown_filters=list(wanted.unknown),
        hits=[_hit(hit, query.now) for hit in page.hits],
        facets={
            NAMES[facet]: [
                {"value": KIND_WORDS.get(v.value, v.value), "count": v.count, "chosen": v.chosen}
                for v in values
            ]
            for facet, values in page.facets.items()
        },
    )


@api.get("/forslag.json")
def suggestions() -> Response:
    """What a reader who has typed `q` may be about to type: topics and titles, then words."""
    text = request.args.get("q", "")[:200]
    names = [topic.nb for topic in taxonomy().topics]
    found = [name for name in names if folded_text(name).startswith(folded_text(text) or " ")]
    return jsonify(list(dict.fromkeys((*found[:2], *engine().complete(text)))))


def _hit(hit: Hit, now: Any) -> dict[str, Any]:
    resource = hit.record.resource
    place = showing().place(resource, hit.snippet)
    return {
        "id": hit.thing.id,
        "type": KIND_WORDS[resource.kind],
        "title": resource.title,
        "address": resource.address,
        "publisher": resource.publisher,
        "source": resource.source,
        "language": resource.language,
        "published": resource.published.isoformat() if resource.published else None,
        "modified": resource.modified.isoformat() if resource.modified else None,
        "state": state_of(resource, now),
        "recording": (resource.event.recording if resource.event else "") or None,
        "topics": list(hit.record.topics),
        "snippet": "".join(text for text, _ in hit.snippet.parts),
        "section": {"heading": hit.snippet.heading, "anchor": hit.snippet.anchor},
        "page": hit.snippet.page,
        "second": hit.snippet.second,
        "opens_at": place.address,
        "missing_words": list(hit.missing),
        "score": round(hit.score, 4),
    }
