"""The page of operations is followed on a bare machine, line by line: it then does as it says."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import Machine, booting
from page import ROOT, blocks
from running import until

from scrapers.sample.pdf import text_pdf

pytestmark = [pytest.mark.slow, pytest.mark.chaos]

PYTHON = "/usr/bin/python3"
NEEDED = ("caddy", "curl", "nginx", "openssl", "rsync", "systemctl", "unshare")
SETTINGS = """
contact = "post@kommunen.example"
address = "https://sok.kommunen.example"
sources = "/etc/klimasok/sources"
resolve = { "lite.example" = "127.0.0.1:8080" }
delay = 0
"""
SOURCE = """
name = "lite"
owner = "Lite tettsted"
hosts = ["lite.example"]
start = ["http://lite.example/"]
at_least = 2

[[pages]]
kind = "guidance"
address = "^/regnbed"
required = ["title"]

[[pages]]
kind = "document"
address = "[.]pdf$"
required = ["title"]
"""
ADVICE = [
    "Kommunen kutter utslipp fra byggeplasser, kjøretøy og energibruk,",
    "holder regnvann tilbake der det faller, og måler hvert år hva som er nådd.",
    *(f"Råd nummer {number} gjelder kommunen." for number in range(12)),
]
HEAD = '<meta charset="utf-8">'
SITE = {
    "index.html": f"{HEAD}<main><h1>Råd</h1><a href='regnbed.html'>A</a><a href='plan.pdf'>B</a>",
    "regnbed.html": f"{HEAD}<main><h1>Regnbed</h1><p>{' '.join(ADVICE)}</p></main>",
}
SERVICE = "http://127.0.0.1:8000"
OUTSIDE = "https://sok.kommunen.example"
CONFIG = "/etc/klimasok/searchsvc.toml"
SOURCES = "/etc/klimasok/sources"
MAIL = "/var/lib/klimasok/mail"
MAILER = f'#!/bin/sh\n{{ echo "$@"; cat; }} > {MAIL}\n'
ASKED = "journalctl --no-pager --unit=site | grep --count GET"
CURL = "curl --silent --show-error --insecure --connect-to ::127.0.0.1:"
CERTIFICATE = "/etc/letsencrypt/live/sok.kommunen.example"
INSTEAD = {  # of what needs the network, or another machine
    "apt-get install": "true",
    "pip install --require-hashes": (
        "for lib in /opt/klimasok/*/lib/python3.*/site-packages;"
        " do echo /run/shared/packages > $lib/packages.pth; done"
    ),
    "certbot certonly": (
        f"mkdir -p {CERTIFICATE} && openssl req -x509 -nodes -newkey rsa:2048 -days 2"
        f" -subj /CN=sok.kommunen.example -keyout {CERTIFICATE}/privkey.pem"
        f" -out {CERTIFICATE}/fullchain.pem"
    ),
    "install -m 644 deploy/Caddyfile": (
        "sed 's/^sok.kommunen.example {/&\\ntls internal/' deploy/Caddyfile > /etc/caddy/Caddyfile"
    ),
}


def follow(machine: Machine, block: str) -> None:
    """Do what a block of the page says."""
    for line in block.splitlines():
        found = [words for part, words in INSTEAD.items() if part in line]
        machine.run(found[0] if found else line, "/run/shared/release")


def write(machine: Machine, path: str, text: str) -> None:
    """Add a text to a file."""
    machine.run(f"mkdir -p $(dirname {path}) && cat >> {path} <<'END'\n{text}\nEND")


def change(machine: Machine, path: str, before: str, after: str) -> None:
    machine.run(f"grep --quiet '{before}' {path} && sed -i 's|{before}|{after}|' {path}")


def shown(machine: Machine, unit: str, name: str) -> str:
    """A property of a unit."""
    return machine.run(f"systemctl show --value --property={name} {unit}").strip()


def is_answered(machine: Machine, address: str, words: str = "") -> bool:
    """Whether a page is there, and says this."""
    return not machine.fails(f"{CURL} --fail {address} | grep --quiet '{words}'")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What there is to collect."""
    site = tmp_path_factory.mktemp("site")
    for name, text in SITE.items():
        (site / name).write_text(text, encoding="utf-8")
    (site / "plan.pdf").write_bytes(text_pdf([["Klimaplan", *ADVICE]], "Klimaplan"))
    return site


@pytest.fixture(scope="module")
def bare(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the release, and nothing of it installed."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        pytest.skip(f"a machine needs root, and {', '.join(missing) or 'no more'}")
    version = [PYTHON, "-c", "import sys; print(sys.version_info[:2])"]
    if subprocess.check_output(version, text=True).strip() != str(sys.version_info[:2]):
        pytest.skip(f"{PYTHON} is not of the version that the tests run on")
    packages = Path(sysconfig.get_path("purelib"))
    shared = {"release": ROOT, "packages": packages, "site": site}
    with booting(tmp_path_factory.mktemp("machine"), shared) as machine:
        yield machine


@pytest.fixture(scope="module")
def machine(bare: Machine) -> Machine:
    """The machine, installed and answering as the page says; the site that it collects is on it."""
    (install,) = blocks()["Install"]
    follow(bare, install)
    write(bare, f"{SOURCES}/lite.toml", SOURCE)
    bare.run(f"sed -i '/^contact/d; /^address/d' {CONFIG}")
    write(bare, CONFIG, SETTINGS)
    write(bare, "/usr/local/bin/mail", MAILER)
    bare.run("chmod +x /usr/local/bin/mail")
    serve = "python3 -m http.server --directory /run/shared/site 8080"
    bare.run(f"systemd-run --quiet --unit=site {serve}")
    until(lambda: is_answered(bare, "http://127.0.0.1:8080/"))
    collect, answer = blocks()["Collect, and begin to answer"]
    follow(bare, collect)
    until(lambda: shown(bare, "klimasok-nightly", "ActiveState") == "inactive")
    follow(bare, answer)
    until(lambda: is_answered(bare, SERVICE))
    return bare


def test_what_was_collected_is_found_on_this_machine_alone(machine: Machine) -> None:
    assert is_answered(machine, f"{SERVICE}/sok?q=regnbed", "Regnbed")
    assert is_answered(machine, f"{SERVICE}/sok?q=klimaplan", "Klimaplan")
    assert machine.run("ss -Hltn 'sport = :8000'").split()[3] == "127.0.0.1:8000"


@pytest.mark.parametrize("number", [0, 1], ids=["caddy", "nginx"])
def test_a_web_server_in_front_answers_over_tls(machine: Machine, number: int) -> None:
    follow(machine, blocks()["TLS"][number])
    until(lambda: is_answered(machine, f"{OUTSIDE}/sok?q=regnbed", "Regnbed"))
    assert is_answered(machine, "--location http://sok.kommunen.example/sok?q=regnbed", "Regnbed")
    machine.run("systemctl stop caddy nginx")


def test_behind_caddy_readers_do_not_notice_that_the_service_starts_anew(machine: Machine) -> None:
    machine.run("systemctl start caddy")
    until(lambda: is_answered(machine, OUTSIDE))
    before = shown(machine, "klimasok-web", "MainPID")
    restart = machine.command("systemctl restart klimasok-web")
    while restart.poll() is None:
        assert is_answered(machine, f"{OUTSIDE}/sok?q=regnbed", "Regnbed")
    assert is_answered(machine, f"{OUTSIDE}/sok?q=regnbed", "Regnbed")
    assert shown(machine, "klimasok-web", "MainPID") != before
    machine.run("systemctl stop caddy")
    restart.communicate()


def test_the_service_is_confined(machine: Machine) -> None:
    pid = shown(machine, "klimasok-web", "MainPID")
    lines = machine.run(f"cat /proc/{pid}/status").splitlines()
    status = dict(line.split(":\t", 1) for line in lines)
    assert (status["NoNewPrivs"], status["Seccomp"], int(status["CapBnd"], 16)) == ("1", "2", 0)
    within = f"nsenter --target {pid} --mount"
    for path in (
        "/etc/klimasok",
        "/opt/klimasok",
        "/root",
        "/var/backups/klimasok",
        "/var/lib/klimasok",
    ):
        assert machine.fails(f"{within} touch {path}/x")
    machine.run(f"{within} touch /var/lib/klimasok/queries/x && rm /var/lib/klimasok/queries/x")


def test_copies_links_and_the_doctor_are_seen_to_as_scheduled(machine: Machine) -> None:
    for unit in ("backup", "links", "doctor"):
        machine.run(f"systemctl start klimasok-{unit}")
    assert machine.run("ls /var/backups/klimasok").startswith("day-")
    (watch,) = blocks()["Watch"]
    follow(machine, watch)


def test_who_runs_it_is_told_when_the_night_fails(machine: Machine) -> None:
    change(machine, f"{SOURCES}/lite.toml", "at_least = 2", "at_least = 50")
    assert machine.fails("systemctl start klimasok-nightly")
    until(lambda: not machine.fails(f"grep 'less than its least of 50' {MAIL}"))
    assert "klimasok-nightly has failed" in machine.run(f"cat {MAIL}")
    change(machine, f"{SOURCES}/lite.toml", "at_least = 50", "at_least = 2")


def test_a_night_that_is_stopped_has_not_failed(machine: Machine) -> None:
    write(machine, f"{SOURCES}/slow.toml", SOURCE.replace("lite", "slow"))
    change(machine, CONFIG, "resolve = {", '& "slow.example" = "127.0.0.1:8080",')
    change(machine, CONFIG, "delay = 0", "delay = 3600")
    before = machine.run(ASKED)
    machine.run("systemctl start --no-block klimasok-nightly")
    until(lambda: machine.run(ASKED) != before)
    machine.run("systemctl stop klimasok-nightly")
    assert shown(machine, "klimasok-nightly", "Result") == "success"
    assert "What was collected is kept." in machine.run("journalctl --unit=klimasok-nightly")
    machine.run(f"rm {SOURCES}/slow.toml")
    change(machine, CONFIG, "delay = 3600", "delay = 0")


def test_readers_are_answered_while_a_copy_takes_the_place_of_the_store(machine: Machine) -> None:
    for block in blocks()["Backup and restore"]:
        follow(machine, block)
        assert is_answered(machine, f"{SERVICE}/sok?q=regnbed", "Regnbed")


def test_a_release_is_upgraded_and_rolled_back(machine: Machine) -> None:
    (upgrade,) = blocks()["Upgrade"]
    index, release = blocks()["Roll back"]
    for block, version in ((upgrade, "0.2.0"), (index, "0.2.0"), (release, "0.1.0")):
        follow(machine, block)
        until(lambda: is_answered(machine, f"{SERVICE}/sok?q=regnbed", "Regnbed"))
        pid = shown(machine, "klimasok-web", "MainPID")
        assert f"/opt/klimasok/{version}/bin/python" in machine.run(f"cat /proc/{pid}/cmdline")


def test_a_machine_that_only_answers_needs_no_store(machine: Machine) -> None:
    (block,) = blocks()["Scale out"]
    machine.run("mkdir --parents /srv/other")
    follow(machine, block.replace("root@answering.example:/var/lib/klimasok", "/srv/other"))
    serve = "/opt/klimasok/current/bin/searchsvc serve"
    settings = "--setenv=SEARCHSVC_DATA=/srv/other --setenv=SEARCHSVC_PORT=8001"
    machine.run(f"systemd-run --quiet --unit=other {settings} {serve}")
    until(lambda: is_answered(machine, "http://127.0.0.1:8001/sok?q=regnbed", "Regnbed"))
