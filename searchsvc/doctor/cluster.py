"""The search cluster: whether it answers, whom it lets in, its shards, nodes and disks."""

from collections.abc import Iterator

from index.clusterstate import ClusterState, cluster_state
from index.engine import Cluster, EngineError, UnavailableError
from index.failures import Failure
from searchsvc.doctor.finding import Finding, error, ok, warning

LOOK = "look into the logs of its nodes"
ADVICE = {
    Failure.UNREACHABLE: "see that it runs, and that `engine` names it",
    Failure.UNTRUSTED: "set `engine_ca` to the file of the authority that vouches for it",
    Failure.REFUSED: "see `engine_user`, its secret, and the rights of its role",
    Failure.GARBLED: "see that `engine` names OpenSearch",
    Failure.LATE: LOOK,
    Failure.BUSY: LOOK,
    Failure.DOWN: LOOK,
    Failure.PARTIAL: LOOK,
}


def findings(cluster: Cluster) -> Iterator[Finding]:
    """What there is to say of it: one finding where it does not answer."""
    try:
        state = cluster_state(cluster)
    except UnavailableError as wrong:
        yield error("cluster", f"{wrong}: {ADVICE[wrong.failure]}")
    except EngineError as wrong:
        yield error("cluster", str(wrong))
    else:
        yield known(cluster, state)
        if state.status:
            yield shards(state)
        if state.nodes:
            yield versions(state)
            yield disks(state)


def known(cluster: Cluster, state: ClusterState) -> Finding:
    """Whether it tells what is to be known of it, and who asks."""
    who = f"{state.user or cluster.user or 'nobody'}"
    roles = f" with the roles {', '.join(state.roles)}" if state.roles else ""
    said = f"{cluster.address} is {state.version}, asked as {who}{roles}"
    if state.lacking:
        return warning(
            "cluster", f"{said}, who lacks {', '.join(state.lacking)}: not all can be looked at;"
            " give the role these rights, or look at it as another user",
        )  # fmt: skip
    return ok("cluster", said)


def shards(state: ClusterState) -> Finding:
    """Whether all shards of what is published are there, and their copies."""
    said = f"{state.status}: {state.missing} of {state.shards} shards are on no node"
    if state.status == "red":
        return error(
            "shards", f"{said}, and readers get answers in part or none: bring the nodes back that"
            " are gone, or run `searchsvc build`",
        )  # fmt: skip
    if state.status == "yellow":
        return warning(
            "shards", f"{said}, all of them copies: readers get whole answers, and will not when a"
            " node is gone: see that there are nodes enough",
        )  # fmt: skip
    return ok("shards", f"green: all {state.shards} shards of what is published are there")


def versions(state: ClusterState) -> Finding:
    """Whether all nodes are of one version."""
    found = sorted({node.version for node in state.nodes})
    said = f"{len(state.nodes)} of version {', '.join(found)}"
    if len(found) > 1:
        return warning("nodes", f"{said}: bring all to the same one")
    return ok("nodes", said)


def disks(state: ClusterState) -> Finding:
    """Whether the disks of the nodes are below the marks from which on the cluster holds back."""
    node = max(state.nodes, key=lambda node: node.full)
    said = f"that of {node.name} is the fullest, {node.full:.0f} %"
    above = [mark for mark, full in state.watermarks.items() if node.full >= full]
    marks = ", ".join(f"{mark} {full:.0f} %" for mark, full in state.watermarks.items())
    if "flood_stage" in above or "high" in above:
        return error(
            "disks", f"{said}, above the watermark ({marks}): make room, or no build is published",
        )  # fmt: skip
    if above:
        return warning("disks", f"{said}, above the watermark ({marks}): make room soon")
    return ok("disks", f"{said} ({marks or 'no watermarks are told'})")
