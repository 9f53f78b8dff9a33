"""What the indices of generations are called: PREFIX-GENERATION, and one beside each of them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from opensearchpy import OpenSearch

BESIDE = "-beside"


@dataclass(frozen=True, slots=True)
class Names:
    """The names under a prefix; the alias that bears it is on the published generation's things."""

    prefix: str

    @classmethod
    def of(cls, address: str) -> "Names":
        """Those of an engine's address, whose path is the prefix."""
        return cls(urlsplit(address).path.strip("/"))

    def things(self, generation: str) -> str:
        """The index of a generation's things."""
        return f"{self.prefix}-{generation}"

    def beside(self, generation: str) -> str:
        """The index of what lies beside them."""
        return self.things(generation) + BESIDE

    def generation(self, index: str) -> str:
        """The generation whose index this is."""
        return index.removeprefix(f"{self.prefix}-").removesuffix(BESIDE)

    def published(self, client: OpenSearch) -> str:
        """The published generation; empty if there is none."""
        found = client.indices.get_alias(name=self.prefix, ignore=[404])
        indices = [name for name in found if name.startswith(f"{self.prefix}-")]
        return self.generation(indices[0]) if indices else ""

    def lying(self, client: OpenSearch) -> dict[str, int]:
        """All generations, and when each was begun, in milliseconds."""
        found = client.indices.get_settings(
            index=f"{self.prefix}-*", name="index.creation_date", flat_settings=True
        )
        begun = {name: int(of["settings"]["index.creation_date"]) for name, of in found.items()}
        return {self.generation(name): at for name, at in begun.items()}
