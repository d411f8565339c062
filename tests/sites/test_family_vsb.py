"""VSB: only the link 下页 tells where the next page is."""

from __future__ import annotations

from datetime import date

import pytest

from zonereports.sites import Ask, family, recognise

LIST = "https://www.jinping.example/zfxxgk/ghzj.htm"
VSB = family("vsb")
PAGER = (
    '<div class="pb_sys_common pb_sys_normal pb_sys_style1"><span class="p_t">共52条</span>'
    '<span class="p_pages"><span class="p_first_d">首页</span><span class="p_prev_d">上页</span>'
    '<span class="p_no_d">1</span><span class="p_no"><a href="ghzj/10.htm">2</a></span>{next}'
    '<span class="p_last p_fun"><a href="ghzj/1.htm">尾页</a></span></span>'
    '<span class="p_t">1/11</span></div>'
)


@pytest.mark.parametrize("words", ["下页", "下一页", "&gt;", "Next"])
def test_the_link_to_the_next_page_is_followed_whatever_it_says(words: str) -> None:
    link = f'<span class="p_next p_fun"><a href="ghzj/10.htm">{words}</a></span>'
    expected = Ask("https://www.jinping.example/zfxxgk/ghzj/10.htm")
    assert VSB.next_page(PAGER.format(next=link), Ask(LIST)) == expected


def test_a_pager_that_is_switched_off_is_the_end() -> None:
    off = '<span class="p_next_d">下页</span>'
    assert VSB.next_page(PAGER.format(next=off), Ask(LIST)) is None
    assert VSB.next_page("<ul></ul>", Ask(LIST)) is None


@pytest.mark.parametrize("told", ["2024-03-11", "[2024.03.11]", "2024年03月11日"])
def test_rows_are_read_with_their_dates(told: str) -> None:
    row = (
        '<li id="line_u8_0"><a href="../info/1251/113422.htm" title="锦坪高新区2023年工作总结">'
        f"锦坪高新区…</a><span>{told}</span></li>"
    )
    (link,) = VSB.find_links(f"<ul>{row}</ul>", LIST)
    assert link.url == "https://www.jinping.example/info/1251/113422.htm"
    assert (link.title, link.listed_on) == ("锦坪高新区2023年工作总结", date(2024, 3, 11))


def test_it_is_recognised_by_article_body_and_pager() -> None:
    assert recognise("https://a.example/info/1251/113422.htm", "") == "vsb"
    assert recognise("https://a.example/x.htm", '<div id="vsb_content_2">') == "vsb"
    assert recognise(LIST, PAGER.format(next="")) == "vsb"
    assert recognise(LIST, '<a href="../info/1251/9.htm">锦坪高新区</a>') == "vsb"
