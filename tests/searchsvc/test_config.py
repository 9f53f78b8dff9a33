"""The settings: where they come from, and what is said of a wrong one."""

import traceback
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from index.engine import Cluster
from scrapers.manners import Limits
from searchsvc.config import TABLES, Config, ConfigError, load_config


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


def test_every_setting_of_one_value_can_be_set_in_the_environment(write) -> None:
    write("")
    Path("logo.svg").write_text("<svg/>", encoding="utf-8")
    Path("ord").write_text("x", encoding="utf-8")
    Path("ord").chmod(0o600)
    values = {
        "str": "x",
        "int": "7",
        "float": "7.0",
        "bool": "True",
        "log": "json",
        "proxy": "http://proxy.example:3128",
        "logo": "logo.svg",
        "accessibility_statement": "https://uustatus.example/42",
    }
    values |= {"address": "https://sok.example", "security_contact": "a@b.example"}
    values["security_expires"] = "2027-06-30"
    values |= {"engine": "https://en.example:9200,to.example/sok", "engine_ca": "logo.svg"}
    values["engine_secret_file"] = "ord"
    for item in fields(Config):
        kind = type(getattr(Config(), item.name)).__name__
        if item.name not in TABLES:
            value = values.get(item.name, values.get(kind))
            environ = {f"SEARCHSVC_{item.name.upper()}": value}
            assert str(getattr(load_config(environ=environ), item.name)) == value
    assert load_config(environ={"SEARCHSVC_RESOLVE": "x"}).resolve == {}


def test_the_limits_are_a_table(write) -> None:
    write("private = ['intranett.example']\n[limits]\ndepth = 3\nseconds = 60")
    config = load_config(environ={})
    assert config.limits == Limits(depth=3, seconds=60.0)
    assert config.private == ("intranett.example",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('prot = "x"', "prot"),
        ("port = 'åtte'", "port"),
        ("port = true", "port"),
        ("port = 0", "port"),
        ("port = 65536", "port"),
        ("processes = -1", "processes"),
        ("processes = 65", "processes"),
        ("cache = -1", "cache"),
        ("query_days = -1", "query_days"),
        ("query_days = 90.5", "query_days"),
        ("threads = 0", "threads"),
        ("threads = 1000", "threads"),
        ("delay = -1", "delay"),
        ("delay = nan", "delay"),
        ("delay = 'aldri'", "delay"),
        ("[limits]\ndocument_pages = 0", "document_pages"),
        ("[limits]\ndocument_memory = 7", "at least 200"),
        ("timeout = -1", "timeout"),
        ("timeout = 0", "timeout"),
        ("timeout = inf", "timeout"),
        ("data = 5", "data"),
        ("contact = []", "contact"),
        ("resolve = 'a'", "resolve"),
        ("resolve = {a = 5}", "resolve"),
        ("private = 'a'", "private"),
        ("proxy = 'proxy.example'", "proxy"),
        ("engine = 'sok.example:9200/klimasok'", "engine"),
        ("engine = 'https://sok.example:9200'", "engine"),
        ("engine = 'https://sok.example/Klimasok'", "engine"),
        ("engine = 'https://bruker:ord@sok.example/klimasok'", "engine"),
        ("engine_ca = 'finnes-ikke.pem'", "engine_ca"),
        ("proxy = 'https://proxy.example:3128'", "proxy"),
        ("proxy = 'http://proxy.example:99999'", "proxy"),
        ("log = 'xml'", "text or json"),
        ("log_requests = 'ofte'", "log_requests"),
        ("stale_after = 0", "stale_after"),
        ("port = 8000\nmetrics_port = 8000", "metrics_port"),
        ("metrics_port = 65536", "metrics_port"),
        ("rate = -1", "rate"),
        ("rate = nan", "rate"),
        ("proxies = 1", "proxies"),
        ("proxies = ['proxy.example']", "proxy.example"),
        ("proxies = ['10.0.0.1/8']", "10.0.0.1/8"),
        ("unlimited = ['192.0.2.0/33']", "192.0.2.0/33"),
        ("hosts = ['https://sok.example']", "https://sok.example"),
        ("hosts = ['*.sok.example']", "sok.example"),
        ("limits = 5", "limits"),
        ("limits = {dybde = 5}", "dybde"),
        ("limits = {depth = 'åtte'}", "depth"),
        ("limits = {depth = 0}", "depth"),
        ("limits = {seconds = inf}", "seconds"),
        ("limits = {seconds = nan}", "seconds"),
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


def test_the_index_lies_in_the_folder_or_in_a_cluster(write) -> None:
    write("data = 'her'")
    assert load_config(environ={}).index == Path("her/index")
    write("engine = 'https://sok.example/klimasok'\nengine_user = 'leser'")
    config = load_config(environ={"SEARCHSVC_ENGINE_SECRET": "hemmelig"})
    assert config.index == Cluster(
        address="https://sok.example/klimasok", user="leser", secret="hemmelig"
    )
    assert "hemmelig" not in f"{config!r} {config.index!r}"


@pytest.fixture
def secret(write, tmp_path: Path) -> Path:
    """The file of a secret that the configuration names."""
    path = tmp_path / "ord"
    path.write_text("hemmelig\n", encoding="utf-8")
    path.chmod(0o640)
    write(f"engine = 'https://sok.example/klimasok'\nengine_secret_file = '{path}'")
    return path


def refusal(**environ: str) -> str:
    """Why a configuration is refused, all that is said of it."""
    with pytest.raises(ConfigError) as raised:
        load_config(environ=environ)
    return "".join(traceback.format_exception(raised.value))


def test_a_secret_is_read_from_a_file_and_never_shown(secret: Path) -> None:
    config = load_config(environ={})
    assert isinstance(config.index, Cluster)
    assert config.index.secret == "hemmelig"
    assert "hemmelig" not in f"{config!r} {config.index!r}"


def test_a_secret_that_others_may_read_or_write_is_refused(secret: Path) -> None:
    for mode in (0o644, 0o642):
        secret.chmod(mode)
        said = refusal()
        assert f"chmod o= {secret}" in said
        assert "hemmelig" not in said


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"\n ", "is empty"), (b"\xffhemmelig", "is no text")]
)
def test_a_secret_that_is_none_is_refused(secret: Path, content: bytes, said: str) -> None:
    secret.write_bytes(content)
    assert f"{secret} {said}" in refusal()
    assert "hemmelig" not in refusal()


def test_a_secret_that_is_missing_or_given_twice_is_refused(secret: Path) -> None:
    said = refusal(SEARCHSVC_ENGINE_SECRET="hemmelig")
    assert "both set" in said
    assert "hemmelig" not in said
    secret.unlink()
    assert f"{secret}: No such file" in refusal()


def test_a_mere_name_is_a_credential_of_systemd(write, secret: Path) -> None:
    write("engine = 'https://sok.example/klimasok'\nengine_secret_file = 'ord'")
    config = load_config(environ={"CREDENTIALS_DIRECTORY": str(secret.parent)})
    assert config.engine_secret == "hemmelig"
