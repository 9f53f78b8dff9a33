"""Under which host names the make-believe site answers and writes its addresses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The hosts of the site, the scheme of every absolute address, and the address to write to."""

    podcast: str = "kommunevaer.podkast.example"
    podcast_alias: str = "www.kommunevaer.example"
    directorate: str = "www.klimadirektoratet.example"
    organisation: str = "www.kommunelaget.example"
    network: str = "www.klimanettverket.example"
    scheme: str = "http"
    contact: str = "kontakt@klimadirektoratet.example"

    def address(self, host: str, path: str) -> str:
        """The absolute address of a path on one of the hosts."""
        return f"{self.scheme}://{host}{path}"
