"""The embedded engine: Whoosh finds, SQLite shows, numpy filters and counts.

A folder holds generations, each a folder of its own, and `current`, a link to the published one.
"""

from index.engines.whoosh.publish import WhooshPublisher
from index.engines.whoosh.search import WhooshEngine

__all__ = ["WhooshEngine", "WhooshPublisher"]
