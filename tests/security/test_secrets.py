"""The service has no secrets, but the password of a proxy, which it tells nobody."""

import re
import subprocess
from pathlib import Path

import pytest
from evil_site import HOST, SOURCE
from running import SCRIPT, environment

import index
import scrapers
import searchsvc

SECRET = "tretten-harer"
TOKENS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_\w{30}|xox[abprs]-\w{10}|eyJ\w{20}\."
    r"|(?i:password|passwd|secret|api_?key|token) ?[:=] ?[\"'][^\"' ]{6,}[\"']",
)


def test_no_file_of_ours_holds_a_key_or_a_password() -> None:
    files = [
        file
        for package in (index, scrapers, searchsvc)
        for file in Path(package.__path__[0]).rglob("*")
        if file.suffix in (".py", ".toml", ".html", ".js", ".po", ".csv", ".css", ".sql")
    ]
    assert len(files) > 200
    found = [str(file) for file in files if TOKENS.search(file.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.slow
def test_the_password_of_a_proxy_is_told_nobody(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "ondskap.toml").write_text(SOURCE, encoding="utf-8")
    proxy = f"http://ola:{SECRET}@127.0.0.1:9"
    env = environment(
        data=tmp_path / "var", sources=sources, proxy=proxy, contact="a@b.example", delay=0
    )
    said = ""
    for words in (["harvest"], ["status"]):
        ended = subprocess.run(
            [SCRIPT, *words], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        said += ended.stdout + ended.stderr
    assert HOST in said or "ondskap" in said
    assert SECRET not in said
    kept = [file for file in (tmp_path / "var").rglob("*") if file.is_file()]
    assert kept
    assert not [file for file in kept if SECRET.encode() in file.read_bytes()]


def test_a_proxy_that_is_written_wrongly_is_refused_without_its_password(tmp_path: Path) -> None:
    env = environment(proxy=f"ftp://ola:{SECRET}@host")
    ended = subprocess.run(
        [SCRIPT, "status"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert ended.returncode
    assert "proxy" in ended.stderr
    assert SECRET not in ended.stderr
