"""What is collected, from where, and how it went."""

from flask import render_template

from searchsvc.asking import engine
from searchsvc.ledger import covered, fared
from searchsvc.pages.blueprint import pages


@pages.get("/kilder")
def sources() -> str:
    """What is collected, from where, and when."""
    coverage = engine().coverage()
    rows = [covered(source) for source in coverage.sources]
    return render_template(
        "sources.html",
        coverage=coverage,
        rows=rows,
        answered=sum(1 for row in rows if row.fetched),
        known=sum(source.known for source in coverage.sources),
    )


@pages.get("/innsamling")
def collecting() -> str:
    """How it is collected, and how the last visits to each source went."""
    return render_template(
        "collecting.html", sources=[fared(source) for source in engine().coverage().sources]
    )
