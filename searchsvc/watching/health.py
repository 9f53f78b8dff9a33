"""Whether the service is alive, and whether it answers from an index that is not stale."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Flask, current_app, g, jsonify
from werkzeug.wrappers import Response

from index.engine import Engine, EngineError, NothingPublishedError, UnavailableError
from index.failures import SAID
from index.results import Coverage
from searchsvc.published import Published
from searchsvc.site import config

health = Blueprint("health", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What the service answers from, and why it is not ready; `reason` is empty where it is."""

    reason: str
    coverage: Coverage | None


def readiness(engine: Engine | Published, now: datetime, stale_after: float) -> Readiness:
    """Whether what is published can be opened and asked, and is not older than so many days."""
    coverage = None
    try:
        coverage = engine.current().coverage()
        engine.check()
    except UnavailableError as error:
        said = f"the search cluster {SAID[error.failure]}"
        return Readiness(reason=said, coverage=coverage)
    except NothingPublishedError:
        return Readiness(reason="nothing is published for this version", coverage=None)
    except (EngineError, OSError):
        return Readiness(reason="the index cannot be opened", coverage=None)
    age = now - coverage.built
    is_stale = age > timedelta(days=stale_after)
    reason = f"the index was built {age.total_seconds() / 86_400:.1f} days ago" if is_stale else ""
    return Readiness(reason=reason, coverage=coverage)


def answer_watchers(app: Flask) -> None:
    """Register what those ask who watch the service."""
    app.register_blueprint(health)


@health.get("/healthz")
def healthz() -> Response:
    """That the service is alive, with an index or without."""
    return _told(alive=True)


@health.get("/readyz")
def readyz() -> Response:
    """Whether readers get what they should; 503 and why where they do not."""
    found = readiness(current_app.extensions["engine"], g.now, config().stale_after)
    if found.reason:
        answer = _told(ready=False, reason=found.reason)
        answer.status_code = 503
        return answer
    return _told(ready=True, built=found.coverage.built.isoformat() if found.coverage else None)


def _told(**what: object) -> Response:
    answer = jsonify(what)
    answer.headers["Cache-Control"] = "no-store"
    return answer
