"""A page that only a journey reaches is looked at as the crawl looks at all others."""

from __future__ import annotations

from tests.guards import page_checks
from tests.journeys import steps


def look(page, name: str) -> None:
    """No fault of structure, language, width or contrast on this page; its picture is kept."""
    size = page.viewport_size
    faults = page_checks.look(page, page.locator("html").get_attribute("lang"))
    page.set_viewport_size(size)
    assert {kind: found for kind, found in faults.items() if found} == {}
    page.problems.clear()
    steps.see(page, name)
