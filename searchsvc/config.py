"""Config: one TOML file and the environment, read once, checked, and passed on.

Errors:
    ConfigError     a setting is wrong; the message names it and says what it takes
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import msgspec

PREFIX = "SEARCHSVC_"
FILE = "searchsvc.toml"


class ConfigError(ValueError):
    """A setting is wrong; the message names it and says what it takes."""


def _setting(default: Any, about: str) -> Any:
    """A setting with its default and what it means, for the table in docs/configuration.md."""
    made = {"default_factory": default} if callable(default) else {"default": default}
    return field(**made, metadata={"about": about})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of the service."""

    data: str = _setting("var", "folder of the store and the index")
    sources: str = _setting("", "folder of source files; empty: those that come with the service")
    contact: str = _setting(
        "", "e-mail or web address that the crawler gives to the sites it reads"
    )
    delay: float = _setting(1.0, "seconds between two requests to one host")
    timeout: float = _setting(30.0, "seconds after which a request is given up")
    resolve: Mapping[str, str] = _setting(
        dict, 'hosts that another address answers for, `{"host" = "127.0.0.1:8001"}`'
    )
    taxonomy: str = _setting(
        "", "file of topics; empty: those that come with the service, `index/taxonomy.toml`"
    )
    thesaurus: str = _setting("", "file of words to add to the thesaurus")
    pins: str = _setting("", "file of results that come first for a query")
    ask: str = _setting(
        "klimapodcast@miljodir.no", "address that readers can write to; empty shows none"
    )
    host: str = _setting("127.0.0.1", "address that the web service listens on")
    port: int = _setting(8000, "port that the web service listens on")
    threads: int = _setting(8, "requests that are answered at the same time")

    @property
    def store_path(self) -> Path:
        """The SQLite file that is the truth."""
        return Path(self.data) / "resources.sqlite"

    @property
    def index_folder(self) -> Path:
        """The folder of published generations."""
        return Path(self.data) / "index"


def load_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings of a file (`searchsvc.toml` here, if there is one), then of the environment."""
    if path is None:
        path = Path(environ.get(f"{PREFIX}CONFIG", FILE))
        settings = _read(path) if path.exists() or f"{PREFIX}CONFIG" in environ else {}
    else:
        settings = _read(path)
    for item in fields(Config):
        value = environ.get(f"{PREFIX}{item.name.upper()}")
        if value is not None and item.name != "resolve":
            settings[item.name] = value
    return _checked(settings, path)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _checked(settings: dict[str, Any], path: Path) -> Config:
    unknown = sorted(set(settings) - {item.name for item in fields(Config)})
    if unknown:
        known = ", ".join(item.name for item in fields(Config))
        raise ConfigError(f"{path}: there is no setting {unknown[0]!r}; there are {known}")
    try:
        config = msgspec.convert(settings, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path} or {PREFIX}*: {error}") from error
    for name, least, most in (
        ("port", 1, 65535),
        ("threads", 1, 256),
        ("delay", 0, 3600),
        ("timeout", 1, 3600),
    ):
        value = getattr(config, name)
        if not least <= value <= most:
            raise ConfigError(f"{path} or {PREFIX}*: {name} is {value}, not {least} to {most}")
    return config
