"""The evidence page in a real browser: quiet, readable without a mouse, on any screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.test_evidence import GOLDEN, HOSTILE, page_of

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser is installed")
URL = "https://evidence.example/page.html"


@pytest.fixture
def shown(browser):
    """Opens a page at a width; what it asks for and says is kept beside it."""
    contexts = []

    def show(content: str, *, width: int = 1200, scheme: str = "light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=False
        )
        contexts.append(context)
        page = context.new_page()
        asked, said = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))

        def answer(route):
            asked.append(route.request.url)
            if route.request.url == URL:
                route.fulfill(body=content, content_type="text/html; charset=utf-8")
            else:
                route.abort()

        page.route("**/*", answer)
        page.goto(URL)
        return page, asked, said

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("as_served", [False, True], ids=["clean", "as served"])
def test_a_hostile_page_asks_for_nothing_and_runs_nothing(shown, tmp_path, as_served):
    path = tmp_path / "page.html"
    path.write_text(HOSTILE, encoding="utf-8")
    page, asked, said = shown(page_of(path, tmp_path, as_served=as_served))
    for link in page.locator(".n[href]").all():
        link.focus()
        link.hover()
    assert asked == [URL]
    assert said == []
    assert page.evaluate("document.styleSheets.length") == 1
    assert not page.get_by_text("看不见的99.9亿元").is_visible()


def test_a_number_tells_its_facts_on_focus_and_to_a_screen_reader(shown, tmp_path):
    page, _, said = shown(page_of(GOLDEN / "pages" / "figures_table.html", tmp_path))
    first = page.locator(".n[href]").first
    told = page.locator(f"#{first.get_attribute('aria-describedby')}")
    assert not told.is_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if first.evaluate("e => e === document.activeElement"):
            break
    assert told.is_visible()
    client = page.context.new_cdp_session(page)
    tree = client.send("Accessibility.getFullAXTree")["nodes"]
    described = [
        node["description"]["value"]
        for node in tree
        if node.get("role", {}).get("value") == "link" and "description" in node
    ]
    assert any("状态：实绩" in words for words in described)
    page.keyboard.press("Enter")
    assert page.url == f"{URL}#{first.get_attribute('id')}"
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("as_served", [False, True], ids=["clean", "as served"])
def test_a_page_fits_a_phone_and_passes_axe(shown, tmp_path, scheme, as_served):
    content = page_of(GOLDEN / "pages" / "figures_table.html", tmp_path, as_served=as_served)
    page, asked, said = shown(content, width=360, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (asked, said) == ([URL], [])
    page.locator(".n[href]").first.focus()
    # What serves to look at the page is no part of it; its policy would not let axe in.
    page.context.close()
    context = page.context.browser.new_context(
        viewport={"width": 360, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.set_content(content)
    found = axe.Axe().run(page).response["violations"]
    context.close()
    assert [(item["id"], item["nodes"][0]["html"][:200]) for item in found] == []
