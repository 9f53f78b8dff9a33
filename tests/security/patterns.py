"""Every regular expression of the three packages, found in their source, and how it is asked."""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import index
import scrapers
import searchsvc

METHODS = ("match", "search", "fullmatch", "sub", "subn", "findall", "finditer", "split")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A regular expression, where it stands, and the methods that it is asked by."""

    place: str
    compiled: re.Pattern[Any]
    methods: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Module:
    """A module and its source."""

    name: str
    loaded: ModuleType
    tree: ast.Module


def modules() -> Iterator[Module]:
    for package in (index, scrapers, searchsvc):
        root = Path(package.__path__[0])
        for file in sorted(root.rglob("*.py")):
            parts = (package.__name__, *file.relative_to(root).with_suffix("").parts)
            name = ".".join(part for part in parts if part != "__init__")
            tree = ast.parse(file.read_text(encoding="utf-8"))
            yield Module(name=name, loaded=importlib.import_module(name), tree=tree)


def written() -> tuple[list[Pattern], set[str]]:
    """The patterns that stand in the source; and of those made of something else, the code."""
    known, made = [], set()
    everything = list(modules())
    uses = _uses(everything)
    for module in everything:
        for call, name in _calls(module.tree):
            place = f"{module.name}:{name or call.lineno}"
            try:
                compiled = _evaluated(call, vars(module.loaded))
            except NameError:
                made.add(f"{module.name}: {ast.unparse(call.args[0])}")
                continue
            methods = uses[module.name, name] if name else {call.func.attr} - {"compile"}
            known.append(Pattern(place=place, compiled=compiled, methods=_of_use(methods)))
    return known, made


def _of_use(methods: set[str]) -> tuple[str, ...]:
    """The methods to try; of a pattern that is only handed on, those that look everywhere."""
    return tuple(sorted(methods & set(METHODS))) or ("search", "fullmatch")


def _uses(everything: list[Module]) -> Mapping[tuple[str, str], set[str]]:
    """The methods that each name of a module is asked by, there and where it is imported."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module in everything:
        nodes = list(ast.walk(module.tree))
        homes = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                name = node.value.id
                found[homes.get(name, (module.name, name))].add(node.attr)
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[Any, str]]:
    """Each call of `re`, with the name that the pattern gets."""
    names = {
        id(node.value): node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if isinstance(of, ast.Name) and of.id == "re" and node.func.attr != "escape":
                yield node, names.get(id(node), "")


def _evaluated(call: ast.Call, names: dict[str, Any]) -> re.Pattern[Any]:
    """The pattern that a call compiles, or uses at once."""
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr == "compile":
        return eval(ast.unparse(call), dict(names))  # type: ignore[no-any-return]
    return re.compile(eval(ast.unparse(call.args[0]), dict(names)))
