"""What a reader may be about to type, for our own box and for the browser's (OpenSearch 1.1)."""

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, g, jsonify, request
from werkzeug.wrappers import Response

from index.complete import folded_text
from searchsvc.asking import engine, taxonomy
from searchsvc.formats.sharing import shared
from searchsvc.site import absolute, config
from searchsvc.wording import LANGUAGES

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
LONGEST_NAME = 16  # as the standard has it
LONGEST = 200  # characters that are completed
suggestions = Blueprint("suggestions", __name__)


@suggestions.get("/forslag.json")
def complete() -> Response:
    """What a reader who has typed `q` may be about to type."""
    return shared(jsonify(_completed(request.args.get("q", ""))))


@suggestions.get("/opensearch.json")
def for_browsers() -> Response:
    """The same as OpenSearch Suggestions: what was typed, and what it may become."""
    typed = request.args.get("q", "")[:LONGEST]
    answer = jsonify([typed, _completed(typed)])
    answer.mimetype = SUGGESTIONS
    return shared(answer)


@suggestions.get("/opensearch.xml")
def description() -> Response:
    """How a browser searches here."""
    _ = g.language.gettext
    prefix = LANGUAGES[g.language.code]
    root = Element("OpenSearchDescription", xmlns=NAMESPACE)
    _add(root, "ShortName", config().name[:LONGEST_NAME])
    _add(
        root, "Description", _("Ett søk i veiledning, webinarer, podkast, prosjekter og tilskudd.")
    )
    if "@" in config().ask:
        _add(root, "Contact", config().ask)
    for kind, rel, path in (
        ("text/html", "results", "/sok?q={searchTerms}"),
        ("application/atom+xml", "results", "/sok.atom?q={searchTerms}"),
        (SUGGESTIONS, "suggestions", "/opensearch.json?q={searchTerms}"),
        (DESCRIPTION, "self", "/opensearch.xml"),
    ):
        _add(root, "Url", type=kind, rel=rel, template=absolute(prefix + path))
    icon = {"type": "image/svg+xml", "width": "16", "height": "16"}
    _add(root, "Image", absolute("/static/varde.svg"), **icon)
    _add(root, "Language", g.language.code)
    for name in ("InputEncoding", "OutputEncoding"):
        _add(root, name, "UTF-8")
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return shared(Response(body, content_type=f"{DESCRIPTION}; charset=utf-8"))


def _completed(typed: str) -> list[str]:
    """Topics and titles, then words."""
    text = typed[:LONGEST]
    names = [topic.nb for topic in taxonomy().topics]
    found = [name for name in names if folded_text(name).startswith(folded_text(text) or " ")]
    return list(dict.fromkeys((*found[:2], *engine().complete(text))))


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text or None
