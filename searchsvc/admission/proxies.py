"""Who asks, where proxies of the operator's own stand between; the address goes no further.

A proxy adds the address that it was asked from to X-Forwarded-For, at the right. So what stands
there is believed from the right, as long as a trusted proxy said it. Without one nothing is.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from searchsvc.admission.networks import Address, Network, lies_in, read_address

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MOST_HOPS = 10  # proxies in a row
NAME = r"(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])"
HOST = re.compile(NAME + r"(?::\d{1,5})?", re.ASCII | re.IGNORECASE)
FOR, PROTOCOL, HOST_NAME = (f"HTTP_X_FORWARDED_{name}" for name in ("FOR", "PROTO", "HOST"))
CLAIMED = (FOR, PROTOCOL, HOST_NAME, "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
FORGOTTEN = ("REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT")
Environ = dict[str, Any]


def behind(
    proxies: Sequence[Network], app: "WSGIApplication", meet: Callable[[Environ, Address], None]
) -> "WSGIApplication":
    """The application behind trusted proxies; `meet` is told who asks, the application is not."""

    def answer(environ: Environ, start_response: Any) -> Any:
        hops = _hops(environ, proxies)
        trusted = sum(lies_in(hop, proxies) for hop in hops)
        if trusted:
            _believe(environ, trusted)
        if hops:
            meet(environ, hops[-1])
        for name in (*CLAIMED, *FORGOTTEN):
            environ.pop(name, None)
        return app(environ, start_response)

    return answer


def _hops(environ: Environ, proxies: Sequence[Network]) -> list[Address]:
    """The addresses from here to who asks, as far as they are believed."""
    peer = read_address(environ.get("REMOTE_ADDR", ""))
    hops = [peer] if peer else []
    claimed = environ.get(FOR, "").rsplit(",", MOST_HOPS)[-MOST_HOPS:]
    while hops and claimed and lies_in(hops[-1], proxies):
        before = read_address(claimed.pop())
        if before is None:
            break
        hops.append(before)
    return hops


def _believe(environ: Environ, hops: int) -> None:
    """Take scheme and host from what the outermost of so many trusted proxies says."""
    scheme = _said(environ, PROTOCOL, hops).lower()
    if scheme in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    host = _said(environ, HOST_NAME, hops)
    if HOST.fullmatch(host):
        environ["HTTP_HOST"] = host


def _said(environ: Environ, name: str, hops: int) -> str:
    return str(environ.get(name, "").rsplit(",", MOST_HOPS)[-hops:][0].strip())
