"""What the indices of generations are called: PREFIX-GENERATION, and one beside each of them."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from opensearchpy import OpenSearch

from index.engines.opensearch.connection import PATIENCE

BESIDE = "-beside"
GENERATION = re.compile(rf"(\d{{8}}-\d{{6}}-[0-9a-f]{{6}})(?:{BESIDE})?")


def new_name(built: datetime) -> str:
    """A name for a generation that was built at a moment."""
    return f"{built:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


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
        """The generation whose index this is; empty where it is none, as of another prefix."""
        found = GENERATION.fullmatch(index.removeprefix(f"{self.prefix}-"))
        return found[1] if found else ""

    def published(self, client: OpenSearch, seconds: float = PATIENCE) -> str:
        """The published generation, found in so many seconds; empty if there is none."""
        waiting, own = {"request_timeout": seconds}, f"{self.prefix}-*"
        found = client.indices.get_alias(index=own, name=self.prefix, ignore=[404], params=waiting)
        return next(filter(None, map(self.generation, found)), "")

    def begun(self, client: OpenSearch) -> dict[str, int]:
        """All generations, and when each was begun, in milliseconds."""
        found = client.indices.get_settings(
            index=f"{self.prefix}-*", name="index.creation_date", flat_settings=True
        )
        begun = {name: int(of["settings"]["index.creation_date"]) for name, of in found.items()}
        return {self.generation(name): at for name, at in begun.items() if self.generation(name)}

    def numbers(self, client: OpenSearch) -> dict[str, int]:
        """The generations that were finished, and the number of each, the latest first."""
        found = client.indices.get_mapping(index=f"{self.prefix}-*,-*{BESIDE}")
        metas = {
            self.generation(name): of["mappings"].get("_meta", {}) for name, of in found.items()
        }
        # A copy says of itself what the copied one does, until it is finished.
        finished = {
            name: int(meta["number"])
            for name, meta in metas.items()
            if name and meta.get("generation") == name
        }
        return dict(sorted(finished.items(), key=lambda each: -each[1]))
