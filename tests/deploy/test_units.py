"""The units of systemd are in order, let a service do little, and run commands that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from page import PAGE, ROOT

from searchsvc.config import Config

UNITS = ROOT / "deploy" / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("klimasok-*.service"))
TIMERS = sorted(path.name for path in UNITS.glob("*.timer"))
MOST_EXPOSED = 15  # of 100
THEIRS = Path("/lib/systemd/system")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a machine where the units are installed, and what they run."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is missing: sudo apt install systemd")
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(THEIRS, root / "lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, root / "etc/systemd/system")
    for program in ("opt/klimasok/current/bin/searchsvc", "etc/klimasok/alarm", "bin/sh"):
        (root / program).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", root / program)
    return root


def analyse(root: Path, *words: str) -> tuple[int, str]:
    """How systemd-analyze ends, and what it says."""
    command = ["systemd-analyze", f"--root={root}", "--no-pager", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("unit", [*SERVICES, *TIMERS, "alarm-klimasok@.service"])
def test_systemd_finds_nothing_wrong_with_a_unit(root: Path, unit: str) -> None:
    assert analyse(root, "verify", "--man=no", unit) == (0, "")


def test_a_slip_in_what_the_units_share_would_be_found(root: Path, tmp_path: Path) -> None:
    spoilt = shutil.copytree(root, tmp_path / "root", symlinks=True)
    shared = spoilt / "etc/systemd/system/klimasok-.service.d/hardening.conf"
    shared.write_text("[Service]\nProtectSytem=strict\n", encoding="utf-8")
    _, said = analyse(spoilt, "verify", "--man=no", "klimasok-web.service")
    assert "Unknown key" in said


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_may_do_little(root: Path, unit: str) -> None:
    ended, said = analyse(root, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit)
    assert ended == 0, said


def test_the_web_may_write_nothing_but_what_is_searched_for() -> None:
    unit = (UNITS / "klimasok-web.service").read_text(encoding="utf-8")
    place = "/var/lib/klimasok"
    (may,) = re.findall(r"ReadWritePaths=(.+)", unit)
    assert f"ReadOnlyPaths={place}\n" in unit
    assert Config(data=place).queries_path.parent == Path(may)
    assert f"d {may} 0700 klimasok klimasok\n" in (UNITS.parent / "tmpfiles.conf").read_text()


def test_the_page_tells_when_each_timer_runs() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert TIMERS
    for name in TIMERS:
        (when,) = re.findall(r"OnCalendar=(.+)", (UNITS / name).read_text(encoding="utf-8"))
        assert f"| `{name}` | {when} |" in page
