"""The page of operations is followed on a bare machine, as it stands."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from machine import Machine, booting
from page import ROOT, blocks
from running import until

PYTHON = "/usr/bin/python3"
VERSION = "import sys; print(*sys.version_info[:2])"
SETTINGS = """
data = "/var/lib/klimasok"
contact = "post@kommunen.example"
address = "https://sok.kommunen.example"
operator = "Kommunen"
sources = "/etc/klimasok/sources"
resolve = { "lite.example" = "127.0.0.1:8080" }
delay = 0
"""
SOURCE = """
name = "lite"
owner = "Lite tettsted"
hosts = ["lite.example"]
start = ["http://lite.example/"]
at_least = 1

[[pages]]
kind = "guidance"
address = "^/regnbed"
required = ["title"]
"""
ADVICE = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
SITE = {
    "index.html": '<meta charset="utf-8"><main><h1>Råd</h1><a href="/regnbed.html">Regnbed</a></main>',
    "regnbed.html": f'<meta charset="utf-8"><main><h1>Regnbed</h1><p>{ADVICE}</p></main>',
}
CERTIFICATE = "/etc/letsencrypt/live/sok.kommunen.example"
INSTEAD = {  # of what needs the network
    "apt-get install": "true",
    "/opt/klimasok/0.1.0/bin/pip install --require-hashes": (
        "echo /run/packages > /opt/klimasok/0.1.0/lib/python3.{minor}/site-packages/packages.pth"
    ),
    "certbot certonly": (
        f"mkdir -p {CERTIFICATE} && openssl req -x509 -nodes -newkey rsa:2048 -days 2"
        f" -subj /CN=sok.kommunen.example -keyout {CERTIFICATE}/privkey.pem"
        f" -out {CERTIFICATE}/fullchain.pem"
    ),
}
HOME = "http://127.0.0.1:8000/"
CURL = "curl --silent --show-error --resolve sok.kommunen.example:443:127.0.0.1"


def instead(line: str) -> str:
    """A line of the page, or what takes its place where there is no network."""
    minor = str(sys.version_info.minor)
    found = [words for start, words in INSTEAD.items() if line.startswith(start)]
    return found[0].replace("{minor}", minor) if found else line


def follow(machine: Machine, block: str) -> None:
    """Do what a block of the page says."""
    for line in block.splitlines():
        machine.run(instead(line), "/run/release")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    theirs = subprocess.run([PYTHON, "-c", VERSION], capture_output=True, text=True, check=False)
    if theirs.stdout.split() != [str(number) for number in sys.version_info[:2]]:
        pytest.skip(f"{PYTHON} is another version than that of the tests")
    packages = Path(sysconfig.get_path("purelib"))
    with booting(tmp_path_factory.mktemp("machine"), ROOT, packages) as machine:
        yield machine


@pytest.fixture(scope="module")
def machine(bare: Machine) -> Iterator[Machine]:
    """The machine, installed and answering as the page says; what it collects lies on it, too."""
    write(bare, "/srv/site", SITE)
    (install,) = blocks()["Install"]
    follow(bare, install)
    write(bare, "/etc/klimasok/sources", {"lite.toml": SOURCE})
    write(bare, "/etc/klimasok", {"searchsvc.toml": SETTINGS})
    bare.run("systemd-run --quiet python3 -m http.server --directory /srv/site 8080")
    until(lambda: not bare.fails("curl --silent --fail http://127.0.0.1:8080/"))
    collect, answer = blocks()["Collect, and begin to answer"]
    follow(bare, collect)
    until(lambda: bare.fails("systemctl is-active klimasok-nightly | grep -q activating"))
    follow(bare, answer)
    until(lambda: not bare.fails(f"curl --silent --fail {HOME}"))
    return bare


def write(machine: Machine, folder: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        machine.run(f"mkdir -p {folder} && cat > {folder}/{name} <<'END'\n{text}\nEND")


def test_x(machine: Machine) -> None:
    print(machine.run("systemctl status klimasok-nightly klimasok-web --no-pager --lines 30|| true"))
    print(machine.run("journalctl --no-pager -n 60 --output=cat"))
    print(machine.run("ls -la /var/lib/klimasok /etc/klimasok; curl -si http://127.0.0.1:8000/sok?q=regnbed | head -20"))
    assert 0
