"""An old link: the thing that it leads to today, or what is known of it. Never forwards there."""

from flask import render_template, request

from searchsvc.asking import traced
from searchsvc.pages.blueprint import pages
from searchsvc.tracing import sentence_of

LONGEST = 2_048  # characters of an address that is looked up


@pages.get("/lenke")
def link() -> str:
    """What is known of an address."""
    typed = request.args.get("url", "").strip()
    trace = traced(typed) if len(typed) <= LONGEST else None
    return render_template(
        "link.html", given=typed, trace=trace, told=sentence_of(trace) if trace else None
    )
