"""Pages that lead on."""


def links(*addresses: str) -> str:
    """A link to each address."""
    return "".join(f'<a href="{address}">Les mer</a> ' for address in addresses)
