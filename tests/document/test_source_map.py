"""Each character of a text stands on the page where its map says."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from replica import Replica
from tests.document.origins import SourcePage, check_page, folded, quote_at
from zonereports.document import SourceMap, read, read_mapped
from zonereports.document.markup import parse
from zonereports.fetch import decode
from zonereports.observations import observe

PAGES = sorted((Path(__file__).parents[1] / "golden" / "pages").glob("*.html"))
URL = "https://www.qingshan.example/art/2024/1/8/art_1.html"


def page_of(inner: str) -> bytes:
    return (
        "<!doctype html><html><head><meta charset=utf-8><title>青山经济开发区2023年工作总结</title></head>"
        f'<body><h1>青山经济开发区2023年工作总结</h1><div id="zoom">{inner}</div></body></html>'
    ).encode()


def check(body: bytes, content_type: str | None = None):
    """The document and its map, after all that holds for both was looked at."""
    document, found = read_mapped(body, url=URL, content_type=content_type)
    assert document == read(body, url=URL, content_type=content_type)
    assert type(document.text) is str
    page = SourcePage(body, content_type)
    check_page(page, document, found)
    for item in observe(document.text, title=document.title).observations:
        end = item.start + len(item.quote)
        assert folded(quote_at(page, found, item.start, end)) == folded(item.quote), item
    stored = json.loads(json.dumps(found.to_json()))
    assert SourceMap.from_json(stored) == found
    return document, found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_character_of_a_golden_page_is_mapped_to_its_like(path):
    check(path.read_bytes())


def test_every_character_of_every_family_of_the_replica_is_mapped_to_its_like():
    with Replica() as replica, requests.Session() as session:
        session.trust_env = False
        read_families = set()
        for item in replica.truth():
            answer = session.get(item["url"], timeout=20)
            document, found = check(answer.content, answer.headers.get("Content-Type"))
            assert document.text == item["text"]
            read_families.add(item["url"].split("/")[2])
    assert len(read_families) >= 5


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_changing_a_character_on_the_page_changes_it_in_the_text_and_nothing_else(path):
    """The strongest proof that the right one of several copies is named."""
    body = path.read_bytes()
    document, found = read_mapped(body, url=URL)
    chance = random.Random(7)
    inner = [
        index
        for index in range(1, len(document.text) - 1)
        if "\u4e00" <= document.text[index] <= "\u9fff" and not found.origin(index).repeated
    ]
    changed = 0
    for index in chance.sample(inner, min(8, len(inner))):
        origin = found.origin(index)
        root = parse(decode(body)[0])
        if origin.place.part:
            return
        (element,) = root.xpath(origin.place.path)
        _change(element, origin.offset, "龘")
        again = read(etree.tostring(root, encoding="utf-8", method="html"), url=URL).text
        if len(again) != len(document.text):
            # The character decided something: two copies that now differ, a unit, a signature.
            continue
        differs = [at for at in range(len(again)) if again[at] != document.text[at]]
        assert index in differs
        copies = [at for at in differs if at != index]
        assert all(found.origin(at).repeated for at in copies), (index, copies)
        changed += 1
    assert changed >= (0 if "cop" in path.stem else 4)


def _change(element, offset: int, char: str) -> None:
    slots = [(element, "text"), *((child, "tail") for child in element)]
    for node, name in slots:
        text = getattr(node, name) or ""
        if offset < len(text):
            setattr(node, name, text[:offset] + char + text[offset + 1 :])
            return
        offset -= len(text)
    raise AssertionError("no such offset")


def test_reports_in_plain_text_are_mapped_to_line_and_column(shared_reports):
    for path in sorted(shared_reports.glob("*.txt")):
        body = path.read_bytes()
        document, found = read_mapped(body, url=path.name)
        lines = decode(body)[0].splitlines()
        assert document == read(body, url=path.name)
        for index, char in enumerate(document.text):
            origin = found.origin(index)
            if origin.inserted:
                assert char in "\n ", index
            else:
                assert lines[origin.place.number - 1][origin.offset] == char


def test_a_number_split_by_spans_and_line_ends_names_each_of_its_text_nodes():
    body = page_of(
        "<p>完成\r\n工业投资<span>13</span><span>6\r\n</span><!-- x -->.<b>65</b>亿元，同比增长7.5%。</p>"
    )
    document, found = check(body)
    start = document.text.index("136.65亿元")
    ranges = found.ranges(start, start + len("136.65亿元"))
    assert [document.text[r.start : r.end] for r in ranges] == ["13", "6", ".", "65", "亿元"]
    assert [r.place.path for r in ranges] == [
        '//*[@id="zoom"]/p[1]/span[1]',
        '//*[@id="zoom"]/p[1]/span[2]',
        '//*[@id="zoom"]/p[1]',
        '//*[@id="zoom"]/p[1]/b[1]',
        '//*[@id="zoom"]/p[1]',
    ]
    # 完成 and a line end of two bytes, which is one character as in a browser, and 工业投资.
    assert [r.offset for r in ranges] == [0, 0, 7, 0, 8]


def test_a_cell_is_named_by_row_column_and_path_whether_or_not_a_tbody_is_served():
    rows = (
        "<tr><th>指标</th><th>单位</th><th>完成</th></tr>"
        "<tr><td rowspan=2>税收</td><td>亿元</td><td><p><b>2.4</b></p></td></tr>"
        "<tr><td>%</td><td>6.1</td></tr>"
    )
    text = "<p>2023年，全区主要指标完成情况良好，各项任务如期完成，具体见下表。</p>"
    for table in (f"<table>{rows}</table>", f"<table><tbody>{rows}</tbody></table>"):
        document, found = check(page_of(text + table + text))
        origin = found.origin(document.text.index("2.4"))
        place = origin.place
        assert (place.kind, place.row, place.column) == ("cell", 2, 3)
        assert place.path == '//*[@id="zoom"]/table[1]/descendant::tr[2]/td[3]/p[1]/b[1]'
        assert place.cell == '//*[@id="zoom"]/table[1]/descendant::tr[2]/td[3]'
        label = document.text.index("税收\t%")
        assert found.origin(label).repeated
        assert found.origin(label).place.row == 2


def test_of_two_copies_the_shown_one_is_named():
    words = (
        "<p>2023年，青山经开区完成规上工业产值136.65亿元，同比增长7.5%，各项工作取得新成效。</p>"
    )
    hidden = f'<div class="trs_editor" style="display:none">{words}</div>'
    body = (
        f'<html><body>{hidden}<div class="trs_editor"><i id="shown"></i>{words}</div></body></html>'
    )
    document, found = check(body.encode())
    place = found.origin(document.text.index("136")).place
    (element,) = parse(body).xpath(place.path)
    assert element.getparent().find("i").get("id") == "shown"


def test_a_body_carried_by_a_script_is_named_by_the_script():
    content = (
        "<p>2023年，青山经开区完成规上工业产值136.65亿元，同比增长7.5%，各项工作取得成效。</p>"
    )
    body = (
        "<html><head><script>var a = 1;</script><script>_CONFIG = {DETAIL: "
        f'{{"content": {json.dumps(content)}}}}}</script></head><body><h1>青山经开区2023年工作总结</h1></body></html>'
    )
    document, found = check(body.encode())
    place = found.origin(document.text.index("136")).place
    assert place.part == "script /html/head[1]/script[2]"
    assert place.path == "/html/body[1]/p[1]"


def test_an_offset_outside_of_the_text_is_an_error():
    _, found = check(page_of("<p>2023年，全区完成规上工业产值136.65亿元，同比增长7.5%。</p>"))
    with pytest.raises(IndexError):
        found.origin(len(found))
    with pytest.raises(ValueError, match="version 9"):
        SourceMap.from_json({**found.to_json(), "version": 9})


_WORDS = st.sampled_from(
    ["完成工业投资", "136.65亿元", "同比增长7.5%", "，", "。", "一、主要指标", "税收2.4亿元", " ", "\r\n",
     "\n  ", "\u3000", "&nbsp;", "\u200b", "3", ".", "6", "亿元", "2023年", "GDP", "&lt;b&gt;", "\t", "𠮷"]
)  # fmt: skip
_TEXT = st.lists(_WORDS, min_size=1, max_size=6).map("".join)


def _wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["span", "b", "p", "div", "o:p", "font", "em", "li", "pre", "a"])
    styles = st.sampled_from(["", "", "", ' style="display:none"', " hidden"])
    wrapped = st.tuples(tags, styles, st.lists(inner, max_size=4)).map(
        lambda t: f"<{t[0]}{t[1]}>{''.join(t[2])}</{t[0]}>"
    )
    cells = st.lists(inner, min_size=1, max_size=3)
    spans = st.sampled_from(["", "", " rowspan=2", " colspan=2"])
    row = st.tuples(spans, cells).map(
        lambda t: "<tr>" + "".join(f"<td{t[0]}>{cell}</td>" for cell in t[1]) + "</tr>"
    )
    table = st.lists(row, min_size=1, max_size=3).map(lambda r: f"<table>{''.join(r)}</table>")
    return st.one_of(wrapped, table, st.sampled_from(["<br>", "<!-- c -->", "<?xml:x ?>", "<hr/>"]))


_MARKUP = st.recursive(_TEXT, lambda inner: st.one_of(inner, _wrap(inner)), max_leaves=30)


@settings(max_examples=120, deadline=None)
@given(st.lists(_MARKUP, min_size=1, max_size=5), st.booleans())
def test_any_markup_is_mapped(pieces, twice):
    lead = "<p>2023年，全区上下齐心协力，各项工作取得新的成效，任务如期完成。</p>"
    inner = lead + "".join(pieces)
    check(page_of(inner + inner if twice else inner))
