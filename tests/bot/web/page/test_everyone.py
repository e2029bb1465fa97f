"""The pages are for everyone: on a phone, in the dark, with a screen reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.domain.errors import NoTextError
from bot.domain.progress import Progress
from tests.accessibility import violations
from tests.bot.web.page.conftest import Site
from tests.bot.web.service import TEXT


def _start(page: Page, site: Site) -> None:
    pass


def _answer(page: Page, site: Site) -> None:
    page.locator("#question").fill("누가 만들었나?")
    page.locator("#text").fill(TEXT)
    page.locator("#ask").click()
    page.locator(".answer").wait_for()
    page.locator("summary").click()


def _absent(page: Page, site: Site) -> None:
    site.service.state = "absent"
    page.locator("#examples button").first.click()
    page.locator(".none").wait_for()


def _problem(page: Page, site: Site) -> None:
    site.service.error = NoTextError()
    page.locator("#examples button").first.click()
    page.locator(".problem").wait_for()


def _missing(page: Page, site: Site) -> None:
    page.locator("#ask").click()
    page.locator("#form-error").wait_for()


def _link(page: Page, site: Site) -> None:
    page.locator("input[value=url]").check()


def _file(page: Page, site: Site) -> None:
    page.locator("input[value=file]").check()


def _progress(page: Page, site: Site) -> None:
    site.service.told_at_most = 1
    site.service.steps = (Progress("reading", 3, 12),)
    page.locator("#examples button").first.click()
    page.get_by_text("12구간 중 3구간").wait_for()
    page.locator("progress").wait_for()


def _key(page: Page, site: Site) -> None:
    site.keys.need_one()
    page.locator("#examples button").first.click()
    page.locator("dialog").wait_for()


def _reference(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/docs")
    page.locator("#shapes section").first.wait_for()


Step = Callable[[Page, Site], None]
STATES = [_start, _answer, _absent, _problem, _missing, _link, _file, _progress, _key, _reference]


@pytest.mark.parametrize("reach", STATES, ids=lambda step: step.__name__.strip("_"))
def test_axe_finds_nothing_and_a_phone_is_wide_enough(page: Page, site: Site, reach: Step) -> None:
    reach(page, site)
    for scheme in ("light", "dark"):
        # Halfway between two colours nothing has its contrast.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_is_dark_where_the_system_is(page: Page) -> None:
    def brightness() -> int:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour.strip("rgb()").split(",")[:3])

    page.emulate_media(color_scheme="light")
    assert brightness() > 600
    page.emulate_media(color_scheme="dark")
    assert brightness() < 150


def test_the_answer_comes_into_sight_on_a_phone(browser: Browser, site: Site) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="en-US")
    phone.goto(site.url)
    phone.locator("#question").fill("Who?")
    phone.locator("#text").fill(TEXT)
    phone.locator("#ask").click()
    expect(phone.locator(".answer")).to_be_in_viewport()
    phone.close()


def test_the_reference_names_each_path_and_shape(page: Page, site: Site) -> None:
    _reference(page, site)
    for path in ("/v1/answer", "/v1/answers", "/v1/reader"):
        expect(page.locator("#paths h2", has_text=path).first).to_be_visible()
    page.get_by_role("link", name="Candidate").first.click()
    expect(page.locator("#candidate")).to_be_in_viewport()
