"""What is collected, from where, and how it went."""

from flask import render_template

from searchsvc.asking import engine
from searchsvc.ledger import fared
from searchsvc.pages.blueprint import pages


@pages.get("/kilder")
def sources() -> str:
    """What is collected, from where, and when."""
    return render_template("sources.html", coverage=engine().coverage())


@pages.get("/innsamling")
def collecting() -> str:
    """How it is collected, and how the last visits to each source went."""
    return render_template(
        "collecting.html", sources=[fared(source) for source in engine().coverage().sources]
    )
