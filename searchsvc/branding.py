"""The operator's own colours and logo, checked before anything is served with them.

A colour is one of the names in TOKENS; with `_dark` at its end it is the one for dark screens.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

TOKENS = ("band", "stone", "link", "now", "bar")
LEAST = 4.5  # contrast of text and its ground: WCAG 2.1, 1.4.3
# What each colour is read against: the other is text on it, or the ground it stands on.
READ_WITH = {
    "band": ("band-ink", "band-muted"),
    "stone": ("band-ink",),
    "link": ("ground", "surface", "sunken", "mark"),
    "now": ("now-ink",),
    "bar": ("ground",),
}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
TOKEN = re.compile(r"--([a-z]+(?:-[a-z]+)*): (#[0-9a-f]{3}(?:[0-9a-f]{3})?)\b")
LOGOS = (".svg", ".png")
MOST_BYTES = 100_000
DARK = "_dark"


def brand_files(colours: Mapping[str, str], logo: str) -> Mapping[str, bytes]:
    """The static files that an operator's settings make, by name."""
    files = {"brand.css": style(colours).encode()} if colours else {}
    if logo:
        files[f"logo{Path(logo).suffix.lower()}"] = Path(logo).read_bytes()
    return files


def style(colours: Mapping[str, str]) -> str:
    """A style sheet that gives the page these colours, each where its screens are."""
    dark = {n.removesuffix(DARK): value for n, value in colours.items() if n.endswith(DARK)}
    light = {name: value for name, value in colours.items() if not name.endswith(DARK)}
    rules = []
    for scheme, values in (("light", light), ("dark", dark)):
        given = "".join(f" --{name}: {value};" for name, value in values.items())
        rules.append(f"@media (prefers-color-scheme: {scheme}) {{ :root {{{given} }} }}\n")
    return "".join(rules)


def problems_of_brand(colours: Mapping[str, str], logo: str) -> Iterator[str]:
    """What is wrong with an operator's colours and logo."""
    for name, value in colours.items():
        yield from _problems_of_colour(name, value)
    if not logo:
        return
    path = Path(logo)
    if path.suffix.lower() not in LOGOS:
        yield f"logo is {logo!r}, not a file of {' or '.join(LOGOS)}"
    elif not path.is_file():
        yield f"logo: there is no file {logo!r}"
    elif path.stat().st_size > MOST_BYTES:
        yield f"logo: {logo!r} is larger than {MOST_BYTES} bytes"


def _problems_of_colour(name: str, value: str) -> Iterator[str]:
    token = name.removesuffix(DARK)
    if token not in TOKENS:
        known = ", ".join(f"{known}, {known}{DARK}" for known in TOKENS)
        yield f"there is no colour {name!r}; there are {known}"
        return
    if not COLOUR.fullmatch(value):
        yield f"colours.{name} is {value!r}, not of the form #12382f"
        return
    own = own_tokens()[name.endswith(DARK)]
    for other in READ_WITH[token]:
        found = contrast(value, own[other])
        if found < LEAST:
            yield (
                f"colours.{name} {value} has a contrast of {found:.1f} to {other} {own[other]}:"
                f" readers need {LEAST}"
            )


@cache
def own_tokens() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The colours of our own style sheet, light and dark."""
    text = resources.files("searchsvc").joinpath("static", "klimasok.css").read_text("utf-8")
    before, _, after = text.partition("@media (prefers-color-scheme: dark)")
    light = dict(TOKEN.findall(before))
    dark = dict(TOKEN.findall(after.partition("}\n}")[0]))
    return light, {**light, **dark}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG defines it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
