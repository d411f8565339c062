"""Data Docs in a real browser: complete, quiet, and asking for nothing but themselves."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from zonereports.quality import Batch, check

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser is installed")
NOON = datetime(2025, 1, 7, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(rows, tmp_path_factory):
    """Data Docs of a batch with an error, and with a title that would load things."""
    folder = tmp_path_factory.mktemp("docs") / "docs"
    attack = "<script>alert(1)</script><img src='https://evil.example/p.png' onerror='alert(2)'>"
    batch = Batch(
        [rows.document(zone_level=attack)], [rows.observation(), rows.growth("g", start=1)]
    )
    verdict = check(batch, name="qinglan", docs_dir=folder, now=NOON)
    assert len(verdict.documents) + len(verdict.observations) + len(verdict.quarantine) == 3
    return folder


@pytest.fixture(scope="module")
def visited(folder):
    """Every page that links lead to from the index, with its words; what was asked for and said."""
    asked, said, words = [], [], {}
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
        waiting = [(folder / "index.html").as_uri()]
        while waiting:
            url = waiting.pop()
            page.goto(url)
            words[url] = page.inner_text("body")
            links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
            local = {link.split("#")[0] for link in links if link.startswith("file:")}
            waiting += sorted(local - words.keys() - set(waiting))
        styled = page.evaluate("getComputedStyle(document.body).fontFamily")
        browser.close()
    return asked, said, words, styled


def test_every_page_opens_without_a_request_outside_its_folder(visited, folder):
    asked, _, words, _ = visited
    assert len(words) >= 3  # the index and a page for each table
    outside = [url for url in asked if not url.startswith((folder.as_uri(), "data:"))]
    assert outside == []


def test_no_page_complains_runs_anything_or_misses_a_file(visited):
    _, said, _, _ = visited
    assert said == []


def test_the_pages_tell_in_their_own_style_what_failed(visited):
    _, _, words, styled = visited
    index = next(text for url, text in words.items() if url.endswith("docs/index.html"))
    assert "quote_in_text" in index
    assert "The quote does not stand at this place of the text" in index
    assert any("critical: quote_in_text" in text for text in words.values())
    assert "Times New Roman" not in styled
