"""The values of facets that readers choose among: a hundred and more on a page of results.

All of each but the number of its hits is rendered once for a language and a generation.
"""

from collections.abc import Iterable
from functools import lru_cache

from flask import Flask, g
from markupsafe import Markup

from index.query import Facet
from index.results import FacetValue
from searchsvc.asking import engine

KEPT = 10_000  # values


def offer_choices(app: Flask) -> None:
    """Have templates call `choices`."""
    template = app.jinja_env.get_template("choice.html").module

    @lru_cache(KEPT)
    def around(
        _language: str, _generation: str, name: str, facet: Facet, value: str, chosen: bool
    ) -> tuple[str, str]:
        return template.opened(name, facet, value, chosen), template.closed()  # type: ignore[attr-defined]

    def choices(name: str, facet: Facet, values: Iterable[FacetValue]) -> Markup:
        """A box to tick for each value, with the number of its hits."""
        number, now = g.language.number, (g.language.code, engine().generation)
        rows = ((around(*now, name, facet, v.value, v.chosen), number(v.count)) for v in values)
        boxes = "\n".join(f"{before}{count}{after}" for (before, after), count in rows)
        return Markup(boxes)  # noqa: S704 - the template escapes, and a number is digits

    app.jinja_env.globals["choices"] = choices
