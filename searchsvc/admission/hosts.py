"""The names that the service answers to, where they are configured."""

import re
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from searchsvc.admission.limiting import is_free
from searchsvc.config import Config

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
NOBODY = "host.invalid"  # RFC 6761: never anyone's
LONGEST = 260  # characters of a name with its port
PORT = re.compile(r":\d*$", re.ASCII)


class StrangeHostError(BadRequest):
    """The service is asked for under a name that is not its own."""

    cause = "host"


def possible(host: str) -> str:
    """The host as it is; `NOBODY` where no host can bear such a name."""
    try:
        host[: LONGEST + 1].partition(":")[0].encode("idna").decode("idna")
    except UnicodeError:
        return NOBODY
    return host if len(host) <= LONGEST else NOBODY


def check_hosts(app: Flask, config: Config) -> None:
    """Refuse requests that name another host than those of the configuration, if it names any."""
    own = urlsplit(config.address).hostname
    known = {name.lower() for name in (own, *config.hosts) if name}
    if not known:
        return

    @app.before_request
    def check() -> None:
        name = PORT.sub("", request.host).lower()
        if name not in (*known, *LOOPBACK) and not is_free(request.path):
            raise StrangeHostError
