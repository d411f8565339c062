"""TRS WCM: every shape of the pager's call, and dates that only the address tells."""

from __future__ import annotations

from datetime import date

import pytest

from zonereports.sites import Ask, family, recognise

FOLDER = "https://www.shuangtan.example/zwgk_229/ghjh/"
TRS = family("trs")


def script(code: str) -> str:
    return f"<ul></ul><script>{code}</script>"


def following(code: str, file: str = "") -> str | None:
    ask = TRS.next_page(script(code), Ask(FOLDER + file))
    return ask.url.removeprefix(FOLDER) if ask else None


@pytest.mark.parametrize(
    ("code", "file", "expected"),
    [
        ('createPageHTML(25, 0, "index", "html");', "", "index_1.html"),
        ('createPageHTML(25, 0, "index", "html");', "index.html", "index_1.html"),
        ('createPageHTML(25, 1, "index", "html");', "index_1.html", "index_2.html"),
        ('createPageHTML(25, 24, "index", "html");', "index_24.html", None),
        ('createPageHTML(1, 0, "index", "html");', "", None),
        ('createPageHTML(12, 0, "index", "shtml", "black2", 230);', "", "index_1.shtml"),
        ("createPageHTML('paging', 25, 1, 'index', 'html', 500);", "", "index_2.html"),
        ("createPageHTML('paging', 25, 2, 'index', 'html', 500);", "index_2.html", "index_3.html"),
        ("createPageHTML('paging', 25, 25, 'index', 'html', 500);", "index_25.html", None),
        ('createPageHTML(9, 1, "index", "html");', "", "index_2.html"),
        ('$("#p").pagination("setPage", 1, 322);', "index.html", "index_2.html"),
        ('$("#p").pagination("setPage", 322, 322);', "index_322.html", None),
        ("var currentPage = 0;//起\nvar countPage = 17;", "", "index_1.html"),
        ("var currentPage = 16;\nvar countPage = 17;", "index_16.html", None),
        (
            'var countPage = 4;\nvar currentPage = 0;\ncreatePageHTML(countPage, currentPage, "index", "htm");',
            "",
            "index_1.htm",
        ),
        (
            'function createPageHTML(_n, _i, _name, _ext){ return; }\ncreatePageHTML(3, 0, "index", "html");',
            "",
            "index_1.html",
        ),
    ],
)
def test_the_next_file_follows_from_the_call(code: str, file: str, expected: str | None) -> None:
    assert following(code, file) == expected


@pytest.mark.parametrize(
    "comment",
    [
        '//createPageHTML(50, 7, "list", "shtml");\n',
        '/* createPageHTML(50, 7, "list", "shtml"); */',
    ],
)
def test_a_commented_call_is_not_believed(comment: str) -> None:
    code = f"{comment}\nvar currentPage = 0;\nvar countPage = 17;"
    assert following(code) == "index_1.html"
    assert following(comment) is None
    page = f"<!-- <script>{comment[2:]}</script> -->"
    assert TRS.next_page(page, Ask(FOLDER)) is None


def test_a_live_call_inside_an_old_script_comment_counts() -> None:
    assert following('\n<!--\ncreatePageHTML(3, 0, "index", "html");\n//-->\n') == "index_1.html"


def test_a_call_after_an_address_with_slashes_counts() -> None:
    code = 'var s="http://a.example/x.js"; createPageHTML(3, 0, "index", "html");'
    assert following(code) == "index_1.html"


def test_a_folder_without_its_slash_is_a_folder_still() -> None:
    html = script('createPageHTML(3, 0, "index", "html");') + (
        '<ul><li><a href="./202403/t20240311_5100001.html">双潭经开区工作总结</a></li></ul>'
    )
    assert TRS.next_page(html, Ask(FOLDER[:-1])) == Ask(f"{FOLDER}index_1.html")
    (link,) = TRS.find_links(html, FOLDER[:-1])
    assert link.url == f"{FOLDER}202403/t20240311_5100001.html"


ROW = '<li><a href="./{a}" title="{t}">{s}…</a>{d}</li>'


def test_a_row_without_a_date_takes_the_one_in_its_address() -> None:
    dated = ROW.format(
        a="202401/t20240102_5100001.html",
        t="双潭经开区2023年工作总结",
        s="双潭经开区",
        d="<span>2024-03-11</span>",
    )
    bare = ROW.format(
        a="202301/t20230203_5100002.shtml", t="双潭经开区2022年工作总结", s="双潭", d=""
    )
    unknown = ROW.format(a="t19646926.shtml", t="双潭经开区2021年工作总结", s="双潭", d="")
    links = TRS.find_links(f"<ul>{dated}{bare}{unknown}</ul>", FOLDER)
    assert [(link.title[5:9], link.listed_on) for link in links] == [
        ("2023", date(2024, 3, 11)),
        ("2022", date(2023, 2, 3)),
        ("2021", None),
    ]
    assert len(TRS.find_links(f"<ul>{bare}{unknown}</ul>", FOLDER)) == 2


def test_undated_links_of_another_box_are_left_alone() -> None:
    dated = ROW.format(
        a="202401/t20240102_5100001.html", t="双潭经开区工作总结", s="", d="2024-01-02"
    )
    box = '<div class="x"><ul><li><a href="/a/202401/t20240101_77777.html">首页要闻一条</a></li></ul></div>'
    assert len(TRS.find_links(f"<div><ul>{dated}</ul></div>{box}", FOLDER)) == 1


def test_a_last_page_of_links_to_other_hosts_is_read() -> None:
    row = '<li><a href="https://mp.weixin.qq.com/s/abc">双潭经开区公众号文章</a><span>2019-01-02</span></li>'
    assert len(TRS.find_links(f"<ul>{row}</ul>", FOLDER)) == 1


def test_a_stub_has_neither_rows_nor_a_next_page() -> None:
    stub = "<html><body><div class='list'><ul></ul></div></body></html>"
    ask = Ask(f"{FOLDER}index_3.html")
    assert TRS.find_links(stub, ask.url) == []
    assert TRS.next_page(stub, ask) is None


def test_it_is_recognised_by_address_call_and_editor_but_after_ucap() -> None:
    assert recognise(f"{FOLDER}202403/t20240311_5100001.html", "") == "trs"
    assert recognise(FOLDER, script('createPageHTML(25, 0, "index", "html");')) == "trs"
    assert recognise(FOLDER, script("var currentPage = 0; var countPage = 17;")) == "static"
    assert recognise(FOLDER, '<div class="view TRS_UEDITOR trs_paper_default">') == "trs"
    ucap = script("createPageHTML('page_div', 10, 1, 'xlist', 'shtml', 189);")
    assert recognise("https://a.example/heluo/c100120/xlist.shtml", ucap) == "ucap"
