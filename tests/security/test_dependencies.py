"""What we depend on: locked by hashes, under licences that permit, audited for known holes."""

import re
import runpy
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # the locks are there in the project alone

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PERMITS = re.compile(r"MIT|BSD|Apache|PSF|Python|ISC|ZPL|Zope|MPL|Mozilla")
HOLE = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}
SOUND = {"name": "b", "version": "1", "vulns": []}
UNKNOWN = {"name": "c", "version": "1", "vulns": [], "skip_reason": "not found"}


def locked(lock: str) -> dict[str, str]:
    """The name of each package that is locked, and the text of its entry."""
    entries = re.split(r"^(?=\S)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = (re.match(r"([\w.-]+)==", entry) for entry in entries)
    return {match[1]: match.string for match in named if match}


def licence(of: Distribution) -> str:
    """All that a distribution says of its licence."""
    classifiers = of.metadata.get_all("Classifier") or []
    said = [of.metadata["License-Expression"], (of.metadata["License"] or "").partition("\n")[0]]
    return " ".join([*filter(None, said), *(c for c in classifiers if c.startswith("License"))])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_by_hashes(lock: str) -> None:
    entries = locked(lock)
    assert len(entries) > 50
    assert [name for name, entry in entries.items() if "--hash=sha256:" not in entry] == []


def test_every_licence_permits() -> None:
    found = {}
    for name in locked("requirements.lock"):
        try:
            found[name] = licence(distribution(name))
        except PackageNotFoundError:
            continue  # of another platform
    assert len(found) > 40
    assert {name: said for name, said in found.items() if not PERMITS.search(said)} == {}


@pytest.mark.parametrize(
    ("packages", "passes", "says"),
    [
        ([SOUND], True, "1 of 1 packages audited, no known hole"),
        ([SOUND, UNKNOWN], True, "1 of 2 packages audited"),
        ([SOUND, HOLE], False, "a 1: CVE-1"),
        ([UNKNOWN], True, "not audited"),
        ([], True, "not audited"),
    ],
)
def test_a_known_hole_fails_and_an_audit_out_of_reach_is_said(
    packages: list[dict], passes: bool, says: str
) -> None:
    verdict = runpy.run_path(str(ROOT / ".ci/audit"))["verdict"]
    passed, line = verdict("x.lock", {"dependencies": packages})
    assert passed is passes
    assert says in line
