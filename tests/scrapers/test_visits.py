"""Which addresses a harvest asks for: all, those that are due, those that a stopped one left."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
from linking import links

from index.resource import Kind
from index.store import Known, Store
from scrapers.manners import Limits
from scrapers.source import Rule, Source
from searchsvc.collecting import Mode, Tally, errand_for, harvest, resting
from searchsvc.locking import HarvestRunningError, sole_build, sole_harvest

HOST = "www.veileder.example"
SITE = f"http://{HOST}"
SCRIPT = Path(sys.executable).with_name("searchsvc")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TAG = {"ETag": '"1"'}


@pytest.fixture
def site(crawler: Any) -> Any:
    """A list and three pages."""
    website = crawler.website
    website.put("/start/", links("/klima/a", "/klima/b", "/klima/c"), headers=TAG)
    for name in "abc":
        website.page(f"/klima/{name}", name.upper(), headers=TAG)
    return website


def collect(
    store: Store,
    crawler: Any,
    mode: Mode = Mode.ALL,
    progress: Callable[[Tally], None] = lambda _: None,
    **more: Any,
) -> Counter[str]:
    """Harvest once; how often what came of a visit."""
    names = tuple(source.name for source in crawler.sources)
    errand = errand_for(store, crawler.sources, names, crawler.manners(**more), mode)
    return sum(harvest(store, errand, progress).outcomes.values(), Counter())


def asked(site: Any) -> Counter[str]:
    """How often each path was asked for since the last time."""
    counts = Counter({path.removeprefix(HOST): count for path, count in site.counts.items()})
    site.asked.clear()
    return counts


# Due


def test_what_is_not_due_is_not_asked_for(site: Any, crawler: Any, store: Store) -> None:
    collect(store, crawler)
    asked(site)
    assert collect(store, crawler, Mode.DUE) == {}
    assert asked(site) == {}


def test_what_is_due_by_the_source_is(site: Any, crawler: Any, store: Store, guide: Source) -> None:
    collect(store, crawler)
    asked(site)
    often = replace(crawler, sources=(replace(guide, days={"list": 0}),))
    assert collect(store, often, Mode.DUE) == {"unchanged": 1}
    assert asked(site) == {"/start/": 1}


def test_what_is_new_on_a_list_is_due(site: Any, crawler: Any, store: Store, guide: Source) -> None:
    collect(store, crawler)
    site.put("/start/", links("/klima/a", "/klima/ny"))
    site.page("/klima/ny", "Ny")
    often = replace(crawler, sources=(replace(guide, days={"list": 0}),))
    assert collect(store, often, Mode.DUE) == {"listed": 1, "new": 1}


def test_what_failed_is_due(site: Any, crawler: Any, store: Store) -> None:
    site.put("/klima/b", status=500)
    collect(store, crawler)
    site.page("/klima/b", "B")
    assert collect(store, crawler, Mode.DUE) == {"new": 1}


def test_what_is_too_large_rests_like_others_of_its_kind(
    site: Any, crawler: Any, store: Store, guide: Source
) -> None:
    site.put("/start/", links("/plan.pdf"))
    site.put("/plan.pdf", b"%PDF" + bytes(16_000_000), media="application/pdf")
    rules = (Rule(kind=Kind.DOCUMENT, address=r"\.pdf$"), *guide.pages)
    crawler = replace(crawler, sources=(replace(guide, pages=rules),))
    collect(store, crawler)
    assert asked(site)["/plan.pdf"] == 1
    collect(store, crawler, Mode.DUE)
    assert asked(site) == {}


def test_a_sitemap_brings_a_page_forward_that_has_changed(crawler: Any, store: Store) -> None:
    site, today = crawler.website, datetime.now(UTC).date()
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    days = {"a": today - timedelta(days=9), "b": today + timedelta(days=1)}
    entries = "".join(
        f"<url><loc>{SITE}/klima/{name}</loc><lastmod>{day}</lastmod></url>"
        for name, day in days.items()
    )
    site.put("/sitemap.xml", f"<urlset {space}>{entries}</urlset>", media="text/xml")
    for name in days:
        site.page(f"/klima/{name}", name.upper())
    source = Source(
        name="veileder",
        owner="Veilederen",
        hosts=(HOST,),
        start=(),
        sitemaps=(f"{SITE}/sitemap.xml",),
        days={"sitemap": 0},
        pages=(Rule(kind=Kind.GUIDANCE, address="^/klima/"),),
    )
    crawler = replace(crawler, sources=(source,))
    collect(store, crawler)
    asked(site)
    collect(store, crawler, Mode.DUE)
    assert asked(site) == {"/sitemap.xml": 1, "/klima/b": 1}


@pytest.mark.parametrize(
    ("path", "status", "age", "due"),
    [
        ("/klima/a", 200, timedelta(days=6), False),
        ("/klima/a", 200, timedelta(days=8), True),
        ("/start/", 200, timedelta(hours=23), False),
        ("/start/", 200, timedelta(hours=25), True),
        ("/webinar/a", 200, timedelta(hours=25), True),
        ("/klima/over", 200, timedelta(days=8), False),
        ("/klima/over", 200, timedelta(days=31), True),
        ("/klima/a", 404, timedelta(hours=47), False),
        ("/klima/a", 410, timedelta(hours=49), True),
        ("/klima/a", 503, timedelta(minutes=1), True),
        ("/klima/a", 0, timedelta(minutes=1), True),
        ("/klima/a", 200, timedelta(days=-1), True),
        ("/klima/a", 200, None, True),
    ],
)
def test_how_long_a_page_rests(
    guide: Source, path: str, status: int, age: timedelta | None, due: bool
) -> None:
    visited = None if age is None else NOW - age
    known = Known(address=SITE + path, source="veileder", status=status, last_visit=visited)
    past = frozenset(["veileder.example/klima/over"])
    assert (resting([known], (guide,), past, NOW) == frozenset()) is due


def test_a_full_harvest_reads_what_has_not_changed(site: Any, crawler: Any, store: Store) -> None:
    collect(store, crawler)
    asked(site)
    assert collect(store, crawler, Mode.FULL) == {"listed": 1, "same": 3}
    assert collect(store, crawler) == {"unchanged": 4}


# Interrupted


class Interrupted(Exception):  # noqa: N818
    """Stands for all that may end a harvest early."""


def stop_after(visits: int) -> Callable[[Tally], None]:
    def progress(tally: Tally) -> None:
        if tally.visits("veileder") == visits:
            raise Interrupted

    return progress


def test_a_harvest_that_was_stopped_is_gone_on_with(site: Any, crawler: Any, store: Store) -> None:
    with pytest.raises(Interrupted):
        collect(store, crawler, progress=stop_after(3))
    assert store.counts() == {"veileder": 2}
    assert store.last_harvest() is None
    assert collect(store, crawler) == {"new": 1}
    assert store.last_harvest() is not None
    assert collect(store, crawler) == {"unchanged": 4}, "the next one visits all again"


def test_what_failed_before_is_tried_again(site: Any, crawler: Any, store: Store) -> None:
    for name in "abc":
        site.put(f"/klima/{name}", status=500)
    with pytest.raises(Interrupted):
        collect(store, crawler, progress=stop_after(3))
    assert collect(store, crawler) == {"failed": 3}


def test_a_redirect_that_was_seen_is_followed_to_its_end(crawler: Any, store: Store) -> None:
    site = crawler.website
    site.put("/start/", links("/klima/gammel"))
    site.move("/klima/gammel", "/klima/ny")
    site.page("/klima/ny", "Ny")
    with pytest.raises(Interrupted):
        collect(store, crawler, progress=stop_after(2))
    assert collect(store, crawler) == {"moved": 1, "new": 1}


def test_one_that_set_out_for_something_else_begins_anew(
    site: Any, crawler: Any, store: Store
) -> None:
    with pytest.raises(Interrupted):
        collect(store, crawler, progress=stop_after(3))
    assert collect(store, crawler, Mode.FULL).total() == 4


def test_one_that_stopped_long_ago_is_not_gone_on_with(
    site: Any, crawler: Any, store: Store
) -> None:
    with pytest.raises(Interrupted):
        collect(store, crawler, progress=stop_after(3))
    limits = Limits(resume_age=-2.0)  # as if two seconds and more had passed
    assert collect(store, crawler, limits=limits).total() == 4


# One at a time


def test_a_second_harvest_is_told_who_holds_the_first(store: Store) -> None:
    told = pytest.raises(HarvestRunningError, match=rf"process {os.getpid()} on .*, since 20")
    with sole_harvest(store.path), told, sole_harvest(store.path):
        pytest.fail("two hold it")


def test_a_dead_process_holds_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "resources.sqlite"
    program = (
        "import sys, pathlib, searchsvc.locking as locking\n"
        "with locking.sole_harvest(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, path], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        told = pytest.raises(HarvestRunningError, match=f"process {holder.pid}")
        with told, sole_harvest(path):
            pytest.fail("two hold it")
        holder.kill()
        holder.wait()
    with sole_harvest(path):
        assert path.with_suffix(".lock").exists()


def test_a_second_build_waits_until_the_first_is_done(tmp_path: Path) -> None:
    path, done = tmp_path / "resources.sqlite", list[str]()

    def build(name: str) -> None:
        with sole_build(path):
            done.append(name)

    with sole_build(path):
        second = Thread(target=build, args=("second",))
        second.start()
        second.join(0.2)
        assert second.is_alive()
        done.append("first")
    second.join()
    assert done == ["first", "second"]


# As a program: Ctrl-C and kill -9


class Program:
    """`searchsvc harvest` of the site, in a folder of its own."""

    def __init__(self, folder: Path, site: Any) -> None:
        self.folder = folder
        (folder / "kilder").mkdir()
        (folder / "kilder" / "veileder.toml").write_text(
            f'name = "veileder"\nowner = "V"\nhosts = ["{HOST}"]\nstart = ["{SITE}/start/"]\n'
            'follow = ["^/start/"]\n[[pages]]\nkind = "guidance"\naddress = "^/klima/"\n'
        )
        (folder / "searchsvc.toml").write_text(
            f'sources = "kilder"\ndelay = 0\n[resolve]\n"{HOST}" = "{site.place}"\n'
        )

    def start(self) -> subprocess.Popen[str]:
        env = {name: value for name, value in os.environ.items() if "SEARCHSVC_" not in name}
        return subprocess.Popen(
            [SCRIPT, "harvest"],
            cwd=self.folder,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def titles(self) -> list[str]:
        with Store(self.folder / "var" / "resources.sqlite") as store:
            return sorted(record.resource.title for record in store.records())


def chain(site: Any, names: str) -> None:
    """Pages of which each leads to the next: who asks for one has told of those before."""
    site.put("/start/", links(f"/klima/{names[0]}"))
    words = " ".join(f"Råd nummer {number} gjelder kommunen." for number in range(12))
    for name, following in zip(names, [*names[1:], names[0]], strict=True):
        site.page(f"/klima/{name}", name.upper(), f"{words} {links(f'/klima/{following}')}")


def test_ctrl_c_stops_within_two_seconds_and_keeps_everything(crawler: Any, tmp_path: Path) -> None:
    site, reached = crawler.website, Event()

    def hang(handler: Any) -> None:
        reached.set()
        handler.server.website.closing.wait()
        handler.close_connection = True

    chain(site, "abcd")
    page = site.answers[f"{HOST}/klima/d"]
    site.put("/klima/d", act=hang)
    program = Program(tmp_path, site)
    with program.start() as running:
        assert reached.wait(60)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all of its processes
        _, errors = running.communicate(timeout=2)
    assert running.returncode == 130, errors
    assert "Stopped. What was collected is kept." in errors
    assert "Traceback" not in errors
    assert program.titles() == ["A", "B", "C"]
    asked(site)
    site.answers[f"{HOST}/klima/d"] = page
    with program.start() as running:
        output, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors
    assert "1 new" in output
    assert asked(site) == {"/klima/d": 1}


def test_a_second_ctrl_c_kills() -> None:
    program = (
        "import signal, searchsvc.stopping as stopping\n"
        "with stopping.on_interrupt(lambda: print('stops', flush=True)):\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    print('goes on', flush=True)\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    print('never')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stdout == "stops\ngoes on\n"
    assert ended.returncode == -signal.SIGINT


@pytest.mark.slow
def test_twenty_kills_lose_nothing(crawler: Any, tmp_path: Path) -> None:
    """Killed when some more requests have come; what is stored then is not asked for again."""
    site, random = crawler.website, Random(20)
    names = [f"side-{number}" for number in range(400)]  # more than twenty starts can read
    site.put("/start/", links(*(f"/klima/{name}" for name in names)))
    for name in names:
        site.page(f"/klima/{name}", name)
    program, counts, held = Program(tmp_path, site), Counter[str](), dict[str, int]()
    for _ in range(20):
        enough = site.wait_for_requests(len(site.asked) + random.randint(1, 6))
        with program.start() as running:
            assert enough.wait(60)
            Event().wait(random.random() / 20)
            running.kill()
            running.communicate(timeout=10)
        assert running.returncode == -signal.SIGKILL
        counts += asked(site)
        held = {name: counts[f"/klima/{name}"] for name in program.titles()} | held
    assert 0 < len(held) < len(names)
    with program.start() as running:
        _, errors = running.communicate(timeout=120)
    assert running.returncode == 0, errors
    assert program.titles() == sorted(names)
    counts += asked(site)
    assert {name: counts[f"/klima/{name}"] for name in held} == held
    assert counts["/start/"] <= 3
