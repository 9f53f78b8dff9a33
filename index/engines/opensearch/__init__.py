"""The engine over an OpenSearch cluster: words are analysed here, the cluster finds and keeps.

An alias is on the published generation. A generation is two indices: one of its things, and one of
the links, visits, coverage and lexicon that lie beside them.
"""

from index.engine import Cluster
from index.engines.opensearch.connection import connect_to_read
from index.engines.opensearch.publish import OpenSearchPublisher
from index.engines.opensearch.search import OpenSearchEngine
from index.failures import Failures

__all__ = ["OpenSearchPublisher", "open_cluster"]


def open_cluster(cluster: Cluster, seconds: float, failures: Failures) -> OpenSearchEngine:
    """The engine over a cluster, for readers who wait so long; what fails is counted."""
    return OpenSearchEngine(cluster, seconds, connect_to_read(cluster, failures))
