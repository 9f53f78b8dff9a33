"""Whatever stands in an address, it gives a page."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = (
    "q",
    "type",
    "tema",
    "kilde",
    "sprak",
    "ar",
    "tilstand",
    "fra",
    "til",
    "sorter",
    "side",
    "annet",
)
KNOWN = (
    "webinar",
    "overvann",
    "laget",
    "nn",
    "2026",
    "1.5.2023",
    "holdt",
    "frist",
    "2",
    "https://a.b/c",
    "²",
)
MARKED = st.text(alphabet="\"'*:()[]{}<>&?%#\\/-+~^|\0\u200d🚲æ²ßʼ. ", max_size=40)
ANYTHING = st.one_of(st.text(), MARKED, st.sampled_from(KNOWN))
PATHS = ("/sok", "/nn/sok", "/en/sok", "/sok.json")

thorough = settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def assert_answers(app: Flask, path: str, **more: object) -> None:
    answer = app.test_client().get(path, **more)
    assert answer.status_code in (200, 303), (path, more)
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith(("/ressurs/", "/nn/ressurs/", "/en/ressurs/"))
    elif answer.mimetype == "application/json":
        assert json.loads(answer.text)["total"] >= 0
    else:
        HTMLParser().feed(answer.text)
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", ["/sok", "/sok.json"])
@thorough
@given(words=ANYTHING)
def test_any_words_give_a_page(app: Flask, path: str, words: str) -> None:
    assert_answers(app, path, query_string={"q": words})


@thorough
@given(
    path=st.sampled_from(PATHS),
    pairs=st.lists(st.tuples(st.sampled_from(NAMES), ANYTHING), max_size=6),
)
def test_any_values_of_any_parameters_give_a_page(
    app: Flask, path: str, pairs: list[tuple[str, str]]
) -> None:
    assert_answers(app, path, query_string=pairs)


@thorough
@given(path=st.sampled_from(PATHS), tail=st.binary(max_size=60))
def test_any_bytes_behind_the_question_mark_give_a_page(app: Flask, path: str, tail: bytes) -> None:
    assert_answers(app, path, environ_overrides={"QUERY_STRING": tail.decode("latin-1")})


@thorough
@given(name=st.text(min_size=1))
def test_any_name_of_a_thing_or_a_topic_is_found_or_not(app: Flask, name: str) -> None:
    for folder in ("ressurs", "tema"):
        address = f"/{folder}/{quote(name, safe='')}"
        assert app.test_client().get(address).status_code in (200, 301, 308, 404)


def test_the_longest_addresses_give_a_page(visit: Callable) -> None:
    for name in NAMES:
        for word in ("a" * 20_000, "9" * 20_000, "🚲" * 5_000, "a b " * 5_000):
            assert visit("/sok", query_string={name: word}).status == 200
    many = [(name, f"{word}") for name in NAMES for word in range(500)]
    assert visit("/sok", query_string=many).status == 200
