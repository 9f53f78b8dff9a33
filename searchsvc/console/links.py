"""What is printed of links: those to mend."""

from collections.abc import Iterable
from itertools import groupby

from index.linkhealth import Fault
from searchsvc.console import out


def show_faults(faults: Iterable[Fault]) -> None:
    """The links to mend, record by record, each with the address that may take its place."""
    for _, links in groupby(faults, key=lambda fault: fault.record.id):
        for number, fault in enumerate(links):
            resource, check = fault.record.resource, fault.check
            if not number:
                out.print(f"\n{resource.title or resource.address}", style="bold", markup=False)
                out.print(f"  {resource.address}", style="cyan", markup=False, soft_wrap=True)
            why = f" ({check.reason})" if check.reason else ""
            out.print(f"  {check.health}, {check.at:%Y-%m-%d}{why}", markup=False, soft_wrap=True)
            out.print(f"    {fault.link.target}", markup=False, soft_wrap=True)
            if fault.suggestion:
                better = f"    -> {fault.suggestion} ({fault.because})"
                out.print(better, style="green", markup=False, soft_wrap=True)


def as_line(fault: Fault) -> dict[str, str]:
    """A link to mend, for machines."""
    return {
        "record": fault.record.id,
        "title": fault.record.resource.title,
        "address": fault.record.resource.address,
        "link": fault.link.target,
        "text": fault.link.text,
        "health": fault.check.health,
        "checked": fault.check.at.isoformat(),
        "reason": fault.check.reason,
        "suggestion": fault.suggestion,
        "because": fault.because,
    }
