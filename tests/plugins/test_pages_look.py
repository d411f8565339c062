"""Every page in a real browser: quiet, accessible, narrow enough for a phone, in two languages."""

from urllib.parse import quote

import pytest

from tests.pages.hostile import PAYLOADS
from tests.plugins.portal_world import BROWSER, PAGES, grave

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = BROWSER


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_quiet_and_accessible(world, visit, scheme):
    report = world.corrected()
    zone = quote(report["zone"])
    page = visit("/", scheme=scheme)
    for path in (
        *PAGES,
        f"/reports/{report['report_id']}",
        f"/indicators?code=industrial_output_ads&zone={zone}",
        "/reports?text=" + quote("产值"),
        "/sites?lang=en",
    ):
        answer = page.goto(f"{world.server.url}/zonereports{path}")
        assert answer.status == 200, path
        assert grave(page) == [], path


def test_a_phone_needs_no_sideways_scrolling(world, visit):
    page = visit("/", width=360)
    for path in (*PAGES, f"/reports/{world.corrected()['report_id']}"):
        page.goto(f"{world.server.url}/zonereports{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_hostile_reports_run_nothing_and_ask_for_nothing(world, visit):
    page = visit("/reports?year=2025")
    for number in range(1, len(PAYLOADS) + 1):
        page.goto(f"{world.server.url}/zonereports/reports/{number:012x}")
        assert page.locator("h1").inner_text().split() == PAYLOADS[number - 1].split()
    for path in ("/quality", "/indicators?code=tax_revenue", "/"):
        page.goto(f"{world.server.url}/zonereports{path}")


def test_airflows_menu_shows_the_pages_in_its_own_frame(visit):
    # Airflow's own page loads blobs and warns of its own frame.
    page = visit("/plugin/zonereports", listen=False)
    frame = page.frame_locator("iframe")
    playwright.expect(frame.get_by_role("heading", name="概览", exact=True)).to_be_visible(
        timeout=60_000
    )
    frame.get_by_role("link", name="报告", exact=True).click()
    playwright.expect(frame.get_by_role("heading", name="报告", exact=True)).to_be_visible()
    assert not frame.locator("a[href^='/dags/']").count()


def test_the_language_is_kept(visit, server):
    page = visit("/reports")
    page.get_by_role("link", name="English").click()
    playwright.expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    page.goto(f"{server.url}/zonereports/sites")
    playwright.expect(page.get_by_role("heading", name="Sites")).to_be_visible()
