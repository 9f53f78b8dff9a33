"""Commands that keep the store: copied, put back, and looked after."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from index.backup import Progress, Restored, back_up
from index.backup import restore as put_back
from searchsvc.commands.ending import need_store
from searchsvc.config import Config
from searchsvc.console import new_progress, out
from searchsvc.doctor import Finding, Level, examine
from searchsvc.locking import sole_build, sole_harvest

NEW_FILE = click.Path(path_type=Path, dir_okay=False)
OLD_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)

COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


@click.command()
@click.argument("file", type=NEW_FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.pass_obj
def backup(config: Config, file: Path, force: bool) -> None:
    """Copy the store into FILE, while it is in use.

    The store is the one thing that cannot be made anew: the index is built from it. Store and copy
    are read whole, and a damaged one is refused. Keep FILE on another machine.
    """
    need_store(config)
    with _progress("Copying the store") as progress:
        back_up(config.store_path, file, progress, overwrite=force)
    _say(f"{file} is a whole copy of the store, {file.stat().st_size / 1e6:,.0f} MB.")


COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "red"}


@click.command()
@click.argument("file", type=OLD_FILE)
@click.pass_obj
def restore(config: Config, file: Path) -> None:
    """Put a copy of FILE, a backup, in the place of the store.

    The store before is kept aside, under a name with the time. Pages that it left out stay out.
    Then run `searchsvc build`: until then readers have what was published before.
    """
    path, now = config.store_path, datetime.now(UTC)
    with sole_harvest(path), sole_build(path), _progress("Copying the backup") as progress:
        restored = put_back(file, path, now, progress)
    _say(f"The store is as it was in {file}.")
    for sentence in _about(restored):
        _say(sentence)
    _say("Now run `searchsvc build` to publish it.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON line for each finding.")
@click.pass_obj
def doctor(config: Config, as_json: bool) -> None:
    """Look at all that the service rests on, and say what to do where something is wrong.

    Configuration, rights, disk, port, index, store, clock, sources. Changes nothing. Exit code 1
    where anything is wrong, not for warnings.
    """
    ended = 0
    for finding in examine(config, datetime.now(UTC)):
        if as_json:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            _show(finding)
        ended = 1 if finding.level is Level.ERROR else ended
    sys.exit(ended)


def _about(restored: Restored) -> Iterator[str]:
    if restored.aside:
        yield f"The store before lies in {restored.aside}: remove it when all is well."
    if restored.left_out:
        yield f"Left out of it again, as was asked: {restored.left_out} pages."
    if restored.left_out is None:
        yield (
            "The store before is too damaged to tell what was left out: run `searchsvc optout` for"
            " each page that was left out after the backup was made."
        )


@contextmanager
def _progress(about: str) -> Iterator[Progress]:
    with new_progress() as progress:
        task = progress.add_task(about, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _say(sentence: str) -> None:
    out.print(sentence, markup=False, soft_wrap=True)


def _show(finding: Finding) -> None:
    """How grave it is, what was looked at, and what was found."""
    out.print(f"{finding.level:8}", style=COLOURS[finding.level], end="")
    out.print(f"{finding.check}: {finding.says}", markup=False, soft_wrap=True)
