"""Telephone numbers and e-mail addresses of persons, which applications have: never stored.

What a publisher gives as its own stays: an address on the page's own host, or of an office.
"""

import re
from dataclasses import replace

from index.address import host_of
from index.resource import Kind, Resource

MASK = "…"
MASKED = (Kind.PROJECT, Kind.DOCUMENT)  # the kinds that hold applications
AT = r"(?:@|\s?[(\[]\s?(?:at|a|alfakrøll)\s?[)\]]\s?)"
EMAIL = re.compile(
    rf"(?<![\w.+-])[.+-]*(\w[\w.+-]*){AT}((?:[\w-]+\.)+[a-z]{{2,}})\b", re.IGNORECASE
)
OFFICE = re.compile(
    r"(post|postmottak|firmapost|epost|e-post|kontakt|info|servicetorg|servicekontor|resepsjon"
    r"|kundeservice|support|redaksjon|presse|arkiv|klima\w*|milj[oø]\w*)",
    re.IGNORECASE,
)
GAP = "[ \u00a0]"
USUAL = re.compile(
    rf"\d{{2}}{GAP}\d{{2}}{GAP}\d{{2}}{GAP}\d{{2}}|\d{{3}}{GAP}\d{{2}}{GAP}\d{{3}}|\d{{8}}"
)
PHONE = re.compile(
    rf"(?P<label>\b(?:telefon(?:nummer)?|tlf|tel|mob(?:il)?(?:nummer)?|phone)\b[.:]?{GAP}*)?"
    rf"(?:(?P<country>(?:\(?\+|\b00)47\)?{GAP}?)|(?<!\d)(?<!\d[.,-])(?<!\d{GAP}))"
    rf"(?P<number>\d(?:[ \u00a0.-]?\d){{7}})(?!{GAP}?\d|[.,]\d)"
    rf"(?!{GAP}?(?:kr|kroner|,-|mill|tonn|kwh|mwh|prosent|%))",
    re.IGNORECASE,
)
MOBILE = ("4", "9")  # first digits that need no label to be known for a telephone's


def masked(resource: Resource) -> Resource:
    """The Resource without what reaches a private person; of other kinds the Resource itself."""
    if resource.kind not in MASKED:
        return resource
    own = _domain(host_of(resource.address))

    def clean(text: str) -> str:
        return mask(text, own)

    project = resource.project
    return replace(
        resource,
        title=clean(resource.title),
        lead=clean(resource.lead),
        passages=tuple(
            replace(passage, text=clean(passage.text), heading=clean(passage.heading))
            for passage in resource.passages
        ),
        links=tuple(replace(link, text=clean(link.text)) for link in resource.links),
        project=project
        and replace(
            project,
            applicant=clean(project.applicant),
            measures=tuple(map(clean, project.measures)),
            documents=tuple(replace(link, text=clean(link.text)) for link in project.documents),
        ),
    )


def mask(text: str, own: str = "") -> str:
    """A text with dots in place of a person's numbers and addresses; `own` is whose page it is."""

    def email(found: re.Match[str]) -> str:
        is_office = OFFICE.fullmatch(found[1]) or (own and _domain(found[2]) == own)
        return found[0] if is_office else MASK

    return PHONE.sub(_phone, EMAIL.sub(email, text))


def _phone(found: re.Match[str]) -> str:
    is_usual = USUAL.fullmatch(found["number"]) is not None
    is_mobile = is_usual and found["number"].startswith(MOBILE)
    is_phone = found["label"] or found["country"] or is_mobile
    return f"{found['label'] or ''}{MASK}" if is_phone else found[0]


def _domain(host: str) -> str:
    """The last two parts of a host's name."""
    return ".".join(host.lower().split(".")[-2:])
