"""The bench of a cluster measures what it says: a small run over 100 pages."""

from pathlib import Path

import measure_cluster
import pytest
from building import Bench
from cluster.nodes import Node
from collection import Pages

pytestmark = pytest.mark.slow

COUNT = 100


def test_both_engines_are_built_and_asked_and_find_the_same(
    cluster: list[Node], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measure_cluster, "WARM_UPS", 0)
    monkeypatch.setattr(measure_cluster, "REQUESTS", 5)
    monkeypatch.setattr(measure_cluster, "ASKED", ["phrase", "whole request"])
    bench = Bench(tmp_path / "collection", Pages(COUNT, 1), lambda _, __: lambda ___: None)
    once = measure_cluster.BUILDS[:1]
    run = measure_cluster.run(bench, tmp_path, cluster, once, alone=False)
    builds, searches, requests = run
    assert [row[0] for row in builds[1:]] == ["embedded, whole", "cluster, whole"]
    assert [row[0] for row in searches[1:]] == ["phrase", "whole request"]
    for *_, alike in searches[1:]:
        same, asked = alike.split(" of ")
        assert int(asked)
        assert same == asked
    assert requests[1][0] == "a request"
