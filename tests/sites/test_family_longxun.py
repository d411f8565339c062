"""Longxun: shells filled by a label, pieces of HTML, and news columns by number."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.sites import Ask, family, recognise

HOME = "https://www.qingshan.example"
COLUMN = f"{HOME}/public/column/6627172?type=4&action=list&nav=3&sub=&catId=7035689&isParent="
NEWS = f"{HOME}/content/column/6791573"
longxun = family("longxun")


def script(number: int = 8888, extra: str = "") -> str:
    return (
        f'<script>Ls.ajax({{url: "/site/label/{number}", data: {{IsAjax: 1, labelName: "publicInfoList", '
        f'siteId: "6795621", pageSize: 20, pageIndex: pageIndex, sortType: 1, {extra}'
        'file: "/xxgk/publicInfoList_2018"}}).done(show)</script>'
    )


def shell(number: int = 8888, inside: str = "", extra: str = "") -> str:
    return (
        '<html><head><meta name="SiteId" content="6795621"></head><body>'
        '<ul class="menu"><li><a href="/public/column/6627172?type=4&catId=1">机构设置职能</a></li></ul>'
        '<ul class="new"><li><a href="/public/1/22222.html">青山县公开指南</a><i>2020-01-02</i></li></ul>'
        f'<div id="xxgk_lmcon"><div class="head">标题</div>{inside}</div>{script(number, extra)}</body></html>'
    )


def piece(*years: int, pages: int | None = 3) -> str:
    rows = "".join(
        f'<div class="xxgk_navli"><ul><li>{n}</li><li>003123456/202401-000{n:02d}</li>'
        f'<li><a href="/public/6627172/3214{n:04d}.html" title="青山经济开发区20{n}年工作总结">'
        f"青山经济…</a></li><li>20{n}-03-11</li></ul></div>"
        for n in years
    )
    return rows + (f"<script>var page = {{pageCount:{pages}}}</script>" if pages else "")


def asked(ask: Ask | None) -> dict[str, str]:
    assert ask is not None
    query = parse_qs(urlsplit(ask.url).query, keep_blank_values=True)
    return {key: values[0] for key, values in query.items()}


@pytest.mark.parametrize(
    ("url", "html"),
    [
        (COLUMN, ""),
        (f"{HOME}/zwgk/public/column/6636844?type=4&catId=7", ""),
        (f"{HOME}/public/161054628/314645792.html", ""),
        (f"{HOME}/public/content/38194471", ""),
        (NEWS, ""),
        (f"{HOME}/content/article/12345", ""),
        (f"{HOME}/zxzx/index.html", "<script>Ls.pagination('#p', {pageCount: 3})</script>"),
        (f"{HOME}/zxzx/1.html", '<div class="wzcon j-fontContent clearfix"></div>'),
    ],
)
def test_its_pages_are_recognised(url: str, html: str) -> None:
    assert recognise(url, html) == "longxun"


def test_a_shell_has_no_links_whatever_stands_beside_its_list() -> None:
    assert longxun.find_links(shell(), COLUMN) == []
    assert longxun.find_links(shell(inside="<p>正在加载</p>"), COLUMN) == []
    assert len(longxun.find_links(shell(inside=piece(23, 22)), COLUMN)) == 2


def test_a_shell_asks_for_page_one_as_its_script_does() -> None:
    ask = longxun.next_page(shell(), Ask(COLUMN))
    assert ask is not None
    assert ask.method == "GET"
    assert ask.url.startswith(f"{HOME}/site/label/8888?")
    assert dict(ask.headers)["Referer"] == COLUMN
    assert dict(ask.headers)["X-Requested-With"] == "XMLHttpRequest"
    fields = asked(ask)
    assert "_" not in fields
    assert fields == {
        "IsAjax": "1",
        "dataType": "html",
        "labelName": "publicInfoList",
        "siteId": "6795621",
        "pageSize": "20",
        "pageIndex": "1",
        "action": "list",
        "fuzzySearch": "false",
        "fromCode": "title",
        "keyWords": "",
        "sortType": "1",
        "isDate": "true",
        "dateFormat": "yyyy-MM-dd",
        "length": "80",
        "organId": "6627172",
        "type": "4",
        "catId": "7035689",
        "catIds": "",
        "cId": "",
        "result": "暂无相关信息",
        "file": "/xxgk/publicInfoList_2018",
        "isInvalid": "",
    }


def test_the_number_of_the_label_is_the_pages_own() -> None:
    other = '<script>Ls.ajax({url:"/site/label/8888",data:{labelName:"siteVisits"}})</script>'
    ask = longxun.next_page(shell(4697428).replace("<body>", f"<body>{other}"), Ask(COLUMN))
    assert ask is not None
    assert "/site/label/4697428?" in ask.url
    assert asked(ask)["labelName"] == "publicInfoList"


def test_a_script_may_name_its_label_last() -> None:
    html = shell().replace('url: "/site/label/8888", ', "")
    html = html.replace("}}).done", '}, url: "/site/label/77"}).done')
    ask = longxun.next_page(html, Ask(COLUMN))
    assert ask is not None
    assert "/site/label/77?" in ask.url
    assert asked(ask)["file"] == "/xxgk/publicInfoList_2018"


def test_organ_and_category_of_the_address_win_over_the_script() -> None:
    html = shell(extra='organId: "1", catId: "2", ')
    fields = asked(longxun.next_page(html, Ask(COLUMN)))
    assert (fields["organId"], fields["catId"]) == ("6627172", "7035689")
    bare = asked(longxun.next_page(html, Ask(f"{HOME}/public/column/6627172")))
    assert (bare["organId"], bare["catId"]) == ("6627172", "2")


def test_a_column_that_holds_its_first_page_goes_on_with_the_second() -> None:
    html = shell(inside=piece(23, 22))
    assert asked(longxun.next_page(html, Ask(COLUMN)))["pageIndex"] == "2"
    assert longxun.next_page(shell(inside=piece(23, pages=1)), Ask(COLUMN)) is None


def test_rows_made_of_cells_are_read() -> None:
    first, second = longxun.find_links(piece(23, 22), f"{HOME}/site/label/8888")
    assert first.url == f"{HOME}/public/6627172/32140023.html"
    assert first.title == "青山经济开发区2023年工作总结"
    assert first.listed_on == date(2023, 3, 11)
    assert second.listed_on == date(2022, 3, 11)


@pytest.mark.parametrize(
    "html",
    [
        '<ul class="xxgk_nav_list"><li><a href="/public/content/38194471" title="青山园区工作总结">青…</a><span class="date">2023-03-11</span></li></ul>',
        '<ul class="doc_list"><li><span>[2023-03-11]</span><a href="/public/content/38194471">青山园区工作总结</a></li></ul>',
    ],
)
def test_the_other_shapes_of_a_piece_are_read(html: str) -> None:
    (link,) = longxun.find_links(html, f"{HOME}/site/label/8888")
    assert (link.title, link.listed_on) == ("青山园区工作总结", date(2023, 3, 11))


def test_pieces_are_counted_on_to_the_last() -> None:
    ask = longxun.next_page(shell(), Ask(COLUMN))
    numbers = []
    while ask:
        numbers.append(asked(ask)["pageIndex"])
        assert dict(ask.headers)["Referer"] == COLUMN
        ask = longxun.next_page(piece(23, pages=3), ask)
    assert numbers == ["1", "2", "3"]


def test_without_a_count_the_pager_of_the_piece_tells() -> None:
    ask = Ask(f"{HOME}/site/label/8888?pageIndex=1")
    pager = '<div id="page_public_info"><span class="current">1</span><a paged="2">2</a></div>'
    second = longxun.next_page(piece(23, pages=None) + pager, ask)
    assert asked(second)["pageIndex"] == "2"
    assert second is not None
    assert longxun.next_page(piece(23, pages=None) + pager, second) is None


def test_an_empty_list_ends() -> None:
    ask = Ask(f"{HOME}/site/label/8888?pageIndex=1")
    nothing = "<p>暂无相关信息</p><script>pageCount:9</script>"
    assert longxun.find_links(nothing, ask.url) == []
    assert longxun.next_page(nothing, ask) is None


def news(config: str) -> str:
    rows = (
        '<ul><li><a href="/content/article/12345">青山园区工作总结</a><i>2024-03-11</i></li></ul>'
    )
    return f"{rows}<script>Ls.pagination('#page', {config});</script>"


def test_a_news_column_is_counted_in_its_query() -> None:
    html = news("{currPage: 1, pageCount: 3}")
    second = longxun.next_page(html, Ask(NEWS))
    assert second == Ask(f"{NEWS}?pageIndex=2")
    third = longxun.next_page(html, second)
    assert third == Ask(f"{NEWS}?pageIndex=3")
    assert longxun.next_page(html, third) is None


@pytest.mark.parametrize(
    "config",
    [
        "{pageCount: 3, link: '/content/column/6791573?pageIndex='}",
        "{pageCount: 3, columnId: '6791573'}",
    ],
)
def test_a_pretty_path_leads_to_the_column_behind_it(config: str) -> None:
    ask = Ask(f"{HOME}/zxzx/ztzl/index.html")
    assert longxun.next_page(news(config), ask) == Ask(f"{NEWS}?pageIndex=2")


PIECES = st.sampled_from(
    [shell(), piece(23), script(), news("{pageCount: 9}"), "<div id=xxgk_lmcon>", "</div>", "<a ",
     "/site/label/1?a=%ff&siteId=", "publicInfoList", "Ls.pagination", "pageCount: 5", "catId: '",
     "<meta name=SiteId content=", "\ud800", "\0", 'file: "\ud800"', "paged=99"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map("".join))
def test_nothing_a_server_sends_breaks_it(html: str) -> None:
    for url in (COLUMN, NEWS, f"{HOME}/site/label/8888?pageIndex=%FF", f"{HOME}/zxzx/index.html"):
        longxun.recognise(url, html)
        longxun.next_page(html, Ask(url))
        longxun.find_links(html, url)
