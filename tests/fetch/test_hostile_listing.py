"""A listing that is made to exhaust its reader ends in a named error or in few rows, in time."""

from __future__ import annotations

import contextlib
import json
import tracemalloc
from datetime import UTC, datetime

import pytest

from zonereports.errors import LayoutChanged
from zonereports.fetch import Response, find_links
from zonereports.sites import Listing
from zonereports.sites.bounds import MOST_ROWS
from zonereports.sites.records import find_records, load_json

URL = "https://www.qingshan.example/gk/ghzj/index.html"
ROW = (
    '<li><a href="/gk/202403/t20240311_{0}.html">青山开发区总结{0}</a><span>2024-03-11</span></li>'
)
RECORD = '{{"title":"青山开发区总结{0}","url":"/gk/{0}.html","date":"2024-03-11"}}'
RECORDS = f"[{','.join(RECORD.format(n) for n in range(60))}]"


def read(text: str, family: str = "auto") -> int:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    answer = Response(URL, URL, 200, headers, text.encode(), datetime(2025, 3, 1, tzinfo=UTC))
    return len(find_links(answer, Listing(URL, 1), family=family))


def nested(text: str, depth: int) -> str:
    for _ in range(depth):
        text = json.dumps({"data": text})
    return text


def test_a_hundred_thousand_rows_are_a_named_error_that_says_what_to_do() -> None:
    with pytest.raises(
        LayoutChanged, match=r"a listing has at most 4000000.*Next: open the listing"
    ):
        read(f"<ul>{''.join(ROW.format(n) for n in range(100_000))}</ul>")


def test_a_hundred_thousand_short_rows_are_a_named_error() -> None:
    rows = "".join(f"<li><a href={n}.html>工作总结</a>" for n in range(100_000))
    with pytest.raises(LayoutChanged, match=f"more than {MOST_ROWS} rows on one page"):
        read(f"<ul>{rows}</ul>", "static")


@pytest.mark.parametrize("text", ["[" * 21_000_000, "null(" + "[" * 4_000_000, "[1," * 7_000_000])
def test_tens_of_megabytes_of_json_are_a_named_error_before_they_are_read(text: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(LayoutChanged, match="characters, a listing has at most"):
            load_json(text)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_more_records_than_a_listing_has_are_a_named_error() -> None:
    text = f"[{','.join(RECORD.format(n) for n in range(MOST_ROWS + 1))}]"
    with pytest.raises(LayoutChanged, match="rows on one page"):
        find_records(text, URL)


def test_one_record_repeated_is_one_row() -> None:
    assert len(find_records(f"[{','.join([RECORD.format(1)] * 5_000)}]", URL)) == 1


@pytest.mark.parametrize(
    "text",
    ["[" * 1_000_000, "[" * 1_000_000 + "]" * 1_000_000, '{"a":' * 500_000 + "1" + "}" * 500_000],
)
def test_json_that_is_nested_without_end_holds_no_rows(text: str) -> None:
    assert find_records(text, URL) == []


@pytest.mark.parametrize(("depth", "found"), [(1, 60), (5, 60), (13, 0)])
def test_json_in_texts_is_read_to_a_depth(depth: int, found: int) -> None:
    assert (
        len(find_records(nested(RECORDS, depth) if depth < 9 else nested("[]", 13), URL)) == found
    )


HOSTILE = {
    "one link repeated": ROW.format(1) * 1_500,
    "all rows in one li": "<ul><li>" + "".join(ROW.format(n)[4:-5] for n in range(1_500)),
    "a date of blanks": f"<li><a href='/a12345.html'><b>2024{' ' * 100_000}x</b>工作总结甲</a>",
    "a long address": f"<li><a href='/{'1' * 100_000}'>工作总结甲</a>",
    "one row of many parts": f"<li><a href='/a12345.html'>工作总结甲</a>{'<b>x</b>' * 20_000}</li>",
}
OPENED = (
    "<record>", "<record ", "<datastore>", "<nextgroup>", "<![CDATA[", '<tr class="a" ', "<script ",
    "<!-- ", "/* ", "<script>/* ", ".add(", "true", "createPageHTML(", "[{", "null(", "&#", "<a ",
)  # fmt: skip


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_exhaust_its_reader_comes_to_an_end(name: str) -> None:
    with contextlib.suppress(LayoutChanged):
        assert read(HOSTILE[name], "static") <= 1_500


@pytest.mark.timeout(120)
@pytest.mark.parametrize("family", ["auto", "jcms", "trs", "longxun", "ucap", "epoint"])
def test_what_opens_and_never_closes_comes_to_an_end(family: str) -> None:
    for piece in OPENED:
        with pytest.raises(LayoutChanged):
            read(piece * (60_000 // len(piece)), family)
