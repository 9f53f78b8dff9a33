"""The kinds of texts, and the fields that each kind must and may carry."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Fields = Mapping[str, type]

REQUIRED: Mapping[str, Fields] = {
    "guidance": {"path": str, "revised": int},
    "event": {"hours": str, "place": str, "price": str, "organiser": str, "speakers": list},
    "episode": {"number": int, "day": int, "duration": str, "closing": int},
    "project": {
        "county": str,
        "applicant": str,
        "amount": int,
        "status": str,
        "period": str,
        "year": int,
        "measures": list,
        "template": str,
    },
    "grant": {"path": str, "opened": int, "who": str, "maximum": str},
    "news": {"day": int, "section": str},
    "example": {"path": str, "day": int, "municipality": str, "county": str},
}
OPTIONAL: Mapping[str, Fields] = {
    "guidance": {"step": int, "sector": str, "version_of": str},
    "event": {
        "day": int,
        "days": list,
        "date": date,
        "signup": int,
        "recording": str,
        "minutes": int,
        "name": str,
    },
    "episode": {"copy": bool},
    "project": {"report": bool, "name": str},
    "grant": {"deadline": int, "recurring": bool},
    "news": {},
    "example": {"version_of": str},
}
CHOICES: Mapping[str, frozenset[object]] = {
    "language": frozenset({"nb", "nn", "en"}),
    "closing": frozenset({1, 2, 3}),
    "template": frozenset({"new", "old"}),
    "status": frozenset({"Gjennomført", "Under gjennomføring", "Avlyst"}),
    "section": frozenset({"nyheter", "fagmeldinger"}),
}
EITHER: Mapping[str, frozenset[str]] = {
    "event": frozenset({"day", "days", "date"}),
    "grant": frozenset({"deadline", "recurring"}),
}
LEADLESS = frozenset({"episode", "project"})


def complaint(kind: str, fields: Mapping[str, Any]) -> str | None:
    """What is wrong with the fields of a text of this kind; None when nothing is."""
    known = {**REQUIRED[kind], **OPTIONAL[kind]}
    if missing := REQUIRED[kind].keys() - fields.keys():
        return f"missing field {min(missing)!r}"
    if unknown := fields.keys() - known.keys():
        return f"unknown field {min(unknown)!r}"
    for name, value in fields.items():
        if not _fits(value, known[name]):
            return f"field {name!r} should be {known[name].__name__}, is {value!r}"
    return _bad_choice(fields) or _bad_group(kind, fields) or _bad_item(fields)


def _fits(value: object, wanted: type) -> bool:
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _bad_choice(fields: Mapping[str, Any]) -> str | None:
    for name, allowed in CHOICES.items():
        if name in fields and fields[name] not in allowed:
            return f"field {name!r} cannot be {fields[name]!r}"
    path = fields.get("path", "/")
    if not (path.startswith("/") and path.endswith("/")):
        return f"path {path!r} must begin and end with '/'"
    return None


def _bad_group(kind: str, fields: Mapping[str, Any]) -> str | None:
    group = EITHER.get(kind)
    if group and len(group & fields.keys()) != 1:
        return f"needs one of {', '.join(sorted(group))}"
    return None


def _bad_item(fields: Mapping[str, Any]) -> str | None:
    for speaker in fields.get("speakers", ()):
        if not isinstance(speaker, dict) or not {"name", "role", "organisation"} <= speaker.keys():
            return f"speaker {speaker!r} needs name, role and organisation"
    for day in fields.get("days", ()):
        if not _fits(day, int):
            return f"field 'days' holds {day!r}, which is no number of days"
    return None
