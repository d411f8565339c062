"""UCAP: numbered shtml lists, trees of columns as JSONP, and lists from a search."""

from __future__ import annotations

import json
from datetime import date

import pytest

from zonereports.sites import Ask, family, recognise
from zonereports.sites.families import ucap

HOME = "https://www.heluo.example"
HEX = "0123456789abcdef0123456789abcdef"
LIST = f"{HOME}/heluo/c100120/xlist.shtml"
SEARCH = f"{HOME}/common/search/{HEX}?_isJson=false&_pageSize=20&_channelName=&page=1"
TREE = f"{HOME}/u/channel/treeNew/heluo?level=1&channelId={HEX}"
UCAP = family("ucap")
ROW = f'<li><a href="/heluo/c100120/202403/{HEX}.shtml" title="荷洛工业园区2023年工作总结">荷洛…</a>{{d}}</li>'


def address(ask: Ask | None) -> str | None:
    return ask.url if ask else None


@pytest.mark.parametrize(
    ("current", "file", "expected"),
    [
        (1, "xlist.shtml", "xlist_2.shtml"),
        (9, "xlist_9.shtml", "xlist_10.shtml"),
        (10, "xlist_10.shtml", None),
    ],
)
def test_pages_count_from_one(current: int, file: str, expected: str | None) -> None:
    html = f"<script>createPageHTML('page_div', 10,{current},'xlist','shtml',189)</script>"
    ask = UCAP.next_page(html, Ask(f"{HOME}/heluo/c100120/{file}"))
    assert (ask.url.rpartition("/")[2] if ask else None) == expected


def test_a_month_in_the_address_is_no_date() -> None:
    (link,) = UCAP.find_links(f"<ul>{ROW.format(d='')}</ul>", LIST)
    assert (link.title, link.listed_on) == ("荷洛工业园区2023年工作总结", None)
    (link,) = UCAP.find_links(f"<ul>{ROW.format(d='<span>2024-03-11</span>')}</ul>", LIST)
    assert link.listed_on == date(2024, 3, 11)


def test_a_shell_asks_for_its_tree_with_the_variables_of_its_script() -> None:
    html = (
        f"<script>var channelId = '{HEX}';\n$.ajax({{url: \"/u/channel/treeNew/heluo?level=1"
        '&channelId=" + channelId + "&open=0", dataType: "jsonp"});</script>'
    )
    assert address(UCAP.next_page(html, Ask(f"{HOME}/zfxxgk.shtml"))) == f"{TREE}&open=0"


@pytest.mark.parametrize("callback", ["null", "jQuery1124_17", "/**/cb"])
def test_the_tree_leads_to_the_column_that_speaks_of_reports(callback: str) -> None:
    nodes = [
        {"name": "规划计划", "url": "/heluo/c1/list.shtml", "level": 1},
        {"name": "总结计划", "url": "/heluo/c2/null.shtml", "level": 1},
        {"name": "机构职能", "url": "/heluo/c3/list.shtml", "level": 1},
    ]
    text = f"{callback}({json.dumps({'list': nodes})});"
    assert UCAP.find_links(text, TREE) == []
    assert address(UCAP.next_page(text, Ask(TREE))) == f"{HOME}/heluo/c2/list.shtml"
    assert len(ucap.find_columns(text, TREE)) == 3
    assert UCAP.next_page(f"{callback}({{}})", Ask(TREE)) is None


def test_a_column_without_a_file_name_takes_its_neighbours() -> None:
    nodes = [{"name": f"栏目{n}", "url": f"/heluo/c{n}/xxgk_list.shtml"} for n in range(3)]
    nodes.append({"name": "工作总结", "url": "/heluo/c9/null.shtml"})
    text = f"null({json.dumps({'list': nodes})})"
    assert address(UCAP.next_page(text, Ask(TREE))) == f"{HOME}/heluo/c9/xxgk_list.shtml"


def test_a_list_that_is_not_there_is_tried_under_its_other_names() -> None:
    gone = "<html><body>404</body></html>"
    seen = []
    ask: Ask | None = Ask(f"{HOME}/heluo/c9/null.shtml")
    while ask := UCAP.next_page(gone, ask):
        seen.append(ask.url.rpartition("/")[2])
    assert seen == ["list.shtml", "xlist.shtml", "xxgk_list.shtml", "index.shtml"]
    empty = "<ul><li>暂无相关信息</li></ul>"
    assert UCAP.next_page(empty, Ask(f"{HOME}/heluo/c9/list.shtml")) is None


def test_an_empty_column_that_shows_the_tree_too_ends_the_walk() -> None:
    shell = f"<ul></ul><script>load('{TREE.removeprefix(HOME)}')</script>暂无相关信息"
    tree = UCAP.next_page(shell, Ask(LIST))
    assert address(tree) == TREE
    assert tree is not None
    nodes = json.dumps({"list": [{"name": "工作总结", "url": "/heluo/c2/xlist.shtml"}]})
    column = UCAP.next_page(f"null({nodes})", tree)
    assert column is not None
    again = UCAP.next_page(shell, column)
    assert again is not None
    assert (again.url, column.url) == (
        f"{TREE}#/heluo/c2/xlist.shtml",
        f"{HOME}/heluo/c2/xlist.shtml",
    )
    assert UCAP.next_page(f"null({nodes})", again) is None


def test_behind_an_empty_column_the_next_likeliest_is_read() -> None:
    nodes = [
        {"name": name, "url": f"/heluo/c{number}/list.shtml"}
        for number, name in enumerate(["机构职能", "规划计划", "工作总结", "年度工作"])
    ]
    answer = f"null({json.dumps({'list': nodes})})"
    ask: Ask | None = Ask(TREE)
    read = []
    while ask is not None:
        ask = UCAP.next_page(answer, ask)
        if ask is not None:
            read.append(ask.url.removeprefix(HOME))
            ask = UCAP.next_page("<ul></ul>暂无相关信息", ask)
    assert read == [f"/heluo/c{number}/list.shtml" for number in (2, 1, 3)]


def test_a_search_is_asked_page_by_page_until_it_is_empty() -> None:
    shell = f'<ul id="body"></ul><script>$.get("{SEARCH.removeprefix(HOME)}", show)</script>'
    assert address(UCAP.next_page(shell, Ask(LIST))) == SEARCH
    html = (
        f'<ul id="body"><li><div class="title"><a href="/heluo/c1/202403/{HEX}.shtml">荷洛工业园区工作总结</a></div>'
        '<div class="date">2024-03-11</div></li></ul>'
    )
    (link,) = UCAP.find_links(html, SEARCH)
    assert link.listed_on == date(2024, 3, 11)
    following = Ask(SEARCH.replace("page=1", "page=2"), may_be_missing=True)
    assert UCAP.next_page(html, Ask(SEARCH)) == following
    assert UCAP.next_page('<ul id="body"></ul>', Ask(SEARCH)) is None


def test_a_json_answer_is_read_and_its_total_ends_it() -> None:
    result = {
        "title": "<em>荷洛</em>工业园区工作总结",
        "url": f"/heluo/c1/202403/{HEX}.shtml",
        "publishedTimeStr": "2024-03-11 16:23:00",
    }
    text = json.dumps({"data": {"total": "21", "results": [result]}})
    ask = Ask(SEARCH.replace("false", "true"))
    (link,) = UCAP.find_links(text, ask.url)
    assert (link.title, link.listed_on) == ("荷洛工业园区工作总结", date(2024, 3, 11))
    second = UCAP.next_page(text, ask)
    assert second is not None
    assert second.url.endswith("page=2")
    assert UCAP.next_page(text, second) is None


def test_a_search_by_form_counts_in_the_form() -> None:
    ask = Ask(
        f"{HOME}/search/common/search/{HEX}",
        form=(("datas[0][key]", "status"), ("page", "3"), ("_pageSize", "10")),
        headers=(("Referer", LIST),),
    )
    text = json.dumps({"data": {"results": [{"title": "荷洛园区工作总结", "url": "/a/1.htm"}]}})
    following = UCAP.next_page(text, ask)
    assert following is not None
    assert dict(following.form)["page"] == "4"
    assert following.headers == ask.headers


def test_it_is_recognised_by_address_body_and_services() -> None:
    assert recognise(LIST, "") == "ucap"
    assert recognise(f"{HOME}/gknb/202402/{HEX}.shtml", "") == "ucap"
    assert recognise(HOME, '<div id="UCAP-CONTENT"></div>') == "ucap"
    assert recognise(HOME, f"<script>url='{TREE}'</script>") == "ucap"
