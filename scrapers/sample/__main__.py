"""``python -m scrapers.sample [--port 8100] [--today 2026-11-25]``: serve the site until Ctrl-C."""

import argparse
import contextlib
import threading
from datetime import UTC, date, datetime

from scrapers.sample.names import Names
from scrapers.sample.server import serving
from scrapers.sample.site import Site


def main() -> None:
    """Serve until interrupted, and say how to visit each host."""
    options = _options()
    names = Names()
    with serving(Site(options.today, names), options.port) as base:
        for host in (names.podcast, names.directorate, names.organisation, names.network):
            print(f"http://{host}/  (curl -H 'Host: {host}' {base}/)")
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scrapers.sample", description=main.__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="the day from which all days of the site are counted, as 2026-11-25",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
