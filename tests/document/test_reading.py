import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonereports.document import read
from zonereports.errors import SoftNotFound, UnreadablePage, ZoneReportsError

URL = "https://www.lanxi.example/art/2024/3/11/art_1_2.html"
BODY = "<div id=zoom><p>2023年，岚溪经开区完成工业投资12.7亿元，同比增长8.1%。</p></div>"


def page(body=BODY, title="岚溪经开区2023年工作总结", head=""):
    return f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'.encode()


TEXT = """索引号: A1/2024-7 公开范围: 全社会
公开日期: 2024-03-11 文号:
发布单位: 经济开发区 有效性:
岚溪经开区2023年度工作总结暨2024年工作计划
时间:2024-03-12 16:23 来源: 县工业园区 浏览次数:
【字体:打印

一、2023年工作总结

　　完成工业投资12.7亿元。

　　时间紧、任务重,来源: 多方。

二、2024年工作计划
    完成工业投资14亿元。

                          岚溪经济开发区管委会
                               20231231

扫一扫在手机打开当前页
"""


def test_plain_text_loses_its_furniture_and_keeps_its_facts():
    document = read(TEXT.encode(), url="a.txt")
    assert document.text.split("\n") == [
        "一、2023年工作总结",
        "完成工业投资12.7亿元。",
        "时间紧、任务重,来源: 多方。",
        "二、2024年工作计划",
        "完成工业投资14亿元。",
    ]
    assert document.title == "岚溪经开区2023年度工作总结暨2024年工作计划"
    assert (document.index_number, document.source) == ("A1/2024-7", "县工业园区")
    assert (document.published_at, document.signed_on) == (date(2024, 3, 11), date(2023, 12, 31))
    assert document.issuer == "岚溪经济开发区管委会"
    assert document.zone == "岚溪经济开发区"


def test_a_headline_that_states_a_figure_stays_in_the_text():
    text = "岚溪高新区2012年工作:总收入突破130亿元\n全年签约32个项目。"
    document = read(text.encode(), url="a.txt")
    assert document.title == "岚溪高新区2012年工作:总收入突破130亿元"
    assert "130亿元" in document.text


def test_lines_that_end_at_the_papers_edge_are_joined():
    lines = (
        "岚溪开发区年度述职报告",
        "去年岚溪开发区上下一心，企业数量由年初的 71 家增加到 88 家，其中",
        "外资企业 13 家，全部投产；用工总数达到 9100 人，比上年同期净增加",
        "1260 人，人均月工资 4870 元；铺设雨污水管网 6.",
        "4 公里，新栽行道树 2300 棵，完成主干道路灯改造 18 条，更换灯具 950",
        "盏，群众反映良好。",
    )
    document = read("\n".join(lines).encode(), url="a.txt")
    assert document.text.split("\n") == ["".join(lines[1:])]


def test_issuer_and_date_under_the_title_are_the_signature():
    text = "岚溪经开区2023年工作总结\n岚溪经济开发区管委会\n（2024年1月5日）\n2023年签约12个项目。\n开工9个。"
    document = read(text.encode(), url="a.txt")
    assert (document.issuer, document.signed_on) == ("岚溪经济开发区管委会", date(2024, 1, 5))
    assert document.text == "2023年签约12个项目。\n开工9个。"


@pytest.mark.parametrize(
    "line",
    [
        "主办第三届产业大会,签约12个项目",
        "附属设施投资1.2亿元",
        "来源于园区的税收1.2亿元",
        "关闭落后产能企业3家",
        "时间过半，任务完成52%",
        "打印中心年产值1.2亿元",
    ],
)
def test_a_paragraph_that_begins_like_furniture_is_kept(line):
    document = read(f"岚溪经开区2023年工作总结\n{line}\n签约12个。\n{line}".encode(), url="a.txt")
    assert document.text.split("\n") == [line, "签约12个。", line]


def test_what_the_listing_knows_comes_first():
    document = read(
        page(head='<meta name="PubDate" content="2024-03-12 10:00">'),
        url=URL,
        link_title="岚溪经济开发区2023年度工作总结",
        listed_on=date(2024, 3, 13),
    )
    assert document.published_at == date(2024, 3, 13)
    assert any("disagree" in note for note in document.notes)
    assert (
        read(page(title="岚溪网"), url=URL, link_title="岚溪经开区总结").title == "岚溪经开区总结"
    )


def test_the_address_gives_the_day_of_last_resort_and_says_so():
    document = read(page(), url=URL)
    assert document.published_at == date(2024, 3, 11)
    assert "address" in document.notes[-1]


def test_the_year_is_never_the_publications():
    body = "<div id=zoom><p>今年以来，完成工业投资12.7亿元，同比增长8.1%。</p></div>"
    assert read(page(body, title="岚溪经开区工作总结"), url=URL).report_year is None


@pytest.mark.parametrize(
    "said",
    ["页面不存在", "您访问的页面不存在或已被删除！", "404 Not Found", "抱歉，该文章已被删除"],
)
def test_an_error_page_with_status_200_is_no_document(said):
    with pytest.raises(SoftNotFound):
        read(page(f"<div class=content><h1>{said}</h1><p>返回首页</p></div>", title=said), url=URL)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (page("<div id=app></div><script>render()</script>", title=""), "no report"),
        (page("<div id=zoom></div>" + '<a href="/">首页</a>' * 50), "no report"),
        (b'{"code":200,"message":"ok","data":[]}', "JSON"),
    ],
)
def test_a_page_without_a_body_says_so(body, reason):
    with pytest.raises(UnreadablePage, match=reason) as caught:
        read(body, url=URL)
    assert caught.value.url == URL


def test_deep_and_endless_markup_ends_in_a_document_or_an_error_by_name():
    for body in (
        "<div>" * 30_000 + "x",
        "<table><tr><td>" * 3_000,
        "<p>" * 100_000,
        "<!--" * 9_000,
    ):
        with contextlib.suppress(ZoneReportsError):
            read(page(body), url=URL)


def test_reading_twice_gives_the_same_document():
    assert read(page(), url=URL) == read(page(), url=URL)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]
    ),
)
def test_no_bytes_raise_anything_but_an_error_by_name(noise, magic):
    with contextlib.suppress(ZoneReportsError):
        read(magic + noise, url=URL)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "一、",
                "（二）",
                "1.",
                "①",
                "2023年",
                "20xx年",
                "\n",
                "。",
                "，",
                "<p>",
                "</p>",
                "<td>",
                "总结",
                "计划",
                "产值1.5亿元",
                "管委会",
                "&nbsp;",
                "来源:",
                "2024-01-02",
                "<div>",
                "__",
                "附件",
            ]
        ),
        max_size=40,
    )
)
def test_any_mix_of_report_words_is_read_or_refused_by_name(words):
    for body in ("".join(words), f"<html><div id=zoom>{''.join(words)}</div></html>"):
        try:
            document = read(body.encode(), url=URL)
        except ZoneReportsError:
            continue
        for section in document.sections:
            assert document.text[section.start : section.end].startswith(section.heading[:1])
            assert 0 <= section.start < section.end <= len(document.text)
