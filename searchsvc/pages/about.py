"""What the service is, and what it promises: to be usable by everyone, and to follow nobody."""

from flask import render_template

from searchsvc.pages.blueprint import pages


@pages.get("/om")
def about() -> str:
    """What the service is."""
    return render_template("about.html")


@pages.get("/tilgjengelighet")
def accessibility() -> str:
    """What was tested, what is not as it should be, and how to complain."""
    return render_template("accessibility.html")


@pages.get("/personvern")
def privacy() -> str:
    """What is kept: of readers nothing, of searches how often a day they were made."""
    return render_template("privacy.html")
