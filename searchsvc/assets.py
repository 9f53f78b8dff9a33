"""Static files under names that hold a hash of what is in them, so that they may be kept for ever.

`klimasok.css` is served as `klimasok.1f2e3d4c5b6a.css`. An address without the hash, or with that
of another version, gives the file as it is now, to be asked for again.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from searchsvc.answers import unless_held
from searchsvc.compression import BEST, compress, compressible, preferred

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")
REFERENCE = re.compile(r'url\("([^")]+)"\)')  # of one file of ours in a style sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One static file as it is served."""

    name: str  # with its hash
    type: str
    body: bytes


def load_assets(more: Mapping[str, bytes] = MappingProxyType({})) -> Mapping[str, Asset]:
    """All static files by the name they have here; style sheets name the others by their hash."""
    files = dict(_files(resources.files("searchsvc").joinpath("static"), "")) | dict(more)
    assets: dict[str, Asset] = {}
    for name in sorted(files, key=lambda name: name.endswith(".css")):
        body = files[name]
        if name.endswith(".css"):
            body = REFERENCE.sub(lambda m: f'url("{assets[m[1]].name}")', body.decode()).encode()
        digest = hashlib.sha256(body).hexdigest()[:12]
        stem, _, ending = name.rpartition(".")
        kind = TYPES.get(ending, "application/octet-stream")
        assets[name] = Asset(name=f"{stem}.{digest}.{ending}", type=kind, body=body)
    return assets


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()


def serve_assets(app: Flask, more: Mapping[str, bytes]) -> None:
    """Register the static files and some `more`, and what templates call for their addresses."""
    assets = load_assets(more)

    @cache
    def body(name: str, encoding: str) -> bytes:
        return compress(assets[name].body, encoding, BEST)

    @app.get("/static/<path:filename>")
    def static(filename: str) -> Response:
        name = HASH.sub("", filename)
        if name not in assets:
            abort(404)
        held = assets[name]
        answer = Response(held.body, content_type=held.type)
        answer.headers["Cache-Control"] = KEPT if filename == held.name else ASKED_AGAIN
        answer.set_etag(held.name, weak=True)
        if compressible(held.type, held.body):
            answer.vary.add("Accept-Encoding")
            encoding = preferred(request.accept_encodings)
            if encoding:
                answer.content_encoding = encoding
                answer.set_data(body(name, encoding))
        return unless_held(answer)

    addresses = {name: f"/static/{held.name}" for name, held in assets.items()}
    app.jinja_env.globals["asset"] = addresses.__getitem__
    app.jinja_env.globals["own_assets"] = sorted(more)
