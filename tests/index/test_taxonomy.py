"""A taxonomy file is checked before it is used: each fault is refused with file and line."""

import re
from pathlib import Path

import pytest

from index.taxonomy import TaxonomyError, load_taxonomy

GOOD = """\
[weights]
title = 5
lead = 2
heading = 1
section = 2.5
measure = 1.5
link = 1
text = 2
most_text = 5
weak = 0.4
needed = 4
needed_passing = 5.5
needed_alone = 2
ahead = 1.2
share = 0.35
most = 4

[[groups]]
id = "natur"
nb = "Natur"
nn = "Natur"
en = "Nature"

[[topics]]                        # line 24
id = "skog"
group = "natur"
nb = "Skog"
nn = "Skog"
en = "Forest"
about = "Om skog."
terms = ["skog*", "tett granskog"]
weak = ["tre"]
addresses = ["/skog/"]

[[topics]]                        # line 35
id = "myr"
group = "natur"
nb = "Myr"
nn = "Myr"
en = "Peat"
about = "Om myr."
terms = ["myr"]
"""


def load(folder: Path, text: str) -> None:
    path = folder / "min.toml"
    path.write_text(text, encoding="utf-8")
    load_taxonomy(path)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('id = "myr"', 'id = "skog"', "line 35: the id 'skog' is taken"),
        ('id = "myr"', 'id = "Store myrer"', "line 35: the id 'Store myrer' is not made of"),
        ('nn = "Myr"', 'nn = " "', "line 35: 'myr' has an empty `nn`"),
        ('nn = "Myr"\n', "", "line 35: Object missing required field `nn`"),
        ('about = "Om skog."', 'about = ""', "line 24: 'skog' has an empty `about`"),
        ('group = "natur"\nnb = "Myr"', 'group = "by"\nnb = "Myr"', "line 35: 'myr' is in 'by'"),
        ('terms = ["myr"]', "terms = []", "line 35: 'myr' has no terms"),
        ('terms = ["myr"]', 'terms = ["*"]', "line 35: 'myr': '*' is no word"),
        ('terms = ["myr"]', 'terms = ["my*r"]', "line 35: 'myr': 'my*r' is no word"),
        ('terms = ["myr"]', 'terms = ["myr", "myr"]', "line 35: 'myr' has the term 'myr' twice"),
        ('weak = ["tre"]', 'weak = ["skog*"]', "line 24: 'skog' has the term 'skog*' twice"),
        ('weak = ["tre"]', 'week = ["tre"]', "line 24: Object contains unknown field `week`"),
        ('["/skog/"]', '["/skog("]', "line 24: 'skog': the pattern '/skog(' is broken"),
        ('["/skog/"]', '[".*"]', "line 24: 'skog': the pattern '.*' matches every address"),
        ('id = "natur"\n', 'id = ""\n', "line 18: the id '' is not made of"),
        ('en = "Nature"', "en = 3", "line 18: Expected `str`, got `int`"),
        ("title = 5", "title = true", "Expected `float`, got `bool`"),
        ("most = 4", "most = 0", "`most` is less than 1"),
        ("most = 4\n", "", "missing required field `most`"),
        ("[weights]", "[weights", "line 1"),
    ],
)
def test_a_fault_is_refused_with_file_and_line(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert GOOD.count(right) == 1
    with pytest.raises(TaxonomyError, match=r"min\.toml.*" + re.escape(said)):
        load(tmp_path, GOOD.replace(right, wrong))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "min.toml"
    path.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(TaxonomyError, match=r"min\.toml"):
        load_taxonomy(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="borte"):
        load_taxonomy(tmp_path / "borte.toml")
