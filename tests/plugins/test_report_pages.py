"""From a search to a report, and from a number or a point of a chart to its words."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.plugins.portal_world import BROWSER

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = BROWSER


def test_a_search_leads_to_a_report_and_a_number_to_its_words(world, visit):
    page = visit("/reports")
    page.get_by_label("标题、开发区或县区").fill(world.news["title"])
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=world.news["title"]).click()
    words = page.frame_locator("iframe[name=words]")
    link = page.locator("table.numbers th a").nth(60)
    quoted, anchor = link.inner_text(), link.get_attribute("href").partition("#")[2]
    link.click()
    mark = words.locator(f"[id='{anchor}']")
    playwright.expect(mark).to_be_in_viewport()
    assert mark.inner_text() in quoted or quoted in mark.inner_text()
    mark.hover()
    told = words.locator(f"#{mark.get_attribute('aria-describedby')}")
    playwright.expect(told).to_be_visible()
    for name in ("指标", "时期", "范围", "可信度", "规则"):
        assert name in told.inner_text()
    captured = page.frame_locator("iframe[name=captured]")
    page.locator("iframe[name=captured]").scroll_into_view_if_needed()
    playwright.expect(captured.locator("a.n").first).to_be_visible()


def test_a_point_of_a_chart_leads_to_the_words_it_rests_on(world, visit):
    zone = quote(world.corrected()["zone"])
    page = visit(f"/indicators?code=industrial_output_ads&zone={zone}")
    point = page.locator("svg a").first
    assert "工业总产值" in point.get_attribute("aria-label") or "规上" in point.get_attribute(
        "aria-label"
    )
    point.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/*?at=*")
    start = page.url.partition("at=")[2].partition("#")[0]
    playwright.expect(
        page.frame_locator("iframe[name=words]").locator(f"[id='o-{start}']")
    ).to_be_in_viewport()


def test_the_numbers_come_down_as_a_file(world, visit):
    page = visit(f"/reports/{world.corrected()['report_id']}")
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV").click()
    lines = Path(coming.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) > 100


def test_a_number_is_explained_in_english_to_who_reads_english(world, visit):
    page = visit(f"/reports/{world.corrected()['report_id']}?lang=en")
    words = page.frame_locator("iframe[name=words]")
    mark = words.locator("a.n").first
    mark.hover()
    told = words.locator(f"#{mark.get_attribute('aria-describedby')}")
    playwright.expect(told).to_be_visible()
    for name in ("indicator:", "period:", "scope:", "confidence:", "rule:"):
        assert name in told.inner_text()
    assert "指标" not in told.inner_text()
