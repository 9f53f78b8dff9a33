"""The command line: what it does, what it says, and how it ends."""

import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click import Option
from click.testing import CliRunner, Result
from running import PATIENCE, answering, until

from index.edition import Edition
from index.engine import open_engine
from index.store import Store
from index.trial import TrialError
from scrapers.manners import Manners
from scrapers.source import load_sources
from searchsvc import demo
from searchsvc.cli import main
from searchsvc.commands import COMMANDS, command_of
from searchsvc.locking import sole_build

SCRIPT = Path(sys.executable).with_name("searchsvc")
ADVICE = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
PAGES = {
    "/": '<main><h1>Råd</h1><a href="/rad/regnbed/">A</a><a href="/rad/gronne-tak/">B</a></main>',
    "/rad/regnbed/": f"<main><h1>Regnbed ved skolen</h1><p>{ADVICE}</p></main>",
    "/rad/gronne-tak/": f"<main><h1>Grønne tak</h1><p>Om tak. {ADVICE}</p></main>",
}
SOURCE = """
name = "lite"
owner = "Lite tettsted"
hosts = ["{host}"]
start = ["http://{host}/"]
at_least = {at_least}

[[pages]]
kind = "guidance"
address = "^/rad/."
required = ["title", "published"]
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command in an empty folder without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEARCHSVC_")]:
        monkeypatch.delenv(name)
    return lambda *words, **env: CliRunner().invoke(main, words, env=env)


def told(text: str) -> str:
    """What was said, whatever the width of the terminal."""
    return " ".join(text.split())


# help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(run: Callable, name: str) -> None:
    for option in ("--help", "-h"):
        result = run(name, option)
        assert result.exit_code == 0
        assert result.output.startswith(f"Usage: main {name}")
    command = command_of(name)
    assert command.name == name
    assert len(command.help or "") > 30
    options = [param for param in command.params if isinstance(param, Option)]
    assert all(option.help for option in options)


def test_the_help_lists_the_commands(run: Callable) -> None:
    output = run("--help").output
    for name in ("sources", "harvest", "build", "search", "serve", "demo", "status"):
        assert re.search(rf"^  {name} ", output, re.MULTILINE)


def test_the_version_is_told(run: Callable) -> None:
    assert re.fullmatch(r"searchsvc, version [\d.]+\n", run("--version").output)


# what the user can mend


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("search", "overvann"), "searchsvc build"),
        (("serve",), "searchsvc build"),
        (("build",), "searchsvc harvest"),
        (("status",), "searchsvc harvest"),
    ],
)
def test_in_an_empty_folder_the_command_to_run_is_named(
    run: Callable, tmp_path: Path, words: tuple[str, ...], command: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("searchsvc: ")
    assert f"run `{command}`" in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_source_is_told_which_there_are(run: Callable) -> None:
    result = run("harvest", "ks", "månen")
    assert result.exit_code == 2
    assert "there is no source 'månen'" in result.stderr
    for source in load_sources():
        assert (source.name in result.stderr) == source.enabled


@pytest.mark.parametrize(
    ("env", "name"),
    [({"SEARCHSVC_PORT": "x"}, "port"), ({"SEARCHSVC_SOURCES": "ingensteds"}, "ingensteds")],
)
def test_a_wrong_setting_ends_with_a_sentence(run: Callable, env: Any, name: str) -> None:
    result = run("sources", **env)
    assert result.exit_code == 2
    assert name in result.stderr
    assert "Traceback" not in result.output


def test_a_configuration_file_that_is_not_there_is_said(run: Callable) -> None:
    result = run("--config", "nei.toml", "sources")
    assert result.exit_code == 2
    assert "nei.toml" in result.stderr


@pytest.mark.parametrize(
    "words", [("search",), ("search", "a", "--size", "0"), ("nei",), ("search", "a", "--at", "x")]
)
def test_a_command_that_is_not_understood_ends_with_two(run: Callable, words: tuple) -> None:
    assert run(*words).exit_code == 2


def test_a_store_of_a_newer_version_is_said(run: Callable, tmp_path: Path) -> None:
    with Store(tmp_path / "var" / "resources.sqlite") as store, store.transaction() as db:
        db.execute("PRAGMA user_version = 999")
    result = run("status")
    assert result.exit_code == 2
    assert "upgrade" in result.stderr


# sources, search


def test_the_sources_are_listed(run: Callable) -> None:
    result = run("sources")
    assert result.exit_code == 0
    for source in load_sources():
        assert source.name in result.stdout
        assert str(source.at_least) in result.stdout
    assert "statsforvalteren (off)" in result.stdout


def test_a_source_file_is_checked_line_by_line(run: Callable, tmp_path: Path) -> None:
    file = tmp_path / "ny.toml"
    file.write_text(SOURCE.format(host="lite.example", at_least=2), encoding="utf-8")
    assert "lite is in order" in told(run("sources", "--check", str(file)).stdout)
    file.write_text(file.read_text().replace("title", "titel").replace("hosts", "hostnames"))
    result = run("sources", "--check", str(file))
    assert result.exit_code == 2
    assert "ny.toml: line 4: there is no setting 'hostnames'" in told(result.stderr)
    assert "missing required field `hosts`" in told(result.stderr)


def test_a_source_of_the_operators_own_is_added_to_those_that_come_with_the_service(
    run: Callable, tmp_path: Path
) -> None:
    text = SOURCE.format(host="lite.example", at_least=2)
    (tmp_path / "lite.toml").write_text(text, encoding="utf-8")
    result = run("sources", SEARCHSVC_MORE_SOURCES=str(tmp_path))
    assert "lite" in result.stdout
    assert "klimapodcast" in result.stdout


def test_a_search_shows_the_hits_of_the_page(
    run: Callable, folder: Path, visit: Callable, now: datetime
) -> None:
    for words in ("overvann", "klimasats", "utslippsfri byggeplass"):
        page = visit("/sok", query_string={"q": words})
        result = run("search", *words.split(), "--at", f"{now:%Y-%m-%dT%H:%M:%S}",
                     SEARCHSVC_DATA=str(folder))  # fmt: skip
        assert result.exit_code == 0
        assert result.stdout.splitlines()[0] == page.soup.h1.b.get_text()
        titles = re.findall(r"^ *\d+\. (.*)$", result.stdout, re.MULTILINE)
        assert titles == page.titles


def test_a_hit_has_its_key_fact_publisher_and_address(run: Callable, folder: Path) -> None:
    result = run("search", "flomsikring", "--at", "2026-11-25", SEARCHSVC_DATA=str(folder))
    said = told(result.stdout.replace("\u00a0", " "))
    assert "1. Tilskudd til flomsikring" in said
    assert "Tilskudd · 6 dager frist tirsdag 1. desember 2026 · Klimadirektoratet" in said
    assert "https://www.direktoratet.example/tilskudd/flom/" in said


def test_the_moment_of_a_search_is_one_in_oslo(run: Callable, folder: Path) -> None:
    def at(moment: str) -> str:
        return run("search", "flomsikring", "--at", moment, SEARCHSVC_DATA=str(folder)).stdout

    assert "Siste dag" in at("2026-12-01 23:59:59")
    assert "Lukket" in at("2026-12-02 00:00:00")


def test_a_search_shows_as_many_as_asked_for(run: Callable, folder: Path) -> None:
    result = run("search", "overvann", "--size", "1", SEARCHSVC_DATA=str(folder))
    assert result.stdout.startswith("3 treff\n")
    assert len(re.findall(r"^ *\d+\. ", result.stdout, re.MULTILINE)) == 1


def test_stored_text_is_not_read_as_colours(run: Callable, folder: Path) -> None:
    result = run("search", "angrepsord", SEARCHSVC_DATA=str(folder))
    assert "<script>" in result.stdout
    assert run("search", "[/b]", "[red]", SEARCHSVC_DATA=str(folder)).exit_code == 0


@pytest.mark.parametrize(
    ("address", "code", "told"),
    [
        (
            "https://gammel.example/regnvann",
            0,
            "https://www.direktoratet.example/veileder/overvann/",
        ),
        ("direktoratet.example/veileder/overvann", 0, "guidance"),
        ("https://www.laget.example/borte/", 1, "gone"),
        ("https://www.laget.example/utelatt/", 1, "left out, as was asked"),
        ("https://www.laget.example/ukjent/", 1, "Never collected: no source lists its host"),
        (
            "https://www.ks.no/en.zip",
            1,
            "Never collected: the source ks never reads such addresses",
        ),
        ("ks.no/fagomrader/ukjent", 1, "Never collected: no page that was read leads there"),
        ("https://www.fylkesmannen.no/x", 1, "has moved to https://www.statsforvalteren.no/x"),
        ("ikke en adresse", 1, "Never collected"),
    ],
)
def test_it_is_told_where_an_address_leads(
    run: Callable, folder: Path, address: str, code: int, told: str
) -> None:
    result = run("which", address, SEARCHSVC_DATA=str(folder))
    assert result.exit_code == code
    assert told in result.output


def test_a_file_of_moved_addresses_that_is_wrong_is_said_with_its_line(
    run: Callable, folder: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved.toml"
    moved.write_text('[[page]]\nfrom = "a.no"\n')
    result = run("which", "a.no/", SEARCHSVC_DATA=str(folder), SEARCHSVC_MOVED=str(moved))
    assert result.exit_code == 2
    assert f"{moved}, line 1" in result.output


def test_the_status_shows_what_is_held(run: Callable, folder: Path) -> None:
    result = run("status", SEARCHSVC_DATA=str(folder))
    assert result.exit_code == 0
    for name in ("direktoratet", "laget", "podkasten", "ondskap", "klimapodcast"):
        assert name in result.stdout
    assert "never" in result.stdout


def test_the_status_tells_how_the_visits_went(run: Callable, folder: Path) -> None:
    said = told(run("status", SEARCHSVC_DATA=str(folder)).stdout)
    assert re.search(r"direktoratet \d+ pages \(no source any more\)", said)
    assert re.search(r"\d+ known, \d+ fetched, (\d+ \w+, )*\d+ gone", said)
    assert "oldest visit 2026-" in said
    assert "last published 2026-11-25 06:12" in said
    assert "klimapodcast never visited; must hold at least 60" in said


def test_the_records_and_the_visits_are_exported(run: Callable, folder: Path) -> None:
    env = {"SEARCHSVC_DATA": str(folder)}
    exported = run("export", **env)
    records = [json.loads(line) for line in exported.stdout.splitlines()]
    addresses = [record["address"] for record in records]
    assert "https://www.direktoratet.example/veileder/overvann/" in addresses
    visits = [json.loads(line) for line in run("export", "--visits", **env).stdout.splitlines()]
    assert {"moved", "gone", "read"} <= {visit["outcome"] for visit in visits}
    digest = run("export", "--digest", **env).stdout
    assert digest == hashlib.sha256(exported.stdout_bytes).hexdigest() + "\n"


# harvest


class Site:
    """A site of three pages on loopback; notes what is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forbidden = ""  # by robots.txt
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                pages = {**PAGES, "/robots.txt": f"User-agent: *\nDisallow: {site.forbidden}"}
                body = pages.get(self.path, "borte").encode()
                self.send_response(200 if self.path in pages else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    with answering(running.server):
        yield running


def settle_in(folder: Path, site: Site, at_least: int, host: str = "lite.example") -> None:
    """A folder with one source and the settings to collect it from the site."""
    (folder / "kilder").mkdir(exist_ok=True)
    text = SOURCE.format(host=host, at_least=at_least)
    (folder / "kilder" / "lite.toml").write_text(text, encoding="utf-8")
    settings = 'sources = "kilder"\ndelay = 0\ntimeout = 5\n'
    if host == "lite.example":
        settings += f'resolve = {{"{host}" = "{site.place}"}}\n'
    (folder / "searchsvc.toml").write_text(settings, encoding="utf-8")


def test_a_real_site_is_not_asked_without_a_contact_address(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, 1, host="127.0.0.1")
    result = run("harvest")
    assert result.exit_code == 2
    assert "set `contact`" in result.stderr
    assert site.asked == []


def test_from_a_site_to_a_hit(run: Callable, tmp_path: Path, site: Site) -> None:
    settle_in(tmp_path, site, at_least=2)
    harvest = run("harvest", "lite")
    assert harvest.exit_code == 0, harvest.output
    assert "lite: 2 new, 1 listed" in told(harvest.stdout)
    assert "/rad/regnbed/" in site.asked
    built = run("build")
    assert (built.exit_code, built.stdout) == (0, "Published 2 things.\n")
    assert "1. Regnbed ved skolen" in run("search", "regnbed").stdout
    status = told(run("status").stdout)
    assert "lite" in status
    assert "none" not in status


def test_a_page_is_tried_without_being_stored(run: Callable, tmp_path: Path, site: Site) -> None:
    settle_in(tmp_path, site, at_least=2)
    result = run("try", "http://lite.example/rad/regnbed/?utm_source=brev")
    said = told(result.stdout)
    assert result.exit_code == 0, result.output
    assert "http://lite.example/rad/regnbed/ read (HTTP 200" in said
    assert "source lite, pages[1]: guidance, address '^/rad/.'" in said
    assert "Regnbed ved skolen" in said
    assert "heading" in said
    assert "missing, though required (1): published" in said
    assert [path for path in site.asked if path != "/robots.txt"] == ["/rad/regnbed/"]
    assert not (tmp_path / "var").exists()


def test_a_list_that_is_tried_says_how_far_it_leads(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=2)
    said = told(run("try", "http://lite.example/").stdout)
    assert "listed" in said
    assert "no rule: a page that only leads on to others" in said
    assert "leads to 2 addresses of sources" in said


def test_what_cannot_be_tried_is_said(run: Callable, tmp_path: Path, site: Site) -> None:
    settle_in(tmp_path, site, at_least=2)
    file = tmp_path / "kilder" / "lite.toml"
    file.write_text('never = ["/utkast"]\n' + file.read_text())
    elsewhere = run("try", "https://andre.example/")
    assert (elsewhere.exit_code, site.asked) == (2, [])
    assert "https://andre.example/ is on no host of a source" in told(elsewhere.stderr)
    never = run("try", "http://lite.example/utkast/")
    assert (never.exit_code, site.asked) == (2, [])
    assert "never has '/utkast'" in told(never.stderr)
    assert run("try", "http://lite.example/rad/borte/").exit_code == 1


def test_a_harvest_that_builds_keeps_others_out_until_it_has_published(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=3)
    store = tmp_path / "var" / "resources.sqlite"
    store.parent.mkdir()
    words = [SCRIPT, "harvest", "--due", "--build"]
    with sole_build(store):
        running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        waits = f"-> FLOCK  ADVISORY  WRITE {running.pid} "
        until(lambda: waits in Path("/proc/locks").read_text(encoding="ascii"))
        site.asked.clear()
        second = run("harvest")
    said, warned = running.communicate(timeout=PATIENCE)
    assert (second.exit_code, site.asked) == (2, [])
    assert f"another harvest into var/resources.sqlite is running (process {running.pid}" in told(
        second.stderr
    )
    assert running.returncode == 1
    assert "Published 2 things." in said
    assert "lite holds 2 pages, less than its least of 3" in told(warned)
    assert "Regnbed ved skolen" in run("search", "regnbed").stdout


def test_limits_that_were_reached_are_told_by_the_harvest_and_the_status(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=1)
    with (tmp_path / "searchsvc.toml").open("a", encoding="utf-8") as settings:
        settings.write("[limits]\nsource_pages = 2\n")
    for command in ("harvest", "status"):
        assert "lite, limits reached: source_pages 1" in told(run(command).stdout)


def test_due_and_full_exclude_each_other(run: Callable, tmp_path: Path, site: Site) -> None:
    settle_in(tmp_path, site, at_least=2)
    assert run("harvest", "--due", "--full").exit_code == 2
    assert run("harvest", "--due").exit_code == 0
    asked = len(site.asked)
    assert run("harvest", "--due").exit_code == 0
    assert len(site.asked) == asked
    assert "lite: 2 same, 1 listed" in told(run("harvest", "--full").stdout)


def test_a_source_that_lost_too_much_stays_published_until_a_person_says(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=1)
    run("harvest", "lite")
    assert run("build").exit_code == 0
    site.forbidden = "/rad/regnbed/"
    with Store(tmp_path / "var" / "resources.sqlite") as store, store.transaction() as db:
        db.execute("DELETE FROM robots")
    harvest = run("harvest", "lite")
    assert harvest.exit_code == 1
    assert "1 of 2 pages are lost" in told(harvest.stderr)
    assert "searchsvc harvest lite --accept" in told(harvest.stderr)
    built = run("build")
    assert (built.exit_code, built.stdout) == (1, "Published 2 things.\n")
    assert "1 of 2 pages are lost" in told(built.stderr)
    assert "1. Regnbed ved skolen" in run("search", "regnbed").stdout
    assert run("harvest", "--accept").exit_code == 2
    assert run("harvest", "lite", "--accept").exit_code == 0
    built = run("build")
    assert (built.exit_code, built.stdout) == (0, "Published 1 things.\n")
    assert run("search", "regnbed").stdout == "0 treff\n"


def files_with(folder: Path, words: str) -> list[Path]:
    return [f for f in folder.rglob("*") if f.is_file() and words.encode() in f.read_bytes()]


def test_a_page_is_left_out_of_all_that_is_kept_and_asked_for_no_more(
    run: Callable, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"<main><h1>Kvernhusbekkene</h1><p>{ADVICE}</p></main>"
    monkeypatch.setitem(PAGES, "/rad/regnbed/", text)
    settle_in(tmp_path, site, at_least=1)
    run("harvest", "lite")
    for _ in range(2):
        run("build")
    for left in ("build-killed", "words.new"):
        (tmp_path / "var" / left).mkdir()
        (tmp_path / "var" / left / "things.jsonl").write_text("Kvernhusbekkene", encoding="utf-8")
    assert len(files_with(tmp_path / "var", "vernhusbekkene")) > 4
    address = "www.lite.example/rad/regnbed"
    left_out = run("optout", address)
    assert (left_out.exit_code, left_out.stdout.splitlines()) == (
        0,
        ["Published 1 things.", "It is removed and kept out."],
    )
    (generation,) = (f for f in (tmp_path / "var" / "index").iterdir() if not f.is_symlink())
    assert files_with(generation, "regnbed/") == []
    assert files_with(tmp_path / "var", "vernhusbekkene") == []
    assert run("search", "kvernhusbekkene").stdout == "0 treff\n"
    site.asked.clear()
    assert run("harvest", "lite").exit_code == 0
    assert "/rad/regnbed/" not in site.asked
    assert run("optout", "--undo", address).exit_code == 0
    assert run("optout", "--undo", address).exit_code == 2
    assert run("optout", "regnbed").exit_code == 2
    run("harvest", "lite")
    assert "/rad/regnbed/" in site.asked


def test_where_the_index_cannot_be_built_it_is_said_that_a_page_left_out_is_still_found(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=1)
    run("harvest", "lite")
    for _ in range(2):
        run("build")
    address = "www.lite.example/rad/regnbed"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.engines.whoosh.publish.try_out", refuse)
        failed = run("optout", address)
    assert failed.exit_code == 2
    assert "is removed from the store and kept out, but readers still find it" in told(
        failed.stderr
    )
    assert f"run `searchsvc optout {address}` again" in told(failed.stderr)
    assert "1. Regnbed ved skolen" in run("search", "regnbed").stdout
    (served,) = (f for f in (tmp_path / "var" / "index").iterdir() if not f.is_symlink())
    assert files_with(served, "egnbed ved skolen")
    assert run("optout", address).exit_code == 0
    assert files_with(tmp_path / "var", "egnbed ved skolen") == []


def refuse(*_: object) -> None:
    raise TrialError("the new index finds nothing; what is published stays")


def test_sources_are_not_accepted_in_the_middle_of_a_build(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=1)
    run("harvest", "lite")
    run("build")
    site.forbidden = "/rad/regnbed/"
    store = tmp_path / "var" / "resources.sqlite"
    with Store(store) as held, held.transaction() as db:
        db.execute("DELETE FROM robots")
    words = [SCRIPT, "harvest", "lite", "--accept"]
    with sole_build(store):
        running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        waits = f"-> FLOCK  ADVISORY  WRITE {running.pid} "
        until(lambda: waits in Path("/proc/locks").read_text(encoding="ascii"))
        with Store(store) as held:
            assert Edition(held).counts() == {"lite": 2}
    running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    with Store(store) as held:
        assert Edition(held).counts() == {"lite": 1}


def test_where_nothing_is_published_there_is_nothing_to_roll_back(run: Callable) -> None:
    refused = run("rollback")
    assert refused.exit_code == 2
    assert "there is no generation before the one that is served" in told(refused.stderr)
    assert run("rollback", "--list").exit_code == 0


def test_the_progress_of_a_harvest_is_json_where_nobody_looks(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=2)
    (line,) = run("harvest").stderr.splitlines()
    told_of = json.loads(line)
    assert (told_of["source"], told_of["visits"], told_of["left"]) == ("lite", 3, 0)


def test_a_transcript_is_given_and_found_at_its_minute(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=2)
    run("harvest", "lite")
    file = tmp_path / "opptak.srt"
    file.write_bytes("1\n00:02:05,000 --> 00:02:09,000\nHåp om sikksakk.\n".encode("latin-1"))
    address = "http://lite.example/rad/regnbed/"
    for _ in range(2):
        given = run("transcript", address, str(file))
        assert (given.exit_code, given.stdout) == (
            0,
            "Regnbed ved skolen: what is said is held. Passages: 1\n",
        )
    run("harvest", "lite")
    run("build")
    found = run("search", "sikksakk").stdout
    assert "1. Regnbed ved skolen" in found
    assert f"Hør fra 2:05: {address}#t=125" in found


@pytest.mark.parametrize(
    ("address", "content", "said"),
    [
        ("/rad/regnbed/", b"Bare ord", "no words"),
        ("/rad/regnbed/", None, "No such file"),
        ("/rad/ukjent/", b"", "nothing is held of"),
        ("bare tull", b"", "nothing is held of"),
    ],
)
def test_a_transcript_that_cannot_be_given_ends_with_a_sentence(
    run: Callable, tmp_path: Path, site: Site, address: str, content: bytes | None, said: str
) -> None:
    settle_in(tmp_path, site, at_least=2)
    run("harvest", "lite")
    file = tmp_path / "opptak.srt"
    if content is not None:
        file.write_bytes(content)
    result = run("transcript", address.replace("/rad", "http://lite.example/rad"), str(file))
    assert result.exit_code == 2
    assert said in told(result.stderr)


def test_a_source_that_holds_less_than_its_least_is_named_and_ends_with_one(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=3)
    result = run("harvest")
    assert result.exit_code == 1
    assert "lite holds 2 pages, less than its least of 3" in told(result.stderr)
    with Store(tmp_path / "var" / "resources.sqlite") as store:
        assert store.counts() == {"lite": 2}


@pytest.mark.slow
def test_a_site_that_is_down_loses_nothing_and_is_named(
    run: Callable, tmp_path: Path, site: Site
) -> None:
    settle_in(tmp_path, site, at_least=2)
    assert run("harvest").exit_code == 0
    site.server.server_close()
    result = run("harvest")
    assert result.exit_code == 0, result.output
    assert "failed" in result.stdout
    with Store(tmp_path / "var" / "resources.sqlite") as store:
        assert store.counts() == {"lite": 2}


def test_the_demo_keeps_its_data_apart_and_calls_them_sample_data(
    run: Callable, tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle_in(tmp_path, site, at_least=1)
    sources = load_sources(tmp_path / "kilder")

    @contextmanager
    def small_site(_: date) -> Iterator[tuple[Any, Manners]]:
        yield sources, Manners(delay=0, resolve={"lite.example": site.place})

    monkeypatch.setattr(demo, "sample_site", small_site)
    result = run("demo", "--no-serve")
    assert result.exit_code == 0, result.output
    assert "Published 2 things." in result.stdout
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["demo"]
    (folder,) = (tmp_path / "var" / "demo").iterdir()
    coverage = open_engine(folder / "index").coverage()
    assert (coverage.sample, coverage.count) == (True, 2)


# as a program of its own


def environment(**more: str) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SEARCHSVC_")}
    return bare | {"COLUMNS": "200"} | more


def as_a_program(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *words],
        cwd=folder,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_as_a_program_it_ends_with_its_code_and_no_traceback(tmp_path: Path) -> None:
    done = as_a_program(tmp_path, "search", "overvann")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "searchsvc: nothing is published in var/index: run `searchsvc build`\n"


@pytest.mark.parametrize("setting", ["SEARCHSVC_PORT", "SEARCHSVC_METRICS_PORT"])
def test_a_port_that_is_taken_is_said(folder: Path, tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as free:
        port = str(taken.getsockname()[1])
        free.bind(("127.0.0.1", 0))
        ports = {"SEARCHSVC_PORT": str(free.getsockname()[1]), setting: port}
        free.close()
        done = as_a_program(tmp_path, "serve", SEARCHSVC_DATA=str(folder), **ports)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert f"set {setting} to" in done.stderr
    assert "Traceback" not in done.stderr


def test_as_a_program_it_serves_until_it_is_stopped(folder: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = environment(SEARCHSVC_DATA=str(folder), SEARCHSVC_PORT=str(port), PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        [SCRIPT, "serve"], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            assert f"http://127.0.0.1:{port} " in running.stdout.readline()
            answer = first_answer(port)
            assert answer.status == 200
            assert "Server" not in answer.headers
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(20) in (0, 130)


def first_answer(port: int) -> http.client.HTTPResponse:
    """The answer to the first request that the server takes."""
    until = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.02)
        else:
            return answer
        finally:
            connection.close()
