"""Trees of columns in the spellings that they have, and pagers that do not tell their base."""

from __future__ import annotations

import pytest

from zonereports.sites import Ask, family
from zonereports.sites.tree import find_columns

HOME = "https://www.mianxi.example"
COLUMN = f"{HOME}/col/col77/index.html"
TREE = "/module/xxgk/tree.jsp?standardXxgk=1&area=1133&divid=div77"
JCMS, TRS = family("jcms"), family("trs")
ROW = '<li><a href="./202401/t20240110_5100001.html" title="绵汐工业园区2023年工作总结">绵</a><span>2024-01-10</span></li>'


@pytest.mark.parametrize(
    "text",
    [
        'd.add("C20","0","总结计划","javascript:f()");d.add("C21","0","机构职能","x")',
        '[{"infotypeId": "C20", "name": "总结计划"}, {"infotypeId": "C21", "name": "机构职能"}]',
        '<a href="s.jsp?infotypeId=C20">总结计划</a><a onclick="go(\'C21\')">机构职能</a><a href="/">首页</a>',
    ],
)
def test_a_tree_tells_its_columns(text: str) -> None:
    assert find_columns(text) == [("C20", "总结计划"), ("C21", "机构职能")]


def test_a_page_that_names_no_column_leads_through_its_tree() -> None:
    page = f'<iframe src="{TREE.replace("&", "&amp;")}"></iframe><script>var webid = 31;</script>'
    tree = JCMS.next_page(page, Ask(COLUMN))
    assert tree is not None
    assert tree.url == f"{HOME}{TREE}#jdid=31"
    nodes = 'd.add("C1","0","规划计划");d.add("C2","0","工作总结");d.add("C3","0","领导之窗")'
    first = JCMS.next_page(nodes, tree)
    assert first is not None
    told = dict(first.form)
    assert (told["infotypeId"], told["area"], told["jdid"]) == ("C2", "1133", "31")
    again = JCMS.next_page('<table class="tb_title"></table>', first)
    assert again is not None
    second = JCMS.next_page(nodes, again)
    assert second is not None
    assert dict(second.form)["infotypeId"] == "C1"
    last = JCMS.next_page("<table></table>", second)
    assert last is not None
    assert JCMS.next_page(nodes, last) is None


@pytest.mark.parametrize("call", ['pageDec("page", 5, "66条")', "pageDec(1, 5)", "pageDec(5)"])
def test_a_pager_nobody_explains_is_tried_under_both_names(call: str) -> None:
    html = f"<ul>{ROW}</ul><script>{call}</script>".replace("66条", "共几条")
    ask = TRS.next_page(html, Ask(f"{HOME}/gk/"))
    assert ask is not None
    assert ask.otherwise is not None
    assert [one.url.rpartition("/")[2] for one in (ask, ask.otherwise)] == [
        "index_1.html",
        "index_2.html",
    ]
    following = TRS.next_page(html, ask.otherwise)
    assert following is not None
    assert following.url.endswith("/index_3.html")
    assert TRS.next_page(html, Ask(f"{HOME}/gk/index_5.html")) is None


def test_only_the_last_two_of_many_declared_files_may_be_missing() -> None:
    def missing(number: int) -> bool:
        html = f'<ul>{ROW}</ul><script>createPageHTML(322, {number}, "index", "html");</script>'
        name = f"index_{number}.html" if number else ""
        ask = TRS.next_page(html, Ask(f"{HOME}/gk/{name}"))
        assert ask is not None
        return ask.may_be_missing

    assert [missing(number) for number in (0, 5, 318, 319, 320)] == [
        False,
        False,
        False,
        True,
        True,
    ]
