"""The command line: settings, commands, and a sentence where something is wrong."""

from pathlib import Path
from typing import Any

import click

from index.expected import ExpectedError
from searchsvc.commands import Commands
from searchsvc.config import load_config
from searchsvc.console import err
from searchsvc.logs import configure_logs


class Refusing(Commands):
    """A group whose commands end with a sentence, not a traceback, when something is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit code 2 for what the user can mend, 130 after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except ExpectedError as error:
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
