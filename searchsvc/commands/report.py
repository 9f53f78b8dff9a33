"""The command that tells what readers search for."""

from datetime import datetime, timedelta

import click
import msgspec

from index.resource import OSLO
from searchsvc.config import Config
from searchsvc.console.report import show_report
from searchsvc.querylog.file import QueryLogError, read
from searchsvc.querylog.report import report_of


@click.command()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day; all days, if not given."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def report(config: Config, since: datetime | None, as_json: bool) -> None:
    """Tell what readers search for: most, without hits, with few, with which filters.

    Of each search only what was asked on three days or more. Nothing is known of who asked.
    """
    if not config.queries_path.exists():
        raise QueryLogError(
            f"nothing that was searched for is kept in {config.data}: nobody has asked yet,"
            " or `query_days` is 0"
        )
    today = datetime.now(OSLO).date()
    kept = read(config.queries_path, today - timedelta(days=config.query_days - 1))
    first = since.date() if since else min((each.day for each in kept), default=today)
    made = report_of(kept, first, today)
    if as_json:
        click.echo(msgspec.json.encode(made))
    else:
        show_report(made)
