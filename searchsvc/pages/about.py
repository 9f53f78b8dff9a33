"""What the service is."""

from flask import render_template

from searchsvc.pages.blueprint import pages


@pages.get("/om")
def about() -> str:
    """What the service is."""
    return render_template("about.html")
