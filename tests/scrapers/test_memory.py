"""How much memory a harvest takes, whatever a site sends."""

import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from scrapers.manners import Limits

pytestmark = pytest.mark.slow

HOST = "www.veileder.example"
MOST = 400  # megabytes, of both processes together
LIMITS = Limits()
PROGRAM = """
import resource
from pathlib import Path
from searchsvc.cli import main
if __name__ == "__main__":  # the crawling process imports this, too
    try:
        main(["harvest"], standalone_mode=False)
    except SystemExit as ended:
        assert not ended.code, ended.code
    # of itself not by getrusage: that counts what its parent took before exec
    status = Path("/proc/self/status").read_text()
    print("kB", status.partition("VmHWM:")[2].split()[0])
    print("kB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
SOURCE = f"""
name = "veileder"
owner = "V"
hosts = ["{HOST}"]
start = ["http://{HOST}/start/"]
feeds = ["http://{HOST}/rss"]
follow = ["^/start/"]
[[pages]]
kind = "news"
address = "^/klima/[a-z]"
"""


def repeated(text: str, size: int) -> str:
    """So many characters of a text."""
    return text * (size // len(text))


def bomb(text: bytes, size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return packer.compress(text * (size // len(text))) + packer.flush()


@pytest.fixture
def site(website: Any) -> Any:
    """As large as may be read, of each kind; the names of the pages begin with a letter."""
    largest, page = LIMITS.body_bytes - 1_000, LIMITS.html_bytes - 1_000
    many = LIMITS.elements - 100
    website.put("/klima/alle-lenker", repeated('<a href="/klima/1">l</a>\n', largest))
    website.put("/klima/lenker", "".join(f"<a href=/klima/{n}>lenke {n}</a>" for n in range(many)))
    website.put("/klima/avsnitt", "".join(f"<p class=b{n}>avsnitt {n}</p>" for n in range(many)))
    website.put("/klima/egenskap", f"<p title='{repeated('x', largest)}'>hei</p>")
    website.put("/klima/tegn", "<p>" + repeated("😀 ord ", page // 2))
    packed = {"Content-Encoding": "gzip"}
    website.put("/klima/bombe", bomb(b"<p>x", largest), headers=packed)
    website.put("/klima/for-stor", bomb(b"<p>x", 20 * largest), headers=packed)
    website.put("/klima/kart", bomb(b"<urlset>" + b" " * 1_000, 20 * largest), media="text/xml")
    entry = f"<item><title>t</title><link>http://{HOST}/1</link></item>"
    items = repeated(entry, LIMITS.feed_bytes - 1_000)
    website.put("/rss", f"<rss version='2.0'><channel><title>P</title>{items}</channel></rss>")
    paths = [address.removeprefix(HOST) for address in website.answers]
    website.put("/start/", "".join(f'<a href="{path}">x</a>' for path in paths))
    return website


def test_a_harvest_stays_within_its_memory(site: Any, tmp_path: Path) -> None:
    (tmp_path / "kilder").mkdir()
    (tmp_path / "kilder" / "veileder.toml").write_text(SOURCE)
    settings = f'sources = "kilder"\ndelay = 0\n[resolve]\n"{HOST}" = "{site.place}"\n'
    (tmp_path / "searchsvc.toml").write_text(settings)
    (tmp_path / "program.py").write_text(PROGRAM)
    env = {name: value for name, value in os.environ.items() if "SEARCHSVC_" not in name}
    ended = subprocess.run(
        [sys.executable, "program.py"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    sizes = [int(line.split()[1]) for line in ended.stdout.splitlines() if line.startswith("kB")]
    assert len(sizes) == 2
    assert sum(sizes) / 1_024 < MOST, ended.stdout
    assert "html_bytes 3" in ended.stdout, "they were read, as text"
