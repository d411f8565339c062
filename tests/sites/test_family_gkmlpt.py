"""gkmlpt: a shell that names the site and its columns, and rows as JSON until a page is empty."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.sites import Ask, family, recognise

HOME = "http://www.qingshan.example"
INDEX = f"{HOME}/gkmlpt/index"
API = f"{HOME}/gkmlpt/api/all/2607?page=1&sid=755042"
gkmlpt = family("gkmlpt")


def node(number: int, name: str, posts: int = 3, *children: Any, jump: str = "") -> dict[str, Any]:
    return {
        "id": number, "name": name, "post_count": posts, "jump_url": jump, "children": children
    }  # fmt: skip


def shell(*nodes: dict[str, Any]) -> str:
    tree = json.dumps(nodes)
    return f"<html><script>window._CONFIG = {{SID:'755042',TREE:{tree},SERVICE_AREA_ID:1}};</script></html>"


TREE = (
    node(2600, "机构概况", 9, node(2601, "机构职能", 9)),
    node(2605, "规划计划", 30, node(2606, "发展规划", 20), node(2607, "工作总结", 10)),
    node(2609, "工作总结专栏", 99, jump="http://other.example/"),
)


def article(**fields: object) -> dict[str, object]:
    usual = {
        "id": 8400001,
        "title": "青山高新区2023年工作总结",
        "url": "http://www.qingshan.example/gkmlpt/content/8/8400/post_8400001.html#2607",
        "date": 1710086400,
    }
    return usual | fields


def answer(*articles: object) -> str:
    return json.dumps({"classify": {"post_count": 31}, "articles": articles})


@pytest.mark.parametrize(
    ("url", "html"),
    [
        (INDEX, ""),
        (f"{HOME}/gkmlpt/content/8/8400/post_8400001.html", ""),
        (f"{HOME}/zfxxgk/", shell()),
    ],
)
def test_its_pages_are_recognised(url: str, html: str) -> None:
    assert recognise(url, html) == "gkmlpt"


def test_a_shell_has_no_links_and_leads_to_the_column_of_work_reports() -> None:
    html = shell(*TREE) + "<ul><li><a href='/x/12345.html'>青山县便民指南</a>2024-01-01</li></ul>"
    assert gkmlpt.find_links(html, INDEX) == []
    first = gkmlpt.next_page(html, Ask(INDEX))
    assert first is not None
    assert first.url == API
    assert dict(first.headers)["Referer"] == INDEX


def test_the_column_behind_the_hash_is_the_one_that_is_meant() -> None:
    first = gkmlpt.next_page(shell(*TREE), Ask(f"{INDEX}#2606"))
    assert first is not None
    assert first.url == API.replace("2607", "2606")


def test_of_columns_with_such_a_name_the_fullest_is_taken_and_else_the_only_one() -> None:
    two = shell(node(1, "工作总结", 2), node(2, "总结计划", 40), node(3, "发展规划", 900))
    ask = gkmlpt.next_page(two, Ask(INDEX))
    assert ask is not None
    assert "/all/2?" in ask.url
    only = gkmlpt.next_page(shell(node(5, "园区动态")), Ask(INDEX))
    assert only is not None
    assert "/all/5?" in only.url
    unclear = shell(node(5, "园区动态"), node(6, "通知公告"))
    assert gkmlpt.next_page(unclear, Ask(INDEX)) is None


def test_a_platform_in_a_folder_has_its_api_there() -> None:
    ask = gkmlpt.next_page(shell(*TREE), Ask(f"{HOME}/qsgxq/gkmlpt/index"))
    assert ask is not None
    assert ask.url == API.replace("/gkmlpt", "/qsgxq/gkmlpt")


def test_the_articles_of_an_answer_are_read() -> None:
    (link,) = gkmlpt.find_links(answer(article(), article()), API)
    assert link.url == f"{HOME}/gkmlpt/content/8/8400/post_8400001.html"
    assert link.title == "青山高新区2023年工作总结"
    assert link.listed_on == date(2024, 3, 11)


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"date": 1710086400}, date(2024, 3, 11)),  # midnight in China, 16:00 of the 10th in UTC
        ({"date": "1710086400"}, date(2024, 3, 11)),
        ({"date": 1710086400000}, date(2024, 3, 11)),
        ({"date": 0, "created_at": "2024-03-12 09:30:00"}, date(2024, 3, 12)),
        ({"display_publish_time": "2024-03-13"}, date(2024, 3, 13)),
        ({"date": None}, None),
        ({"date": True}, None),
    ],
)
def test_the_day_is_told_in_many_ways(fields: dict[str, object], day: date | None) -> None:
    (link,) = gkmlpt.find_links(answer(article(**fields)), API)
    assert link.listed_on == day


def test_what_is_no_article_is_left_out() -> None:
    broken = answer(article(url=""), article(title=" "), article(url="javascript:;"), "x", None)
    assert gkmlpt.find_links(broken, API) == []
    (link,) = gkmlpt.find_links(
        answer(article(url="//h.example/post_1.html", title="<em>总</em>结")), API
    )
    assert (link.url, link.title) == ("http://h.example/post_1.html", "总结")


def test_pages_are_counted_on_until_one_is_empty() -> None:
    second = gkmlpt.next_page(answer(article()), Ask(API, headers=(("Referer", INDEX),)))
    assert second == Ask(API.replace("page=1", "page=2"), headers=(("Referer", INDEX),))
    assert gkmlpt.next_page(answer(), second) is None
    assert gkmlpt.next_page('{"articles": "broken"', second) is None


def test_a_news_column_of_the_same_site_is_read_as_it_stands() -> None:
    html = (
        '<ul><li><a href="content/post_8400001.html" title="青山高新区工作总结">青…</a><i>2024-03-11</i></li></ul>'
        '<a href="index_2.html">下一页</a>'
    )
    url = f"{HOME}/gxq/index.html"
    (link,) = gkmlpt.find_links(html, url)
    assert link.url == f"{HOME}/gxq/content/post_8400001.html"
    assert gkmlpt.next_page(html, Ask(url)) == Ask(f"{HOME}/gxq/index_2.html")


PIECES = st.sampled_from(
    [shell(*TREE), shell(), answer(article()), "{", "}", "[", '"articles":', '{"articles":[{"title":"\\ud800","url":"/1"}]}',
     "window._CONFIG =", "SID:'1'", "TREE:[", '{"children":', "[" * 3000, "\ud800", "\0"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map("".join))
def test_nothing_a_server_sends_breaks_it(html: str) -> None:
    for url in (INDEX, f"{INDEX}#9", API, f"{HOME}/gkmlpt/api/all/1?page=x"):
        gkmlpt.recognise(url, html)
        gkmlpt.next_page(html, Ask(url))
        for link in gkmlpt.find_links(html, url):
            assert link.title.encode()


def test_a_bottomless_tree_is_given_up() -> None:
    deep = '{"id":1,"name":"x","children":[' * 900 + "]}" * 900
    html = f"<script>window._CONFIG = {{SID:'1',TREE:[{deep}]}}</script>"
    assert gkmlpt.next_page(html, Ask(INDEX)) is None
