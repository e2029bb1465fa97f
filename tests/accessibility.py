"""What axe finds on a page: WCAG 2.2 AA, and axe's own best practices."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page as it is shown now, one line for each element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {node['html']}" for rule in found for node in rule["nodes"]
    ]
