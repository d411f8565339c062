"""Openness: pages numbered in the path, and in the query of the older generation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonereports.sites import Ask, family, recognise

HOME = "https://www.qingshan.example"
FOLDER = f"{HOME}/OpennessContent/showList/784/34502/"
OLDER = f"{HOME}/opennessTarget/?branch_id=57a3e6f4{'0' * 16}&topic_id=57a3e6f5{'1' * 16}"
openness = family("openness")


def page(pager: str = "") -> str:
    return (
        '<ul class="nav"><li><a href="/News/showList/12/page_1.html">要闻</a></li></ul><ul>'
        '<li><a href="/OpennessContent/show/2723068.html" title="青山工业园区2023年工作总结">青山工业…</a>'
        f'<span>2024-03-11</span></li></ul><div class="page">{pager}</div>'
    )


def to(*numbers: int, folder: str = "/OpennessContent/showList/784/34502/") -> str:
    return "".join(f'<a href="{folder}page_{n}.html">{n}</a>' for n in numbers)


@pytest.mark.parametrize(
    ("url", "html"),
    [
        (f"{FOLDER}page_1.html", ""),
        (f"{HOME}/BranchOpennessContent/showList/784/0/page_1.html", ""),
        (f"{HOME}/News/showList/12/page_3.html", ""),
        (f"{HOME}/Special/showList/12/page_1.html", ""),
        (f"{HOME}/OpennessContent/show/2723068.html", ""),
        (f"{HOME}/OpennessAnnualReport/show/5046.html", ""),
        (f"{HOME}/XxgkAnnualReport/show/5462.html", ""),
        (f"{HOME}/XxgkContent/showList/3/4/page_1.html", ""),
        (OLDER, ""),
        (f"{HOME}/content/detail/{'5' * 24}.html", ""),
        (f"{HOME}/zwgk/", page()),
    ],
)
def test_its_pages_are_recognised(url: str, html: str) -> None:
    assert recognise(url, html) == "openness"


def test_the_rows_are_read_and_the_menu_is_not() -> None:
    (link,) = openness.find_links(page(), f"{FOLDER}page_1.html")
    assert link.url == f"{HOME}/OpennessContent/show/2723068.html"
    assert link.title == "青山工业园区2023年工作总结"
    assert link.listed_on == date(2024, 3, 11)


def test_rows_without_dates_are_read_when_they_lead_to_articles() -> None:
    links = openness.find_links(page().replace("2024-03-11", ""), f"{FOLDER}page_1.html")
    assert [link.url for link in links] == [f"{HOME}/OpennessContent/show/2723068.html"]


@pytest.mark.parametrize(
    "pager",
    [
        to(1, 2, 3),
        to(3),
        "共 3 页",
        "共<b>3</b>页",
        "<script>var totalPage = 3;</script>",
        '<option value="/OpennessContent/showList/784/34502/page_3.html">3</option>',
    ],
)
def test_numbers_are_counted_up_as_far_as_the_pager_reaches(pager: str) -> None:
    asks = [Ask(f"{FOLDER}page_1.html")]
    while ask := openness.next_page(page(pager), asks[-1]):
        asks.append(ask)
    assert [ask.url for ask in asks] == [f"{FOLDER}page_{n}.html" for n in (1, 2, 3)]


def test_another_columns_pages_and_none_at_all_are_no_next_page() -> None:
    ask = Ask(f"{FOLDER}page_1.html")
    assert openness.next_page(page(to(9, folder="/OpennessContent/showList/1/1/")), ask) is None
    assert openness.next_page(page(), ask) is None
    assert openness.next_page(f"<p>暂无信息</p>{to(9)}", ask) is None


def test_a_column_without_a_number_is_page_one() -> None:
    second = Ask(f"{FOLDER}page_2.html")
    assert openness.next_page(page(to(2)), Ask(FOLDER)) == second
    assert openness.next_page(page(to(2)), Ask(FOLDER.rstrip("/"))) == second


def test_the_older_generation_is_counted_in_the_query() -> None:
    path = OLDER.removeprefix(HOME).replace("&", "&amp;")
    pager = "".join(f'<a href="{path}&amp;page={n}">{n}</a>' for n in (2, 3))
    html = page(pager).replace(
        "/OpennessContent/show/2723068.html", f"/content/detail/{'5' * 24}.html"
    )
    second = openness.next_page(html, Ask(OLDER))
    assert second == Ask(f"{OLDER}&page=2")
    third = openness.next_page(html, second)
    assert third == Ask(f"{OLDER}&page=3")
    assert openness.next_page(html, third) is None


PIECES = st.sampled_from(
    [page(), to(2, 999999), "共9999999页", 'href="/opennessTarget/?page=', '"', "pages: 7", "<a ",
     "href='//['", "\ud800", "\0", 'value="page_2.html"', "%ff"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=9).map("".join))
def test_nothing_a_server_sends_breaks_it(html: str) -> None:
    for url in (f"{FOLDER}page_1.html", OLDER, f"{OLDER}&page=x", f"{HOME}/zwgk/"):
        openness.recognise(url, html)
        openness.next_page(html, Ask(url))
        openness.find_links(html, url)
