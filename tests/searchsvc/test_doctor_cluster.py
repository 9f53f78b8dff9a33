"""What the doctor says of a search cluster, as it is told by a make-believe node."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cluster.ailing import ALIASES, Ailing, ailing_node, garble, status

from index.engine import Cluster
from searchsvc import doctor
from searchsvc.config import Config
from searchsvc.doctor import Finding, Level, cluster, machine

MARKS = "cluster.routing.allocation.disk.watermark."
WELL = {
    "_alias": ALIASES,
    "authinfo": {"user_name": "klimasok", "roles": ["leser", "bygger"]},
    "_cluster/health": {"status": "green", "active_shards": 4, "unassigned_shards": 0},
    "_cat/nodes": [
        {"name": "a", "version": "2.19.6", "disk.used_percent": "41.5"},
        {"name": "b", "version": "2.19.6", "disk.used_percent": "12.0"},
    ],
    "_cluster/settings": {
        "defaults": {f"{MARKS}low": "85%", f"{MARKS}high": "90%", f"{MARKS}flood_stage": "95%"},
        "persistent": {f"{MARKS}low": "50%"},
    },
    "/": {"version": {"distribution": "opensearch", "number": "2.19.6"}},
}


@pytest.fixture
def node() -> Iterator[Ailing]:
    with ailing_node() as node:
        node.tells = dict(WELL)
        yield node


def found(node: Ailing, **other: Any) -> dict[str, Finding]:
    """What is found where it tells other things."""
    node.tells = WELL | {part.replace("__", "/"): told for part, told in other.items()}
    return {each.check: each for each in cluster.findings(where(node))}


def where(node: Ailing) -> Cluster:
    return Cluster(address=f"{node.address}/here")


def says(finding: Finding, level: Level, *words: str) -> None:
    assert finding.level is level, finding.says
    for word in words:
        assert word in finding.says


def test_a_cluster_that_is_well_is_told_of(node: Ailing) -> None:
    told = found(node)
    assert {each.level for each in told.values()} == {Level.OK}
    says(told["cluster"], Level.OK, "opensearch 2.19.6", "as klimasok", "leser, bygger")
    says(told["shards"], Level.OK, "green: all 4 shards")
    says(told["nodes"], Level.OK, "2 of version 2.19.6")
    says(told["disks"], Level.OK, "of a is the fullest", "low 50 %")


@pytest.mark.parametrize(
    ("state", "level", "advice"),
    [("yellow", Level.WARNING, "copies"), ("red", Level.ERROR, "bring the nodes back")],
)
def test_shards_that_are_missing_are_told(
    node: Ailing, state: str, level: Level, advice: str
) -> None:
    health = {"status": state, "active_shards": 3, "unassigned_shards": 1}
    says(found(node, _cluster__health=health)["shards"], level, state, "1 of 4 shards", advice)


@pytest.mark.parametrize(
    ("full", "level"), [("49", Level.OK), ("51", Level.WARNING), ("96", Level.ERROR)]
)
def test_a_disk_above_a_watermark_is_told(node: Ailing, full: str, level: Level) -> None:
    nodes = [{"name": "a", "version": "2.19.6", "disk.used_percent": full}]
    says(found(node, _cat__nodes=nodes)["disks"], level, f"{full} %")


def test_nodes_of_several_versions_are_told(node: Ailing) -> None:
    nodes = [
        {"name": name, "version": version, "disk.used_percent": None}
        for name, version in (("a", "2.19.6"), ("b", "3.1.0"))
    ]
    says(found(node, _cat__nodes=nodes)["nodes"], Level.WARNING, "2.19.6, 3.1.0")


def test_where_nobody_is_asked_who_he_is_and_nothing_is_published_the_rest_is_told(
    node: Ailing,
) -> None:
    del node.tells["authinfo"], node.tells["_alias"]
    told = {each.check: each for each in cluster.findings(where(node))}
    says(told["cluster"], Level.OK, "as nobody")
    assert set(told) == {"cluster", "nodes", "disks"}


def test_rights_that_are_lacking_are_named(node: Ailing) -> None:
    reason = "no permissions for [cluster:monitor/health] and User [name=klimasok]"
    node.ail(status(403, reason), only="_cluster/health")
    told = {each.check: each for each in cluster.findings(where(node))}
    says(told["cluster"], Level.WARNING, "lacks cluster:monitor/health")
    assert "shards" not in told


@pytest.mark.parametrize(
    ("how", "advice"),
    [
        (status(401), "see `engine_user`"),
        (status(503), "look into the logs"),
        (garble, "see that `engine` names OpenSearch"),
    ],
)
def test_a_cluster_that_does_not_answer_is_told_with_what_to_do(
    node: Ailing, how: Any, advice: str
) -> None:
    node.ail(how)
    (told,) = cluster.findings(where(node))
    says(told, Level.ERROR, node.address, advice)


def test_of_a_cluster_that_is_away_the_index_is_not_looked_for(tmp_path: Path) -> None:
    config = Config(data=str(tmp_path), engine="http://127.0.0.1:9/here")
    told = {each.check: each for each in doctor.examine(config, datetime.now(UTC))}
    says(told["cluster"], Level.ERROR, "127.0.0.1:9/here cannot be reached", "see that it runs")
    assert not {"index", "age", "search"} & set(told)
    assert "store" in told


def test_an_index_on_the_disk_is_no_matter_where_there_is_a_cluster(tmp_path: Path) -> None:
    """Its folder may be what another engine has left: of any size, and anybody's."""
    left = tmp_path / "index" / "current"
    left.mkdir(parents=True)
    with (left / "words").open("wb") as file:
        file.truncate(1 << 43)
    config = Config(data=str(tmp_path), engine="http://127.0.0.1:9/here")
    assert machine.room(config).level is Level.OK
    assert machine.room(replace(config, engine="")).level is Level.ERROR
