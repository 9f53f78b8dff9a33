"""The command line: settings, commands, and a sentence where something is wrong."""

from pathlib import Path
from typing import Any

import click

from index.engine import EngineError
from index.judge import JudgementError
from index.labelled import LabelError
from index.language.thesaurus import ThesaurusError
from index.moves import MovesError
from index.pins import PinsError
from index.starts import StartsError
from index.store import StoreError
from index.topics import TaxonomyError
from scrapers.crawl import CrawlError
from scrapers.source import SourceError
from scrapers.transcripts import TranscriptError
from searchsvc.commands import COMMANDS
from searchsvc.config import ConfigError, load_config
from searchsvc.console import err
from searchsvc.locking import HarvestRunningError
from searchsvc.logs import configure_logs
from searchsvc.querylog.file import QueryLogError
from searchsvc.serving import ServingError

EXPECTED = (
    ConfigError,
    CrawlError,
    EngineError,
    HarvestRunningError,
    JudgementError,
    LabelError,
    MovesError,
    PinsError,
    QueryLogError,
    StartsError,
    ServingError,
    SourceError,
    StoreError,
    TaxonomyError,
    ThesaurusError,
    TranscriptError,
)


class Refusing(click.Group):
    """A group whose commands end with a sentence, not a traceback, when something is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit code 2 for what the user can mend, 130 after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            err.print(f"searchsvc: {error}", style="red", markup=False, soft_wrap=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            err.print("Stopped. What was collected is kept.")
            ctx.exit(130)


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "path", type=click.Path(path_type=Path), help="The configuration file.")
@click.version_option(package_name="klimasok", prog_name="searchsvc")
@click.pass_context
def main(ctx: click.Context, path: Path | None) -> None:
    """Collect, find and serve what helps municipalities with climate work.

    Settings come from searchsvc.toml in this folder, or the file given, and from SEARCHSVC_*.
    """
    ctx.obj = load_config(path)
    configure_logs(ctx.obj.log)


for command in COMMANDS:
    main.add_command(command)
