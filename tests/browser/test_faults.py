"""The gate is worth what it catches: faults planted in real pages, one at a time."""

import pytest
from faults import FAULTS, PRIVACY, Fault, plant
from gate import Finding, Visit, findings
from nu_checker import NuChecker
from places import PLACES
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def caught(browser: Browser, service: str, nu: NuChecker, fault: Fault) -> list[Finding]:
    """What the gate finds in a page with the fault."""
    with browser.new_context() as context:
        page = context.new_page()
        plant(page, fault)
        return findings(Visit(page, service + PLACES[fault.place]), nu)


def test_of_the_thirty_faults_all_are_caught_and_so_are_the_four_of_privacy(
    browser: Browser, service: str, nu: NuChecker
) -> None:
    missed = []
    for name, fault in (FAULTS | PRIVACY).items():
        checks = sorted({finding.check for finding in caught(browser, service, nu, fault)})
        seen = any(check in fault.shown_by for check in checks)
        print(f"{'caught' if seen else 'MISSED'}  {name}: {', '.join(checks) or 'nothing'}")
        missed += [] if seen else [name]
    assert len(FAULTS) == 30
    assert missed == []


@pytest.mark.parametrize("place", sorted({fault.place for fault in FAULTS.values()}))
def test_a_page_without_a_fault_passes(
    browser: Browser, service: str, nu: NuChecker, place: str
) -> None:
    assert caught(browser, service, nu, Fault(shown_by=(), place=place)) == []
