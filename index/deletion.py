"""What a visit makes of an address: all well, missing, gone, or its last good reading kept.

Only this deletes: 404 or 410 on visits at least 48 hours apart with no other answer between them,
robots.txt, and noindex.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from index.record import Mark
from index.required import Required, missing_fields
from index.resource import Outcome, Resource, Visit

CONFIRMED = timedelta(hours=48)  # from the first 404 to the one that deletes
MOST = 0.5  # share of its text that a page must keep
LONG = 400  # letters from which on losing most of them says something


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an address stands, since when and why; without a mark all is well."""

    mark: Mark | None = None
    since: datetime | None = None
    why: str = ""


WELL = Standing()


def standing_after(visit: Visit, before: Standing, *, held: bool) -> Standing:
    """How the visited address stands now; `held` says whether a reading of it is held."""
    if visit.outcome is Outcome.GONE:
        return _missed(visit, before)
    if visit.outcome is Outcome.REFUSED and forbids(visit.reason):
        return before if before.mark is Mark.GONE else _marked(Mark.GONE, visit, visit.reason)
    if visit.outcome in (Outcome.FAILED, Outcome.REFUSED, Outcome.READ):
        return before  # what was read is compared first
    if not held:
        return WELL
    if before.mark is Mark.GONE:
        return before
    if visit.outcome is Outcome.UNCHANGED:
        return WELL
    return kept(visit, before, _nothing_said(visit))


def kept(visit: Visit, before: Standing, why: str) -> Standing:
    """The last good reading stands, since the first visit in a row that brought no better."""
    since = before.since if before.mark is Mark.KEPT else visit.at
    return Standing(mark=Mark.KEPT, since=since, why=why)


def forbids(reason: str) -> bool:
    """Whether a refusal is the site's own word that a page is not to be in an index."""
    return reason == "robots.txt" or "noindex" in reason


def loss(earlier: Resource, new: Resource, required: Required) -> str:
    """What a new reading of an address has lost against the earlier one; empty if nothing much."""
    names = required.get(new.source, {}).get(earlier.kind, ())
    had = set(names).difference(missing_fields(earlier, names))
    lost = [name for name in missing_fields(new, names) if name in had]
    if lost:
        return f"lost {', '.join(lost)}"
    before, now = len(earlier.text), len(new.text)
    lost_most = before >= LONG and now < MOST * before
    return f"lost {before - now} of {before} letters" if lost_most else ""


def _missed(visit: Visit, before: Standing) -> Standing:
    if before.mark is Mark.MISSING and before.since and visit.at - before.since >= CONFIRMED:
        return Standing(mark=Mark.GONE, since=before.since, why=visit.reason)
    if before.mark in (Mark.MISSING, Mark.GONE):
        return before
    return _marked(Mark.MISSING, visit, visit.reason)


def _marked(mark: Mark, visit: Visit, why: str) -> Standing:
    return Standing(mark=mark, since=visit.at, why=why)


def _nothing_said(visit: Visit) -> str:
    if visit.outcome is Outcome.MOVED:
        return f"leads to {visit.moved_to}"
    return visit.reason or "only leads on to other pages"
