"""A browser finds each character where the map says, on the page as served."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from tests.document.test_source_map import PAGES
from zonereports.document import read_mapped

CHROMIUM = Path("/usr/bin/chromium")
playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser is installed")
_LOOK_UP = """places => places.map(([path, offset]) => {
  const found = document.evaluate(path, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE);
  if (found.snapshotLength !== 1) return `${found.snapshotLength} elements`;
  const own = [...found.snapshotItem(0).childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
  return [...own.map(node => node.data).join("")][offset];
})"""


def _serving(url: str, body: bytes, content_type: str | None):
    def answer(route):
        if route.request.url == url:
            route.fulfill(body=body, content_type=content_type or "text/html")
        else:
            route.abort()

    return answer


def _looked_up(browser, pages):
    """How many characters were asked for, and those that the browser did not find there."""
    context = browser.new_context(java_script_enabled=False)
    asked, wrong = 0, []
    for url, body, content_type in pages:
        document, found = read_mapped(body, url=url, content_type=content_type)
        page = context.new_page()
        page.route("**/*", _serving(url, body, content_type))
        page.goto(url)
        origins = [(index, found.origin(index)) for index in range(0, len(document.text), 7)]
        origins = [(index, o) for index, o in origins if not o.inserted and not o.place.part]
        shown = page.evaluate(_LOOK_UP, [[o.place.path, o.offset] for _, o in origins])
        asked += len(origins)
        for (index, origin), char in zip(origins, shown, strict=True):
            text = document.text[index]
            if char != text and not (text == " " and char and char.isspace()):
                wrong.append((url, text, char, origin.place.path))
        page.close()
    context.close()
    return asked, wrong


def test_chromium_resolves_origins_on_the_golden_pages_as_served(browser):
    asked, wrong = _looked_up(
        browser,
        [(f"https://qingshan.example/{path.name}", path.read_bytes(), None) for path in PAGES],
    )
    assert asked >= 100
    assert not wrong, (len(wrong), asked, wrong[:5])


def test_chromium_resolves_origins_on_the_pages_of_every_family_as_served(browser, replica):
    pages = []
    with requests.Session() as session:
        session.trust_env = False
        for item in replica.truth():
            answer = session.get(item["url"], timeout=20)
            pages.append((item["url"], answer.content, answer.headers.get("Content-Type")))
    asked, wrong = _looked_up(browser, pages)
    assert asked >= 1000
    assert not wrong, (len(wrong), asked, wrong[:5])
