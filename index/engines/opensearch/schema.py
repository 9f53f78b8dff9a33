"""What the indices of a generation look like: one of things, one of all that lies beside them.

Words are analysed here, never in the cluster: it parts texts at spaces. Lucene keeps the length of
a text in one byte, too coarse for our scores. So the frequency of a term is written as what BM25
makes of it in a text of that length: f / (f + K) is g / (g + SCALE) with g = f * SCALE / K.
"""

from typing import Any

from index import ranking
from index.language.lexicon import FINGERPRINT as LANGUAGE
from index.layers import GRAM, NAME, PART, STEM, SURFACE, TITLE
from index.query import Facet

FINGERPRINT = f"opensearch-4 {LANGUAGE}"
SCALE = 4096  # frequencies are exact to one part in so many
BOOST = (ranking.K1 + 1) / (SCALE + 1)  # Lucene's BM25 of old multiplies by its own k1 + 1
STEMS, SURFACES = "stems", "surfaces"  # the words of a thing in their order
NO_WORD = "."  # stands between texts, and in every weighed field, so that each counts all things
DEEPEST = 100_000  # how far down a list can be read
LONGEST_WORD = 8_000  # letters; a longer one is parted
LONGEST_TERM = 8_191  # letters of a title or an address that is found
THINGS_A_SHARD = 1_000_000

Json = dict[str, Any]

BUILDING: Json = {  # settings until an index is whole
    "auto_expand_replicas": "false",
    "number_of_replicas": 0,
    "refresh_interval": "-1",
    "routing.rebalance.enable": "none",  # what is not yet in files would not move with a shard
    "translog.durability": "async",  # what is lost with a node the check of the build finds
}
MERGED_ONCE: Json = {  # settings of an index that is merged when it is whole: not before
    "merge.policy.max_merge_at_once": 1_000,
    "merge.policy.segments_per_tier": 1_000,
}
READY: Json = {
    **dict.fromkeys(MERGED_ONCE),
    "auto_expand_replicas": "0-1",
    "refresh_interval": None,
    "routing.rebalance.enable": None,
    "translog.durability": None,
    "merge.policy.expunge_deletes_allowed": None,
}


def shards(things: int) -> int:
    """Of how many shards an index of so many things is."""
    return 1 + things // THINGS_A_SHARD


def settings(things: int) -> Json:
    """Settings of an index while it is built."""
    return {
        "number_of_shards": shards(things),
        **BUILDING,
        **MERGED_ONCE,
        "max_result_window": DEEPEST,
    }


def things_index(count: int) -> Json:
    """The index of so many things."""
    whole = {"type": "whitespace", "max_token_length": LONGEST_WORD}
    return {
        "settings": {
            **settings(count),
            "analysis": {
                "tokenizer": {"spaces": whole},
                "filter": {"weights": {"type": "delimited_term_freq"}},
                "analyzer": {
                    "weighed": {"tokenizer": "spaces", "filter": ["weights"]},
                    "plain": {"tokenizer": "spaces"},
                },
            },
            "similarity": {"weighed": {"type": "BM25", "k1": SCALE, "b": 0}},
        },
        "mappings": {
            "dynamic": "strict",
            # Copies are made of files: no document is kept whole to be indexed again.
            "_source": {"includes": ["facts", "ids"], "recovery_source_enabled": False},
            "properties": {
                "place": {"type": "long"},  # the order of things that are equal otherwise
                "facts": {"type": "object", "enabled": False},
                "ids": KEYWORD,
                "addresses": KEYWORD,
                **dict.fromkeys((NAME, "subject", "concepts"), PACKED),
                **dict.fromkeys((STEM, PART, SURFACE, GRAM), WEIGHED),
                **dict.fromkeys((STEMS, SURFACES), IN_ORDER),
                TITLE: KEYWORD,
                **dict.fromkeys(Facet, KEYWORD),
                "day": {"type": "integer"},
                "modified": {"type": "integer"},
                "recorded": {"type": "boolean"},
                "amount": {"type": "long"},
                "event_end": {"type": "long"},
                "calls": _nested(opens="integer", due="integer"),
                "dates": _nested(begins="long", ends="long"),
            },
        },
    }


def beside_index(count: int) -> Json:
    """The index of what lies beside so many things: links, visits, coverage, files."""
    return {
        "settings": settings(count),
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "order": {"type": "long"},
                "source": KEYWORD,
                "target": KEYWORD,
                "facts": {"type": "object", "enabled": False},
                "piece": {"type": "binary"},
            },
        },
    }


def _nested(**fields: str) -> Json:
    return {"type": "nested", "properties": {name: {"type": kind} for name, kind in fields.items()}}


PACKED = {"type": "binary", "doc_values": True}
KEYWORD = {"type": "keyword", "ignore_above": LONGEST_TERM}
WEIGHED = {
    "type": "text",
    "analyzer": "weighed",
    "similarity": "weighed",
    "index_options": "freqs",
    "norms": False,
}
IN_ORDER = {"type": "text", "analyzer": "plain", "norms": False}
