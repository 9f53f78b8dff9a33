"""The pages that people read: one module a screenful."""

from dataclasses import replace

from flask import Flask

from index.address import host_of
from index.engine import EngineError
from index.query import Facet, Sort
from index.results import Coverage
from searchsvc.asking import engine, showing
from searchsvc.changes import changes_of
from searchsvc.facts import facts_of
from searchsvc.language import title_case
from searchsvc.pages import about, front, projects, resource, results, sources, topics  # noqa: F401 - each adds its routes
from searchsvc.pages.blueprint import pages
from searchsvc.params import FACETS, KIND_WORDS, NAMES, without
from searchsvc.wording import (
    LANGUAGES,
    facet_name,
    limits,
    other_languages,
    page_address,
    search_address,
    state_name,
    value_name,
)


def show_pages(app: Flask) -> None:
    """Register the pages in every language, and what their templates call."""
    for code, prefix in LANGUAGES.items():
        app.register_blueprint(pages, name=code, url_prefix=prefix or None)
    app.jinja_env.globals.update(
        address=page_address,
        search_address=search_address,
        facet_name=facet_name,
        value_name=value_name,
        state_name=state_name,
        limits=limits,
        other_languages=other_languages,
        without=without,
        replace=replace,
        names=NAMES,
        facets=FACETS,
        Sort=Sort,
        Facet=Facet,
        facts_of=facts_of,
        changes_of=changes_of,
        showing=showing,
        coverage_or_none=_coverage_or_none,
        kind_words=KIND_WORDS,
    )
    app.jinja_env.filters.update(title_case=title_case, host=host_of, bare=_bare)


def _coverage_or_none() -> Coverage | None:
    """The coverage, for what stands on every page: also where nothing is published."""
    try:
        return engine().coverage()
    except EngineError:
        return None


def _bare(address: str) -> str:
    """An address as people read it, without its scheme."""
    return address.partition("://")[2].removesuffix("/")
