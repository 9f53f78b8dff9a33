"""The rights that docs/scale-out.md asks for on a cluster suffice, and reach no further."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from cluster.guarded import ADMIN, SECRET, Guarded, guarded_node
from library import LIBRARY, ignore, listing
from making import NOW, collection, page, thing
from opensearchpy import OpenSearch
from opensearchpy.exceptions import AuthorizationException
from running import Start

from index.clusterstate import cluster_state
from index.engine import Cluster, Collection, EngineError, open_engine, open_publisher
from index.engines.opensearch import finishing
from index.engines.opensearch.names import BESIDE
from index.language.lexicon import Lexicon
from scrapers.sample.sources import sample_sources
from searchsvc.collecting import publish
from searchsvc.config import Config

pytestmark = pytest.mark.slow

GUIDE = Path(__file__).parents[2] / "docs" / "scale-out.md"
CLUSTER, INDICES = "cluster", "`PREFIX-*`"
ROW = re.compile(r"^ *\| (cluster|`PREFIX-\*`)([^|]*)\| (x?) ?\| (x?) ?\|$", re.MULTILINE)
RIGHT = re.compile(r"`([a-z]+:[^`]+)`")
BUILDS, WEB = "builds", "web"
NO_DELETE, NO_FLUSH = "no-delete", "no-flush"  # build, and lack a right
DELETE, FLUSH = "indices:admin/delete", "indices:admin/flush"
PREFIX, OTHER = "klimasok", "annet"
PATIENCE = 60  # seconds


def role(column: int, instead: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """What a user may do by a column of the guide's table, with others instead of some rights."""
    may: dict[str, list[str]] = {CLUSTER: [], INDICES: []}
    for where, said, *marks in ROW.findall(GUIDE.read_text(encoding="utf-8")):
        rights = RIGHT.findall(said) if marks[column] == "x" else []
        may[where] += chain.from_iterable((instead or {}).get(each, [each]) for each in rights)
    own = {"index_patterns": [f"{PREFIX}-*"], "allowed_actions": may[INDICES]}
    return {"cluster_permissions": may[CLUSTER], "index_permissions": [own]}


@pytest.fixture(scope="module")
def node() -> Iterator[Guarded]:
    roles = {
        BUILDS: role(0),
        WEB: role(1),
        NO_DELETE: role(0, {DELETE: []}),
        NO_FLUSH: role(0, {f"{FLUSH}*": [FLUSH]}),  # may ask for it, and no shard does it
    }
    with guarded_node(roles) as node:
        yield node


@pytest.fixture
def admin(node: Guarded) -> Iterator[OpenSearch]:
    """Sees everything."""
    with node.client(ADMIN) as admin:
        yield admin


@pytest.fixture(scope="module", autouse=True)
def published(node: Guarded) -> None:
    """Something is published under both prefixes."""
    for prefix in (PREFIX, OTHER):
        open_publisher(where(node, ADMIN, prefix)).publish(night(0), ignore)


def where(node: Guarded, user: str, prefix: str = PREFIX) -> Cluster:
    address = f"{node.address}/{prefix}"
    return Cluster(address=address, user=user, secret=SECRET, ca=str(node.ca))


def night(number: int, *, anew: bool = False) -> Collection:
    """The library and a page that each night replaces by another."""
    made = collection([*LIBRARY, thing(page(f"/natt-{number}", "Om flom"))])
    coverage = replace(made.coverage, built=NOW.replace(hour=number))
    lexicon = Lexicon.learn(made.forward.frequency(), "kept")
    return replace(made, coverage=coverage, lexicon=lexicon, anew=anew)


def indices(admin: OpenSearch, prefix: str = PREFIX) -> set[str]:
    """All that are there under a prefix."""
    return set(admin.indices.get(index=f"{prefix}-*"))


def indices_of(*generations: str) -> set[str]:
    return {f"{PREFIX}-{name}{beside}" for name in generations for beside in ("", BESIDE)}


# who builds


def test_who_builds_may_write_all_and_what_has_changed(
    node: Guarded, admin: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finishing, "_is_held", lambda _: False)  # else it waits for half a minute
    publisher = open_publisher(where(node, BUILDS))
    first = publisher.publish(night(1, anew=True), ignore)
    night_after = publisher.publish(night(2), ignore)
    about = admin.indices.get_settings(index=f"{PREFIX}-{night_after}", flat_settings=True)
    (told,) = about.values()
    assert told["settings"]["index.resize.source.name"] == f"{PREFIX}-{first}"
    assert open_engine(where(node, WEB), PATIENCE).generation == night_after


def test_who_builds_may_serve_an_earlier_one_again(node: Guarded) -> None:
    publisher = open_publisher(where(node, BUILDS))
    first, _ = (publisher.publish(night(number, anew=True), ignore) for number in (1, 2))
    assert publisher.roll_back() == first
    assert [kept.is_served for kept in publisher.generations()][:2] == [False, True]


def test_who_builds_may_remove_what_is_old_and_what_has_failed(
    node: Guarded, admin: OpenSearch
) -> None:
    publisher = open_publisher(where(node, BUILDS), kept=1)
    made = [publisher.publish(night(number, anew=True), ignore) for number in (1, 2)]
    assert indices(admin) == indices_of(*made)

    def fail(_: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publisher.publish(night(3), fail)
    assert indices(admin) == indices_of(*made)
    publisher.forget_earlier()
    assert indices(admin) == indices_of(made[-1])


def test_without_the_right_to_remove_it_is_said_that_earlier_ones_stay(
    node: Guarded, admin: OpenSearch, caplog: pytest.LogCaptureFixture
) -> None:
    publisher = open_publisher(where(node, NO_DELETE), kept=0)
    publisher.publish(night(1, anew=True), ignore)
    name = publisher.publish(night(2, anew=True), ignore)
    assert DELETE in caplog.text
    with pytest.raises(EngineError, match=DELETE):
        publisher.forget_earlier()
    assert indices(admin) > indices_of(name)


def test_without_the_right_to_write_to_files_nothing_is_published(node: Guarded) -> None:
    with pytest.raises(EngineError, match=r"not written to files.*flush\[s\]"):
        open_publisher(where(node, NO_FLUSH)).publish(night(1, anew=True), ignore)


# who answers


def test_who_answers_may_ask_for_all_that_readers_see(
    node: Guarded, sample: Config, start: Start, tmp_path: Path
) -> None:
    there = where(node, BUILDS)
    asking = {"engine": there.address, "engine_secret": SECRET, "engine_ca": there.ca}
    builds = replace(sample, data=str(tmp_path), engine_user=BUILDS, **asking)
    shutil.copytree(sample.data, tmp_path, dirs_exist_ok=True)
    publish(builds, sample_sources(), lambda *_: None, sample=True)
    service = start(tmp_path / "web", engine_user=WEB, budget=10, **asking)
    for address in (
        "/", "/sok?q=om+flom", "/sok.json?q=flm", "/forslag.json?q=flo", "/tema/overvann", "/liste",
        "/prosjekter.csv", "/webinarer.ics", "/sitemap-1.xml", "/kilder", "/readyz",
    ):  # fmt: skip
        assert service.ask(address).startswith(b"HTTP/1.1 200"), address


def test_who_answers_may_not_write(node: Guarded, admin: OpenSearch) -> None:
    before = indices(admin)
    with pytest.raises(EngineError, match="403"):
        open_publisher(where(node, WEB)).publish(night(1), ignore)
    with node.client(WEB) as client:
        for name in before:
            may_not_change(client, name)
    assert indices(admin) == before


# both


@pytest.mark.parametrize("user", [BUILDS, WEB])
def test_the_doctor_may_look_at_all(node: Guarded, user: str) -> None:
    state = cluster_state(where(node, user))
    assert (state.user, state.lacking, state.status) == (user, (), "green")
    assert (len(state.nodes), len(state.watermarks)) == (1, 3)


@pytest.mark.parametrize("user", [BUILDS, WEB])
def test_what_is_of_another_prefix_is_neither_read_nor_changed(
    node: Guarded, admin: OpenSearch, user: str
) -> None:
    before = indices(admin, OTHER)
    there = where(node, user, OTHER)
    with pytest.raises(EngineError, match="403"):
        open_engine(there, PATIENCE).search(listing())
    with pytest.raises(EngineError, match="403"):
        open_publisher(there).publish(night(1), ignore)
    with node.client(user) as client:
        for name in before:
            may_not_change(client, name)
            with pytest.raises(AuthorizationException):
                client.search(index=name)
    assert indices(admin, OTHER) == before


def may_not_change(client: OpenSearch, index: str) -> None:
    for change in (
        lambda: client.index(index=index, id="a", body={}),
        lambda: client.delete(index=index, id="a"),
        lambda: client.indices.put_settings(index=index, body={"index.blocks.write": False}),
        lambda: client.indices.put_alias(index=index, name=PREFIX),
        lambda: client.indices.delete(index=index),
    ):
        with pytest.raises(AuthorizationException):
            change()
