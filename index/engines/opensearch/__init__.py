"""The engine over an OpenSearch cluster: words are analysed here, the cluster finds and keeps.

An alias is on the published generation. A generation is two indices: one of its things, and one of
the links, visits, coverage and lexicon that lie beside them.
"""

from index.engines.opensearch.publish import OpenSearchPublisher
from index.engines.opensearch.search import OpenSearchEngine

__all__ = ["OpenSearchEngine", "OpenSearchPublisher"]
