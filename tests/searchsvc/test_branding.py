"""An operator's own name, logo and colours, refused where readers could not read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from index.engine import Engine
from searchsvc.app import create_app
from searchsvc.branding import LEAST, READ_WITH, TOKENS, contrast, own_tokens
from searchsvc.config import Config, ConfigError, load_config

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], Config]:
    """Reads settings; %s in them is the folder."""

    def read(text: str) -> Config:
        (tmp_path / "merke.svg").write_text(LOGO)
        file = tmp_path / "searchsvc.toml"
        file.write_text(text.replace("%s", str(tmp_path)))
        return load_config(file, environ={})

    return read


def test_the_pages_bear_the_operators_name_logo_and_colours(load: Callable, engine: Engine) -> None:
    config = load(
        'name = "Storelva klima"\noperator = "Storelva kommune"\nlogo = "%s/merke.svg"\n'
        'accessibility_statement = "https://uustatus.example/7"\n'
        '[colours]\nband = "#003366"\nlink_dark = "#aaddff"'
    )
    client = create_app(config, engine).test_client()
    soup = BeautifulSoup(client.get("/om").text, "lxml")
    assert soup.title.get_text() == "Om Storelva klima – Storelva klima"
    assert soup.select_one(".brand").get_text() == "Storelva klima"
    assert "Drives av Storelva kommune." in soup.footer.get_text()
    assert soup.footer.select_one('a[href="https://uustatus.example/7"]') is not None
    assert client.get(soup.select_one(".brand img")["src"]).text == LOGO
    sheets = [client.get(tag["href"]).text for tag in soup.select("link[rel=stylesheet]")]
    assert len(sheets) == 2
    light, dark = sheets[1].splitlines()
    assert "light" in light
    assert "--band: #003366" in light
    assert "dark" in dark
    assert "--link: #aaddff" in dark


def test_without_settings_nothing_is_added(visit: Callable) -> None:
    soup = visit("/").soup
    assert len(soup.select("link[rel=stylesheet]")) == 1
    assert "varde" in soup.select_one(".brand img")["src"]


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ('[colours]\nlink = "#77cc99"', "colours.link #77cc99 has a contrast of 1.8 to ground"),
        ('[colours]\nband_dark = "#ffffff"', "colours.band_dark #ffffff has a contrast of 1.0"),
        ('[colours]\nnow = "#13201c"', "readers need 4.5"),
        ('[colours]\nband = "blue"', "colours.band is 'blue', not of the form #12382f"),
        ('[colours]\nbakgrunn = "#000000"', "there is no colour 'bakgrunn'; there are band,"),
        ('logo = "%s/merke.gif"', "not a file of .svg or .png"),
        ('logo = "%s/finnes-ikke.svg"', "there is no file"),
        ('accessibility_statement = "javascript:alert(1)"', "is no web address"),
    ],
)
def test_what_readers_could_not_use_is_refused_with_a_sentence(
    load: Callable, setting: str, sentence: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(setting)
    assert sentence in str(refused.value)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", TOKENS)
def test_our_own_colours_can_be_read(name: str) -> None:
    for tokens in own_tokens():
        for other in READ_WITH[name]:
            assert contrast(tokens[name], tokens[other]) >= LEAST, (name, other)


@pytest.mark.parametrize("ink", ["ink", "muted", "link", "visited", "alert"])
@pytest.mark.parametrize("ground", ["ground", "surface"])
def test_our_own_text_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    for tokens in own_tokens():
        assert contrast(tokens[ink], tokens[ground]) >= 7


@pytest.mark.parametrize("ink", ["ink", "link"])
def test_a_found_word_can_be_read_in_text_and_in_links(ink: str) -> None:
    for tokens in own_tokens():
        assert contrast(tokens[ink], tokens["mark"]) >= 7
