"""The search as data, for people who want to use it elsewhere."""

from flask import render_template

from searchsvc.admission.limiting import EXPORT
from searchsvc.formats.media import FORMATS
from searchsvc.formats.parameters import parameters
from searchsvc.pages.blueprint import pages
from searchsvc.site import config


@pages.get("/api")
def api() -> str:
    """What there is, how it is asked for, and a search box to paste."""
    exports = round(config().rate * 60 / EXPORT)  # a minute
    return render_template(
        "api.html", formats=FORMATS, parameters=list(parameters()), exports=exports
    )
