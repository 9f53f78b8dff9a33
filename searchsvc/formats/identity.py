"""Names that stay: of things, their dates and lists, on every host and after every build."""

from uuid import UUID, uuid5

NAMESPACE = UUID("3f1d5a0e-6c5b-4a0e-9a54-7f0c2b8f6d11")


def lasting_id(*parts: object) -> str:
    """The UUID of what these parts name (RFC 9562, version 5)."""
    return str(uuid5(NAMESPACE, "/".join(map(str, parts))))
