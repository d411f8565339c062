"""The quirks of Epoint sites, seen over HTTP."""

from __future__ import annotations

import json

import pytest

from tests.replica.discovery import visit


@pytest.mark.parametrize(
    ("quirks", "total"), [((), 43), (("total_as_text",), "43"), (("no_total",), None)]
)
def test_the_total_may_be_a_text_or_missing(quirks: tuple[str, ...], total: object) -> None:
    with visit("tongshan", *quirks) as visitor:
        pages = visitor.walk()[1:]
        assert {json.loads(page.text)["result"].get("totalcount") for page in pages} == {total}


def test_pages_are_asked_by_the_offset_of_their_first_row() -> None:
    with visit("tongshan") as visitor:
        shell, *pages = visitor.walk()
        assert shell.links == []
        assert [json.loads(page.ask.json or "")["pn"] for page in pages] == [0, 15, 30]
        assert [len(page.links) for page in pages] == [15, 15, 13]


def test_titles_may_carry_the_marks_of_the_search() -> None:
    with visit("tongshan", "marked_titles") as visitor:
        pages = visitor.walk()
        assert "<em style" in pages[1].text
        assert not any("<" in link.title for page in pages for link in page.links)


def test_the_search_answers_posts_of_a_known_category_alone() -> None:
    with visit("tongshan") as visitor:
        ask = visitor.walk()[1].ask
        assert visitor.session.get(ask.url, timeout=10).json()["result"]["records"] == []
        assert visitor.session.post(ask.url, json={}, timeout=10).json()["result"]["records"] == []
