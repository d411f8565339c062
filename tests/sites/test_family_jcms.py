"""JCMS beyond the island: the numbered proxy, encrypted ids, empty ends, disclosure tables."""

from __future__ import annotations

from datetime import date

import pytest

from zonereports.sites import Ask, family, recognise

HOME = "https://www.qiaozhou.example"
COLUMN = f"{HOME}/col/col1229/index.html"
JCMS = family("jcms")
RECORD = (
    '<record><![CDATA[<li><a href="/art/2024/3/11/art_1229_{n}.html" title="乔洲经济开发区工作总结">'
    "乔洲…</a><span>2024-03-11</span></li>]]></record>"
)


def datastore(rows: int, *, first: int = 1, total: int | None = None, group: str = "") -> str:
    records = "".join(RECORD.format(n=first + n) for n in range(rows))
    told = f"<totalrecord>{total}</totalrecord>" if total else ""
    return f"<datastore>{told}{group}<recordset>{records}</recordset></datastore>"


SETTINGS = (
    "<script>var param = {{col: 1, appid: 1, webid: 3185, path: '/', columnid: {c}, "
    "sourceContentType: '3', unitid: '{u}', webname: '%E4%B9%94%E6%B4%B2', permissiontype: 0}};"
    "proxyUrl = '/module/jpage/dataproxy.jsp', perPage = 5</script>"
)


def test_the_numbered_proxy_is_asked_as_the_page_asks() -> None:
    page = datastore(15, total=31) + SETTINGS.format(c=1229, u=707)
    ask = JCMS.next_page(page, Ask(COLUMN))
    assert ask is not None
    assert ask.url == f"{HOME}/module/jpage/dataproxy.jsp?startrecord=16&endrecord=30&perpage=5"
    assert dict(ask.form) == {
        "col": "1",
        "appid": "1",
        "webid": "3185",
        "path": "/",
        "columnid": "1229",
        "sourceContentType": "3",
        "unitid": "707",
        "webname": "乔洲",
        "permissiontype": "0",
    }
    assert dict(ask.headers) == {"Referer": COLUMN, "X-Requested-With": "XMLHttpRequest"}
    third = JCMS.next_page(datastore(15, first=16, total=31), ask)
    assert third is not None
    assert "startrecord=31&endrecord=45" in third.url
    assert (third.form, third.headers) == (ask.form, ask.headers)
    assert JCMS.next_page(datastore(1, first=31, total=31), third) is None


def test_encrypted_ids_are_handed_on_as_they_are() -> None:
    group = (
        '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=aB%2Fc%3D'
        '&unitid=x%2By%3D%3D"></a>]]></nextgroup>'
    )
    ask = JCMS.next_page(datastore(3, group=group), Ask(COLUMN))
    assert ask is not None
    assert ask.url.endswith("page=1&columnid=aB%2Fc%3D&unitid=x%2By%3D%3D")
    assert dict(ask.headers)["Referer"] == COLUMN
    by_number = datastore(3, total=9) + SETTINGS.format(c="'aB/c='", u="x+y==")
    ask = JCMS.next_page(by_number, Ask(COLUMN))
    assert ask is not None
    assert {("columnid", "aB/c="), ("unitid", "x+y==")} <= set(ask.form)


@pytest.mark.parametrize(
    "end",
    [
        "<?xml version='1.0'?><datastore></datastore>".ljust(54),
        "<datastore><totalrecord>99</totalrecord><nextgroup/><recordset></recordset></datastore>",
        '<datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=9">]]></nextgroup></datastore>',
        "",
    ],
)
def test_an_answer_without_rows_is_the_end(end: str) -> None:
    ask = Ask(f"{HOME}/module/web/jpage/dataproxy.jsp?page=4&columnid=1229")
    assert JCMS.find_links(end, ask.url) == []
    assert JCMS.next_page(end, ask) is None


def test_the_last_group_by_page_is_the_end_though_totals_are_larger() -> None:
    ask = Ask(f"{HOME}/module/web/jpage/dataproxy.jsp?page=2&columnid=1229&unitid=7&webid=1")
    assert JCMS.next_page(datastore(5, first=31, total=35), ask) is None


def test_a_link_by_page_number_is_not_followed_since_the_server_ignores_it() -> None:
    page = f'<ul>{RECORD.format(n=1)[17:-12]}</ul><a href="?uid=7&pageNum=2">下一页</a>'
    assert JCMS.next_page(page, Ask(f"{COLUMN}?uid=7")) is None


def test_rows_in_a_data_list_of_the_page_are_read() -> None:
    page = (
        "<script>var dataList = "
        '[{"title": "乔洲经开区[本级]工作总结", "url": "/art/2024/3/11/art_1_2.html", "date": "2024-03-11"}];</script>'
    )
    (link,) = JCMS.find_links(page, COLUMN)
    assert (link.title, link.listed_on) == ("乔洲经开区[本级]工作总结", date(2024, 3, 11))


SHELL = """<div id="div1229"></div><script>
var url = "/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&vc_all=&currpage=1&sortfield=,compaltedate:0";
$.ajax({type: "POST", url: url, data: {infotypeId: "%s", jdid: "3185", area: "11339935004387601P-1", divid: "div1229"}});
</script>"""
TABLE = """<table class="tb_title"><tr><td>标题</td></tr></table><table>
<tr class="tr_main_value_odd"><td><a href="/art/2024/3/11/art_1_2.html" title="绵汐工业园区2023年工作总结">绵汐…</a></td><td>管委会</td><td>2024-03-11</td></tr>
<tr class="tr_main_value_even"><td><a href="/art/2023/2/1/art_1_1.html">绵汐工业园区2022年工作总结</a></td><td>管委会</td><td>2023-02-01</td></tr>
</table>第&nbsp;%d&nbsp;页/共&nbsp;3&nbsp;页 <a onclick="funGoPage('/module/xxgk/search.jsp', 2)" href="javascript:void(0)">点击进入下一页</a>"""


def test_a_disclosure_column_asks_its_search_as_a_form() -> None:
    ask = JCMS.next_page(SHELL % "C20006", Ask(COLUMN))
    assert ask is not None
    assert "currpage=1" in ask.url
    assert dict(ask.form) == {
        "infotypeId": "C20006",
        "jdid": "3185",
        "area": "11339935004387601P-1",
        "divid": "div1229",
        "currpage": "1",
        "sortfield": ",compaltedate:0",
    }
    assert dict(ask.headers)["X-Requested-With"] == "XMLHttpRequest"


def test_the_type_of_a_disclosure_column_may_stand_in_its_address() -> None:
    shell = '<script src="x.js"></script><script>u="/module/xxgk/search.jsp"</script>'
    ask = JCMS.next_page(shell, Ask(f"{COLUMN}?number=YZQA0312&vc_xxgkarea=jnsyzq"))
    assert ask is not None
    form = dict(ask.form)
    assert (form["infotypeId"], form["area"], form["divid"]) == ("YZQA0312", "jnsyzq", "div1229")
    assert JCMS.next_page(shell, Ask(COLUMN)) is None


def test_disclosure_tables_are_read_page_by_page() -> None:
    ask = JCMS.next_page(SHELL % "C20006", Ask(COLUMN))
    assert ask is not None
    links = JCMS.find_links(TABLE % 1, ask.url)
    assert [link.title for link in links] == [
        "绵汐工业园区2023年工作总结",
        "绵汐工业园区2022年工作总结",
    ]
    assert links[0].listed_on == date(2024, 3, 11)
    second = JCMS.next_page(TABLE % 1, ask)
    assert second is not None
    assert dict(second.form)["currpage"] == "2"
    assert "currpage=2" in second.url
    assert JCMS.next_page(TABLE % 3, second) is None


def test_a_table_that_stands_in_its_column_is_continued() -> None:
    ask = JCMS.next_page(SHELL % "C20006" + TABLE % 1, Ask(COLUMN))
    assert ask is not None
    assert dict(ask.form)["currpage"] == "2"
    assert JCMS.next_page(SHELL % "C20006" + TABLE % 3, Ask(COLUMN)) is None


def test_disclosure_columns_are_recognised() -> None:
    assert recognise(f"{HOME}/xxgk/index.html", SHELL % "C1") == "jcms"
    assert recognise(f"{HOME}/module/xxgk/search.jsp", TABLE % 1) == "jcms"
