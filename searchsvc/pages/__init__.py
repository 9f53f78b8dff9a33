"""The pages that people read: one module a screenful."""

from dataclasses import replace

from flask import Flask

from index.address import host_of
from index.engine import EngineError
from index.query import Facet, Sort
from index.results import Coverage
from searchsvc.asking import case_list, engine, showing
from searchsvc.changes import changes_of, recent_changes
from searchsvc.facts import facts_of
from searchsvc.language import title_case
from searchsvc.pages import (  # noqa: F401 - each adds its routes
    about,
    api,
    audiences,
    embed,
    front,
    grants,
    links,
    lists,
    projects,
    resource,
    results,
    sources,
    topics,
    webinars,
)
from searchsvc.pages.blueprint import pages
from searchsvc.params import (
    FACETS,
    KIND_WORDS,
    NAMES,
    SORT_WORDS,
    STATE_WORDS,
    without,
    without_all,
)
from searchsvc.wording import (
    LANGUAGES,
    as_format,
    chosen_filters,
    facet_name,
    in_every_language,
    is_lasting,
    licence_of,
    list_address,
    other_languages,
    page_address,
    place_of,
    search_address,
    source_list_address,
    state_name,
    value_name,
    with_in_list,
)


def show_pages(app: Flask) -> None:
    """Register the pages in every language, and what their templates call."""
    for code, prefix in LANGUAGES.items():
        app.register_blueprint(pages, name=code, url_prefix=prefix or None)
    app.jinja_env.globals.update(
        address=page_address,
        search_address=search_address,
        case_list=case_list,
        list_address=list_address,
        source_list_address=source_list_address,
        with_in_list=with_in_list,
        facet_name=facet_name,
        value_name=value_name,
        state_name=state_name,
        licence_of=licence_of,
        chosen_filters=chosen_filters,
        place_of=place_of,
        other_languages=other_languages,
        in_every_language=in_every_language,
        is_lasting=is_lasting,
        without=without,
        replace=replace,
        names=NAMES,
        facets=FACETS,
        Sort=Sort,
        Facet=Facet,
        facts_of=facts_of,
        changes_of=changes_of,
        recent_changes=recent_changes,
        showing=showing,
        coverage_or_none=_coverage_or_none,
        kind_words=KIND_WORDS,
        sort_words=SORT_WORDS,
        state_words=STATE_WORDS,
        without_all=without_all,
    )
    app.jinja_env.filters.update(
        title_case=title_case, host=host_of, bare=_bare, as_format=as_format
    )


def _coverage_or_none() -> Coverage | None:
    """The coverage, for what stands on every page: also where nothing is published."""
    try:
        return engine().coverage()
    except EngineError:
        return None


def _bare(address: str) -> str:
    """An address as people read it, without its scheme."""
    return address.partition("://")[2].removesuffix("/")
