"""What topics begin with is read from a file, which is refused with a line where it is wrong."""

from pathlib import Path

import pytest

from index.starts import StartsError, load_starts

START = '[[start]]\ntopic = "overvann"\naddresses = ["https://etat.example/a/"]\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "starts.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_each_topic_has_its_addresses_in_their_order(tmp_path: Path) -> None:
    text = START + '[[start]]\ntopic = "bygg"\naddresses = ["https://b.no/", "https://a.no/"]\n'
    assert load_starts(written(tmp_path, text)) == {
        "overvann": ("https://etat.example/a/",),
        "bygg": ("https://b.no/", "https://a.no/"),
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (START + START, "line 4: the topic 'overvann' has a start already"),
        (START.replace("https://etat.example/a/", "overvann"), "'overvann' is no web address"),
        (START.replace('"https://etat.example/a/"', ""), "a start has 1 to 4 addresses"),
        (START + 'steps = ["x"]', "unknown field `steps`"),
        ("[[start]", "starts.toml"),
    ],
)
def test_a_file_with_an_error_is_refused_with_its_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(StartsError) as refused:
        load_starts(written(tmp_path, text))
    assert sentence in str(refused.value)
