"""The quirks of UCAP sites, seen over HTTP."""

from __future__ import annotations

import re

import pytest

from tests.replica.discovery import visit


def test_addresses_of_articles_tell_the_month_alone() -> None:
    with visit("heluo") as visitor:
        for url in visitor.truth():
            assert re.search(r"/heluo/c100120/20\d{4}/[0-9a-f]{32}\.shtml$", url)


def test_rows_without_dates_have_none() -> None:
    with visit("heluo", "undated_rows") as visitor:
        assert {link.listed_on for page in visitor.walk() for link in page.links} == {None}


@pytest.mark.parametrize(
    ("quirks", "callback"), [((), "jQuery1124_17("), (("null_callback",), "null(")]
)
def test_the_tree_of_columns_calls_back(quirks: tuple[str, ...], callback: str) -> None:
    with visit("heluo", "tree", *quirks) as visitor:
        shell, tree, *_ = visitor.walk()
        assert shell.links == tree.links == []
        assert tree.text.startswith(callback)


def test_a_column_called_null_is_found_under_its_real_name() -> None:
    with visit("heluo", "tree", "null_url") as visitor:
        files = [page.ask.url.rpartition("/")[2] for page in visitor.walk()[2:]]
        assert files == [
            "list.shtml",
            "xlist.shtml",
            "xxgk_list.shtml",
            "xxgk_list_2.shtml",
            "xxgk_list_3.shtml",
        ]


@pytest.mark.parametrize(("quirk", "begin", "end"), [("search", "<ul", 0), ("search_json", "{", 7)])
def test_rows_may_come_from_a_search(quirk: str, begin: str, end: int) -> None:
    with visit("heluo", quirk) as visitor:
        shell, first, *_, last = visitor.walk()
        assert shell.links == []
        assert first.text.startswith(begin)
        # JSON tells its total; a piece of HTML does not, so that an empty one ends it.
        assert len(last.links) == end
