"""OpenSearch: the browser's search box."""

import json
from collections.abc import Callable
from xml.etree.ElementTree import fromstring

import pytest

NS = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
PREFIXES = {"nb": "", "nn": "/nn", "en": "/en"}
languages = pytest.mark.parametrize("code", PREFIXES)


@languages
def test_every_page_leads_to_a_description_of_its_search(visit: Callable, code: str) -> None:
    link = visit(f"{PREFIXES[code]}/om").soup.select_one("link[rel=search]")
    answer = visit(link["href"])
    assert answer.headers["Content-Type"].startswith(link["type"])
    root = fromstring(answer.text.encode())
    assert root.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    assert 0 < len(root.findtext("o:ShortName", "", NS)) <= 16
    assert 0 < len(root.findtext("o:Description", "", NS)) <= 1024
    assert root.findtext("o:Language", "", NS) == code


@languages
def test_its_templates_lead_to_what_they_promise(visit: Callable, code: str) -> None:
    root = fromstring(visit(f"{PREFIXES[code]}/opensearch.xml").text.encode())
    for url in root.findall("o:Url", NS):
        address = url.attrib["template"].replace("{searchTerms}", "overv")
        answer = visit(address.removeprefix("http://localhost"))
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(url.attrib["type"])
    assert visit(root.findtext("o:Image", "", NS).removeprefix("http://localhost")).status == 200


def test_suggestions_come_with_what_was_typed(visit: Callable) -> None:
    typed, found = json.loads(visit("/opensearch.json?q=overv").text)
    assert typed == "overv"
    assert found == json.loads(visit("/forslag.json?q=overv").text)
    assert found[0] == "Overvann"
