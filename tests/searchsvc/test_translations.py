"""Every word that readers see is there in nynorsk and English."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import searchsvc
from index.topics import Topic, load_taxonomy
from searchsvc.language import LOCALES

HOME = Path(searchsvc.__file__).parent
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%")
TOPICS = load_taxonomy().topics

languages = pytest.mark.parametrize("code", ["nn", "en"])
Key = str | tuple[str, ...]


def catalogue(code: str) -> Catalog:
    with (HOME / "translations" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=LOCALES[code], abort_invalid=True)


def messages(code: str) -> list[Message]:
    return [message for message in catalogue(code) if message.id]


def forms(key: Key) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)


def written_in_the_code() -> set[Key]:
    with (HOME / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(HOME, methods, options)
    return {key for _file, _line, key, _comments, _context in found} | set(hidden_in_f_strings())


def hidden_in_f_strings() -> Iterator[Key]:
    """Messages that Babel passes over where Python is older than 3.12."""
    for path in HOME.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FormattedValue):
                source = BytesIO(ast.unparse(node.value).encode())
                yield from (key for _line, key, _comments, _context in extract("python", source))


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@languages
def test_every_message_of_the_code_is_in_the_catalogue(code: str) -> None:
    assert written_in_the_code() - {message.id for message in messages(code)} == set()


@languages
def test_the_catalogue_has_no_message_that_the_code_has_left(code: str) -> None:
    assert {message.id for message in messages(code)} - written_in_the_code() == set()
    assert not catalogue(code).obsolete


@languages
def test_every_message_is_translated_in_each_of_its_forms(code: str) -> None:
    missing = [
        message.id
        for message in messages(code)
        if message.fuzzy
        or len(forms(message.string)) != len(forms(message.id))
        or not all(text.strip() for text in forms(message.string))
    ]
    assert missing == []


@languages
def test_translations_keep_the_placeholders(code: str) -> None:
    changed = [
        message.id
        for message in messages(code)
        for own, text in zip(forms(message.id), forms(message.string), strict=True)
        if placeholders(own) != placeholders(text)
    ]
    assert changed == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_every_topic_says_what_it_is_about_in_three_languages(topic: Topic) -> None:
    texts = [topic.about, topic.about_nn, topic.about_en]
    assert all(text.strip() for text in texts)
    assert len(set(texts)) == len(texts)
