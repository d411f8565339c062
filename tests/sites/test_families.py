"""Listings of the families, with the debris that real ones carry."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.errors import WrongSetting
from zonereports.sites import Ask, family, family_names, recognise

COLUMN = "https://www.qingshan.example/col/col1229/index.html"
HOME = "https://www.qingshan.example"


def island(*records: str, extra: str = "") -> str:
    rows = "".join(f"<record><![CDATA[{record}]]></record>" for record in records)
    return (
        f'<html><body><ul></ul><script type="text/xml"><datastore>{extra}'
        f"<recordset>{rows}</recordset></datastore></script></body></html>"
    )


ROW = '<li><a href="/art/2024/3/11/art_1229_{n}.html" title="{t}">{s}</a>{d}</li>'


def row(n: int, title: str, dated: str, shown: str = "青山经济开发区…") -> str:
    return ROW.format(n=n, t=title, s=shown, d=dated)


def test_every_family_module_keeps_the_protocol() -> None:
    assert family_names()[-1] == "static"
    for name in family_names():
        module = family(name)
        assert name == module.NAME
        assert isinstance(module.RANK, int)
        assert module.find_links("", "https://a.example/") == []
        assert module.next_page("", Ask("https://a.example/")) is None


def test_an_unknown_family_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(WrongSetting, match="did you mean jcms"):
        family("jcm")


def test_jcms_reads_the_island_and_prefers_the_title_attribute() -> None:
    html = island(row(1, "青山经济开发区2024年工作总结", "<span>2024-03-11</span>"))
    (link,) = family("jcms").find_links(html, COLUMN)
    assert link.url == f"{HOME}/art/2024/3/11/art_1229_1.html"
    assert link.title == "青山经济开发区2024年工作总结"
    assert link.listed_on == date(2024, 3, 11)


@pytest.mark.parametrize(
    "record",
    [
        '<li><a href="/art/2026/1/23/art_1_2.html" title="青山开发区工作总结">青山</a><span>2026-\n 01-\n 23</span></li>',
        '<li class="clearfix"><a href="/art/2026/1/23/art_1_2.html">青山开发区工作总结</a><i>[2026-01-23]</i></li>',
        '<li style=<br/><a href="/art/2026/1/23/art_1_2.html">青山开发区工作总结</a><b>2026/1/23</b></li>',
        '<tr><td><a href="/art/2026/1/23/art_1_2.html">青山开发区工作总结</a></td><td>管委会</td><td>[2026-01-23]</td></tr>',
        '<tr><td>2026-02-00018</td><td><a href="/art/2026/1/23/art_1_2.html">青山开发区工作总结</a></td><td>2026年1月23日</td></tr>',
        '<a href="/art/2026/1/23/art_1_2.html"><p>青山开发区工作总结</p><p class="lb-list">2026.01.23</p></a>',
        '<a href="/art/2026/1/23/art_1_2.html">青山开发区工作总结</a><span class="time">2026-01-23</span>',
        '<a href="/col/col7/index.html">[总结]</a><a href="/art/2026/1/23/art_1_2.html">青山开发区工作总结</a><span>2026-01-23</span>',
    ],
)
def test_jcms_reads_every_variant_of_a_row(record: str) -> None:
    (link,) = family("jcms").find_links(island(record), COLUMN)
    assert link.url == f"{HOME}/art/2026/1/23/art_1_2.html"
    assert link.title == "青山开发区工作总结"
    assert link.listed_on == date(2026, 1, 23)


def test_an_index_number_alone_is_no_date() -> None:
    html = island(
        '<li><a href="/art/2026/1/2/art_1_2.html">青山开发区工作总结</a>2026-02-00018</li>'
    )
    (link,) = family("jcms").find_links(html, COLUMN)
    assert link.listed_on is None


def test_a_date_in_the_title_is_not_the_date_of_the_row() -> None:
    html = island(row(1, "2024年1月2日工作总结", "<span>2024-03-11</span>", "2024年1月2日工作总结"))
    (link,) = family("jcms").find_links(html, COLUMN)
    assert link.listed_on == date(2024, 3, 11)


def test_jcms_falls_back_to_article_links_of_the_page() -> None:
    html = (
        '<div class="nav"><a href="/col/col1/index.html">政务公开栏目</a></div><ul>'
        + row(1, "青山经济开发区2024年工作总结", "")
        + row(2, "青山经济开发区2023年工作总结", "")
        + "</ul>"
    )
    assert len(family("jcms").find_links(html, COLUMN)) == 2


def test_escaped_records_without_cdata_are_read() -> None:
    record = (
        row(1, "青山经济开发区工作总结", "2024-03-11").replace("<", "&lt;").replace(">", "&gt;")
    )
    html = f"<datastore><recordset><record>{record}</record></recordset></datastore>"
    assert len(family("jcms").find_links(html, COLUMN)) == 1


def test_jcms_follows_the_next_group() -> None:
    group = '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&columnid=9">]]></nextgroup>'
    html = island(row(1, "青山经济开发区工作总结", ""), extra=group)
    expected = f"{HOME}/module/web/jpage/dataproxy.jsp?page=1&appid=1&columnid=9"
    following = family("jcms").next_page(html, Ask(COLUMN))
    assert following is not None
    assert (following.url, following.method) == (expected, "GET")


def test_jcms_counts_on_by_number_until_the_total_is_reached() -> None:
    jcms = family("jcms")
    rows = [row(n, "青山经济开发区工作总结", "2024-03-11") for n in range(3)]
    script = (
        "<script>var totalRecord=5; webid: '7', unitid: '88', columnid: '1229', perPage: 1;"
        "url='/module/web/jpage/dataproxy.jsp'</script>"
    )
    second = jcms.next_page(island(*rows, extra="") + script, Ask(COLUMN))
    assert second is not None
    assert "startrecord=4&endrecord=6" in second.url
    assert {("columnid", "1229"), ("unitid", "88"), ("webid", "7")} <= set(second.form)
    answer = f"<datastore><totalrecord>5</totalrecord><recordset>{'<record>x</record>' * 2}</recordset></datastore>"
    assert jcms.next_page(answer, second) is None


def test_a_dataproxy_answer_with_its_xml_head_is_read() -> None:
    answer = (
        "<?xml version='1.0' encoding='UTF-8'?><datastore><totalrecord>1</totalrecord><recordset>"
        f"<record><![CDATA[{row(1, '青山经济开发区工作总结', '2024-03-11')}]]></record></recordset></datastore>"
    )
    assert len(family("jcms").find_links(answer, f"{HOME}/module/web/jpage/dataproxy.jsp")) == 1


def test_pages_are_recognised_in_the_order_of_the_guide() -> None:
    assert recognise(COLUMN, "<ul></ul>") == "jcms"
    assert recognise(f"{HOME}/xx/", island("")) == "jcms"
    jpaas = '<div url="/api-gateway/jpaas-publish-server/front/page/build/unit"></div>'
    assert recognise(COLUMN, jpaas) != "jcms"
    assert recognise(f"{HOME}/zwgk/zj/", "<ul></ul>") == "static"


LIST = """
<html><body>
<div class="nav"><ul><li><a href="/a/">网站首页导航</a> 2024-01-01</li></ul></div>
<div class="main"><ul>
<li><a href="./202403/t20240311_1.html" title="青山经济开发区2023年工作总结">青山经济开发区2023年…</a><span>2024-03-11</span></li>
<li><span class="date">[2023-02-01]</span><a href="./202302/t20230201_2.html">·青山经济开发区2022年工作总结</a></li>
<li><a href="javascript:void(0)" onclick="jumpToDetail('./202202/t20220201_3.html')">青山经济开发区2021年工作总结</a><span>2022-02-01</span></li>
<li><a href="./202403/t20240311_1.html">青山经济开发区2023年工作总结</a><span>2024-03-11</span></li>
</ul></div>
<div class="pages"><a href="index_1.html">下一页</a></div>
<div><h3>热点推荐</h3><ul><li><a href="/n/1.html">县里的一条新闻</a><span>2024-05-01</span></li></ul></div>
<!-- <ul><li><a href="/n/9.html">注释里的一行链接</a><span>2024-05-01</span></li></ul> -->
</body></html>
"""
ZJ = f"{HOME}/zwgk/zj/"


def test_static_reads_rows_and_leaves_menus_and_boxes_alone() -> None:
    links = family("static").find_links(LIST, ZJ)
    assert [link.url for link in links] == [
        f"{ZJ}202403/t20240311_1.html",
        f"{ZJ}202302/t20230201_2.html",
        f"{ZJ}202202/t20220201_3.html",
    ]
    assert [link.title for link in links] == [
        "青山经济开发区2023年工作总结",
        "青山经济开发区2022年工作总结",
        "青山经济开发区2021年工作总结",
    ]
    assert links[1].listed_on == date(2023, 2, 1)


def test_static_finds_the_next_page() -> None:
    assert family("static").next_page(LIST, Ask(ZJ)) == Ask(f"{ZJ}index_1.html")
    last = '<a href="javascript:;">下一页</a>'
    assert family("static").next_page(last, Ask(ZJ)) is None


@pytest.mark.parametrize(
    "html",
    [
        '<table><tr><td>1</td><td><a href="a1.html">青山园区工作总结</a></td><td>2024-03-11</td></tr></table>',
        '<dl><dt><a href="a1.html">青山园区工作总结</a></dt><dd>2024年3月11日</dd></dl>',
        '<div><div class="t"><a href="a1.html">青山园区工作总结</a></div><div class="d">2024/3/11</div></div>',
        '<ul><li><a href="a1.html"><i>11 / 2024-03</i><h4>青山园区工作总结</h4></a></li></ul>',
        '<ul><li><a href="a1.html"><h4>青山园区工作总结</h4><p>2024-03-11 16:23</p></a></li></ul>',
        '<li><a href="c/">[规划总结]</a><a href="a1.html">青山园区工作总结</a><em>2024-03-11</em></li>',
        '<p><a href="a1.html">青山园区工作总结</a> (2024.03.11)</p>',
    ],
)
def test_static_reads_lists_of_every_make(html: str) -> None:
    (link,) = family("static").find_links(f"<body>{html}</body>", ZJ)
    assert (link.url, link.title) == (f"{ZJ}a1.html", "青山园区工作总结")
    assert link.listed_on == date(2024, 3, 11)


def test_a_menu_without_dates_is_no_listing() -> None:
    html = "".join(f'<li><a href="/zwgk/c{n}/">政务公开目录{n}</a></li>' for n in range(9))
    assert family("static").find_links(f"<ul>{html}</ul>", ZJ) == []


def test_articles_without_dates_are_a_listing_still() -> None:
    html = "".join(
        f'<li><a href="/public/6627172/3214894{n}.html">青山经济开发区202{n}年工作总结</a></li>'
        for n in range(4)
    )
    assert len(family("static").find_links(f"<ul>{html}</ul>", ZJ)) == 4


def test_comments_and_instructions_between_rows_do_no_harm() -> None:
    html = f"<body><!-- 热点 --><?php x?><ul><!-- a -->{row(1, '青山园区工作总结', '2024-03-11')}</ul></body>"
    assert len(family("static").find_links(html, ZJ)) == 1


PIECES = st.sampled_from(
    [
        "<ul>", "<li>", "</li>", "<a href='/x/12345.html'>", "<a href='//['>", "</a>", "<!-- ", "-->",
        "青山经济开发区工作总结", "2024-03-11", "2024-13-45", "<record>", "<![CDATA[", "]]>", "</record>",
        "<datastore>", "<recordset>", "<td>", "<tr>", "<table>", "<base href='::'>", "<script>", "\0",
        "&#0;", "\ud800", "<?xml version='1.0' encoding='gbk'?>", "<frameset>", "<svg>", "totalrecord=9",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_broken_markup_never_breaks_a_family(html: str) -> None:
    for name in family_names():
        module = family(name)
        module.recognise(ZJ, html)
        module.next_page(html, Ask(ZJ))
        for link in module.find_links(html, ZJ):
            assert link.url.startswith("http")


@pytest.mark.parametrize(
    "piece",
    [
        "<script>",
        "<!--",
        "<tr class='tr_main_value_odd'>",
        "createPageHTML(",
        "<a href='javascript:__doPostBack(",
        '"/common/search/',
        "<input name='__VIEWSTATE' ",
        "<span class='p_next'>",
        "x(",
        "//",
        "/123123123",
        "第 1 页",
    ],
)
def test_long_broken_pages_take_no_long_time(piece: str) -> None:
    html = piece * (200_000 // len(piece))
    began = process_time()
    for name in family_names():
        module = family(name)
        module.recognise(ZJ, html)
        module.next_page(html, Ask(ZJ))
    assert process_time() - began < 5
