"""Every page in tests/golden/pages gives the text and the facts that stand beside it.

A new page needs no code: put NAME.html there and run this test; it writes NAME.txt and NAME.json
from what is read now and fails, so that someone looks at them before they are committed.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zonereports.document import Document, read
from zonereports.sites import Listing, Site, Zone

PAGES = Path(__file__).parents[1] / "golden" / "pages"
QINGSHAN = Site(
    key="qingshan",
    name="青山县人民政府",
    adcode="339999",
    base_url="https://www.qingshan.example",
    family="auto",
    listings=(Listing("https://www.qingshan.example/gzzj/"),),
    zones=(
        Zone("青山经济开发区", ("青山经开区",), "provincial"),
        Zone("青山高新技术产业开发区", ("青山高新区",), "provincial"),
        Zone("青山工业园区", (), "county"),
        Zone("青山产业园区", (), "county"),
        Zone("青山循环经济产业园", (), "county"),
    ),
)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_page_gives_its_expected_text_and_facts(page: Path):
    document = read(
        page.read_bytes(), url=f"https://www.qingshan.example/{page.name}", site=QINGSHAN
    )
    text_path, facts_path = page.with_suffix(".txt"), page.with_suffix(".json")
    if not text_path.exists() or not facts_path.exists():
        text_path.write_text(document.text + "\n", encoding="utf-8")
        shown = json.dumps(facts(document), ensure_ascii=False, indent=1)
        facts_path.write_text(shown + "\n", encoding="utf-8")
        pytest.fail(f"wrote {text_path.name} and {facts_path.name}: review them, then commit")
    assert document.text == text_path.read_text(encoding="utf-8").removesuffix("\n")
    assert facts(document) == json.loads(facts_path.read_text(encoding="utf-8"))


def facts(document: Document) -> dict[str, Any]:
    """What is known of a document beside its text, as JSON holds it; empty facts left out."""
    known = asdict(document)
    del known["text"], known["agreement"]
    # Where each fact was found stands in evidence.json, see below.
    for name in ("dates", "found_in", "conflicts"):
        del known[name]
    known["sections"] = [
        [section.level, section.heading, section.about] for section in document.sections
    ]
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in ((k, list(v) if isinstance(v, tuple) else v) for k, v in known.items())
        if value not in (None, [])
    }


EVIDENCE = PAGES.parent / "evidence.json"


def evidence(document: Document) -> dict[str, Any]:
    """Where the facts of a document were found, one line each."""
    return {
        "dates": [f"{d.kind} {d.on} {d.precision}: {d.found_in}" for d in document.dates],
        "found_in": dict(document.found_in),
        "conflicts": [
            f"{c.fact}: " + ", ".join(f"{value} ({place})" for value, place in c.said)
            for c in document.conflicts
        ],
    }


def test_every_page_tells_where_its_facts_were_found():
    """A new page: delete evidence.json and run this test; it writes the file and fails."""
    found = {
        page.stem: evidence(
            read(page.read_bytes(), url=f"https://www.qingshan.example/{page.name}", site=QINGSHAN)
        )
        for page in sorted(PAGES.glob("*.html"))
    }
    if not EVIDENCE.exists():
        shown = json.dumps(found, ensure_ascii=False, indent=1)
        EVIDENCE.write_text(shown + "\n", encoding="utf-8")
        pytest.fail("wrote evidence.json: review it, then commit")
    assert found == json.loads(EVIDENCE.read_text(encoding="utf-8"))
