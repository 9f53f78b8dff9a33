"""The API as an OpenAPI 3.1 document, made of the lists, formats, parameters and classes."""

import re
from typing import Any

import msgspec
from flask import Blueprint, g, jsonify
from werkzeug.wrappers import Response

from searchsvc.formats.data import ListData, ThingData
from searchsvc.formats.listing import LISTS, PROJECTS
from searchsvc.formats.media import DATA, FORMATS, Format
from searchsvc.formats.parameters import Parameter, like_parameter, parameters
from searchsvc.formats.sharing import shared
from searchsvc.formats.suggestions import DESCRIPTION, SUGGESTIONS
from searchsvc.site import config, site
from searchsvc.wording import LANGUAGES

VERSION = "1.0.0"
SCHEMAS = "#/components/schemas/{name}"
RULE = re.compile(r"<(\w+)>")
WORDS = {"type": "array", "items": {"type": "string"}}
openapi = Blueprint("openapi", __name__)


@openapi.get("/api/openapi.json")
def document() -> Response:
    """The document, in the reader's language."""
    _ = g.language.gettext
    _schemas, components = msgspec.json.schema_components(
        (ListData, ThingData), ref_template=SCHEMAS
    )
    answer = jsonify(
        openapi="3.1.0",
        info={
            "title": config().name,
            "version": VERSION,
            "summary": _("Alt i søket som data. Åpent for alle, uten nøkkel."),
        },
        servers=[{"url": site() + LANGUAGES[g.language.code]}],
        paths={**_lists(), **_things(), **_others()},
        components={
            "schemas": components,
            "parameters": {p.name: _parameter(p) for p in parameters()},
        },
    )
    return shared(answer)


def _lists() -> dict[str, Any]:
    """Every list in every format."""
    _ = g.language.gettext
    common = [{"$ref": f"#/components/parameters/{p.name}"} for p in parameters()]
    paths = {}
    for rule in LISTS:
        own = [_part_of_path(name) for name in RULE.findall(rule)]
        missing = _missing() if own else {}
        own += [_parameter(like_parameter())] if rule == PROJECTS else []
        for kind in FORMATS.values():
            about = _("Høyst %(number)s ting i ett svar.", number=kind.most)
            paths[f"{_template(rule)}.{kind.ending}"] = {
                "get": {
                    "summary": about,
                    "parameters": [*own, *common],
                    "responses": {**_responses(kind, "ListData"), **missing},
                }
            }
    return paths


def _template(rule: str) -> str:
    return RULE.sub(r"{\1}", rule)


def _things() -> dict[str, Any]:
    _ = g.language.gettext
    found = {
        DATA.ending: (
            _("Alt som er kjent om én ting, unntatt teksten."),
            _responses(DATA, "ThingData"),
        ),
        "ics": (_("Datoene til én ting som kalender."), _responses(FORMATS["ics"], "")),
    }
    moved = {"301": {"description": _("Tingen har fått en annen adresse")}}
    return {
        f"/ressurs/{{thing_id}}.{ending}": {
            "get": {
                "summary": about,
                "parameters": [_part_of_path("thing_id")],
                "responses": {**responses, **moved, **_missing()},
            }
        }
        for ending, (about, responses) in found.items()
    }


def _others() -> dict[str, Any]:
    _ = g.language.gettext
    typed = [{"name": "q", "in": "query", "schema": {"type": "string"}}]
    part = {"anyOf": [{"type": "string"}, WORDS]}
    pair = {"type": "array", "minItems": 2, "maxItems": 2, "items": part}
    return {
        "/forslag.json": _get(_("Forslag til det som er skrevet."), typed, DATA.type, WORDS),
        "/opensearch.json": _get(
            _("Forslag i formen som nettlesere bruker."), typed, SUGGESTIONS, pair
        ),
        "/opensearch.xml": _get(
            _("Beskrivelse av søket for nettlesere."), [], DESCRIPTION, {"type": "string"}
        ),
    }


def _get(about: str, asked: list[Any], kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    answer = {"description": about, "content": {kind: {"schema": schema}}}
    responses = {"200": answer, **_refused()}
    return {"get": {"summary": about, "parameters": asked, "responses": responses}}


def _responses(kind: Format, name: str) -> dict[str, Any]:
    _ = g.language.gettext
    is_data = kind is DATA
    schema = {"$ref": SCHEMAS.format(name=name)} if is_data else {"type": "string"}
    answer = {"description": _("Svaret"), "content": {kind.type: {"schema": schema}}}
    known = {"304": {"description": _("Svaret du har, er fortsatt riktig")}}
    return {"200": answer, **known, **_refused()}


def _refused() -> dict[str, Any]:
    """What is answered to those who ask for too much, or when too many ask."""
    _ = g.language.gettext
    seconds = {"description": _("Sekunder å vente"), "schema": {"type": "integer"}}
    common = {
        "headers": {"Retry-After": seconds},
        "content": {
            "application/problem+json": {"schema": {"type": "object"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
    return {
        "429": {"description": _("Nettet ditt har bedt om for mye"), **common},
        "503": {"description": _("For mange spør på en gang"), **common},
    }


def _missing() -> dict[str, Any]:
    page = {"text/html": {"schema": {"type": "string"}}}
    return {"404": {"description": g.language.gettext("Finnes ikke"), "content": page}}


def _part_of_path(name: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "schema": parameter.schema,
    }
