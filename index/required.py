"""Required fields: those that pages of a kind must carry, and which of them a Resource lacks."""

from collections.abc import Iterable, Mapping

from index.resource import Kind, Resource

Required = Mapping[str, Mapping[Kind, tuple[str, ...]]]  # source -> kind -> names of fields


def missing_fields(resource: Resource, names: Iterable[str]) -> list[str]:
    """Those of the named fields that are empty, in the Resource or in its kind's own part."""
    return [name for name in names if _value(resource, name) in (None, "", ())]


def _value(resource: Resource, name: str) -> object:
    if hasattr(resource, name):
        return getattr(resource, name)
    return getattr(resource.facts, name, None)
