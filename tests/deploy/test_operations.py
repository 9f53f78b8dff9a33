"""What the page of operations, the units and the settings name is there."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from click import BadParameter, Context
from page import PAGE, ROOT, commands

from searchsvc.cli import main
from searchsvc.commands import command_of
from searchsvc.config import load_config

DEPLOY = ROOT / "deploy"
FILES = [path for path in DEPLOY.rglob("*") if path.is_file()]
TEXT = PAGE.read_text(encoding="utf-8")


def asked(paths: Iterable[Path]) -> list[list[str]]:
    return [words for path in paths for words in commands(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("words", asked([PAGE, *DEPLOY.rglob("*.service")]), ids=" ".join)
def test_a_command_is_one_of_the_command_line(words: list[str]) -> None:
    name, *more = words
    try:
        command_of(name).make_context(name, more, parent=Context(main, **main.context_settings))
    except BadParameter as error:
        if "does not exist" not in str(error):  # a file that is not here
            raise


def test_every_file_of_the_deployment_is_named_by_the_page_and_is_there() -> None:
    named = {ROOT / path.rstrip("./") for path in re.findall(r"\bdeploy/[\w./-]*\w", TEXT)}
    assert [path for path in named if not path.exists()] == []
    assert [path for path in FILES if not named & {path, *path.parents} - {DEPLOY}] == []


def test_every_unit_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"klimasok-[a-z]+(?:\.[a-z]+)?", TEXT))
    units = {path.name for path in FILES} | {path.stem for path in FILES}
    assert named <= units


def test_the_settings_are_taken() -> None:
    config = load_config(DEPLOY / "searchsvc.toml", environ={})
    assert config.store_path == Path("/var/lib/klimasok/resources.sqlite")
    assert config.proxies == ("127.0.0.1",)
