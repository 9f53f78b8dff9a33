"""The settings: where they come from, and what is said of a wrong one."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from searchsvc.config import Config, ConfigError, load_config


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes searchsvc.toml in the folder that the service is started in."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "searchsvc.toml"

    def write(text: str) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_without_a_file_there_are_defaults(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config(environ={}) == Config()


def test_the_file_in_this_folder_is_read(write) -> None:
    write('data = "/srv/klimasok"\nport = 8080\ndelay = 2\n[resolve]\n"a.example" = "127.0.0.1:9"')
    config = load_config(environ={})
    assert config == Config(
        data="/srv/klimasok", port=8080, delay=2.0, resolve={"a.example": "127.0.0.1:9"}
    )
    assert config.store_path == Path("/srv/klimasok/resources.sqlite")
    assert config.index_folder == Path("/srv/klimasok/index")


def test_a_named_file_is_read_in_its_place(write, tmp_path: Path) -> None:
    write("port = 8080")
    other = tmp_path / "other.toml"
    other.write_text("port = 9090", encoding="utf-8")
    assert load_config(other, environ={}).port == 9090
    assert load_config(environ={"SEARCHSVC_CONFIG": str(other)}).port == 9090


def test_the_environment_wins_over_the_file(write) -> None:
    write('port = 8080\ncontact = "fra@fila.example"')
    config = load_config(environ={"SEARCHSVC_PORT": "9090", "SEARCHSVC_DELAY": "0.5"})
    assert (config.port, config.delay, config.contact) == (9090, 0.5, "fra@fila.example")
    assert load_config(environ={"SEARCHSVC_CONTACT": ""}).contact == ""


def test_every_setting_but_resolve_can_be_set_in_the_environment(write) -> None:
    write("")
    values = {"str": "x", "int": "200", "float": "7.0"}
    for item in fields(Config):
        kind = type(getattr(Config(), item.name)).__name__
        if item.name != "resolve":
            environ = {f"SEARCHSVC_{item.name.upper()}": values[kind]}
            assert str(getattr(load_config(environ=environ), item.name)) == values[kind]
    assert load_config(environ={"SEARCHSVC_RESOLVE": "x"}).resolve == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('prot = "x"', "prot"),
        ("port = 'åtte'", "port"),
        ("port = true", "port"),
        ("port = 0", "port"),
        ("port = 65536", "port"),
        ("threads = 0", "threads"),
        ("threads = 1000", "threads"),
        ("delay = -1", "delay"),
        ("delay = nan", "delay"),
        ("delay = 'aldri'", "delay"),
        ("document_pages = 0", "document_pages"),
        ("document_memory = 7", "document_memory"),
        ("timeout = -1", "timeout"),
        ("timeout = 0", "timeout"),
        ("timeout = inf", "timeout"),
        ("data = 5", "data"),
        ("contact = []", "contact"),
        ("resolve = 'a'", "resolve"),
        ("resolve = {a = 5}", "resolve"),
    ],
)
def test_a_wrong_setting_is_named(write, text: str, name: str) -> None:
    path = write(text)
    with pytest.raises(ConfigError) as error:
        load_config(path, environ={})
    assert name in str(error.value).removeprefix(str(path))
    assert str(path) in str(error.value)


@pytest.mark.parametrize(("name", "value"), [("PORT", "åtte"), ("PORT", "0"), ("THREADS", "1.5")])
def test_a_wrong_setting_of_the_environment_is_named(write, name: str, value: str) -> None:
    write("")
    with pytest.raises(ConfigError) as error:
        load_config(environ={f"SEARCHSVC_{name}": value})
    assert name.lower() in str(error.value)
    assert "SEARCHSVC_" in str(error.value)


def test_an_unknown_setting_is_told_which_there_are(write) -> None:
    path = write("mystisk = 1")
    with pytest.raises(ConfigError) as error:
        load_config(path, environ={})
    assert all(item.name in str(error.value) for item in fields(Config))


@pytest.mark.parametrize("text", ["port = ", "= 5", "[resolve", "port = 1\nport = 2"])
def test_a_file_that_is_not_toml_is_named(write, text: str) -> None:
    path = write(text)
    with pytest.raises(ConfigError, match=str(path)):
        load_config(path, environ={})


def test_a_file_that_is_not_utf_8_is_named(write) -> None:
    path = write("")
    path.write_bytes(b'contact = "\xe6"')
    with pytest.raises(ConfigError, match=str(path)):
        load_config(path, environ={})


def test_a_named_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    missing = tmp_path / "nei.toml"
    with pytest.raises(ConfigError, match=str(missing)):
        load_config(missing, environ={})
    with pytest.raises(ConfigError, match=str(missing)):
        load_config(environ={"SEARCHSVC_CONFIG": str(missing)})


def test_a_configuration_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Config().port = 1  # type: ignore[misc]
