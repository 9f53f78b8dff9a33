"""The templates, and the few ways in which they write numbers and dates."""

import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scrapers.sample.dates import american_date, dotted_date, feed_date, long_date

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **context: object) -> str:
    """The template filled in; an unknown name in it raises."""
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        long_date=long_date,
        dotted_date=dotted_date,
        american_date=american_date,
        feed_date=feed_date,
        kroner=kroner,
        json_ld=json_ld,
    )
    return environment


def kroner(amount: int) -> str:
    """Write "2 000 000" with no-break spaces."""
    return f"{amount:,}".replace(",", "\N{NO-BREAK SPACE}")


def json_ld(data: object) -> Markup:
    """Structured data, safe inside a script element."""
    written = json.dumps(data, ensure_ascii=False, indent=1).replace("</", "<\\/")
    return Markup(written)  # noqa: S704 -- the one way out of a script element is closed above
