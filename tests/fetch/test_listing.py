"""Links of a listing, and the failures that status 200 hides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zonereports.errors import Challenged, LayoutChanged, SoftNotFound, WrongSetting
from zonereports.fetch import Response, check_page, find_links
from zonereports.sites import Listing

URL = "https://www.qingshan.example/col/col1229/index.html"
ARTICLE = "https://www.qingshan.example/art/2024/3/11/art_1_2.html"


def response(
    text: str | bytes, *, url: str = URL, final: str | None = None, charset: str = "utf-8"
) -> Response:
    body = text if isinstance(text, bytes) else text.encode(charset)
    headers = (("Content-Type", f"text/html; charset={charset}"),)
    return Response(url, final or url, 200, headers, body, datetime(2025, 3, 1, tzinfo=UTC))


def rows(count: int, first: int = 1) -> str:
    return "".join(
        f'<li><a href="/art/2024/3/11/art_1_{n}.html">青山经济开发区第{n}号总结</a><span>2024-03-11</span></li>'
        for n in range(first, first + count)
    )


def island(count: int) -> str:
    records = "".join(
        f"<record><![CDATA[{row}</li>]]></record>" for row in rows(count).split("</li>") if row
    )
    return f'<ul></ul><script type="text/xml"><datastore><recordset>{records}</recordset></datastore></script>'


@pytest.mark.parametrize("family", ["jcms", "auto"])
def test_links_are_read_with_the_family_or_the_recognised_one(family: str) -> None:
    links = find_links(response(island(3)), Listing(URL, 3), family=family)
    assert [link.url[-6:] for link in links] == ["1.html", "2.html", "3.html"]


def test_legacy_encodings_are_decoded() -> None:
    (link,) = find_links(response(rows(1), charset="gb18030"), Listing(URL), family="auto")
    assert link.title == "青山经济开发区第1号总结"


def test_each_address_is_given_once() -> None:
    page = f"<ul>{rows(2)}</ul><ul>{rows(2)}</ul>"
    assert len(find_links(response(page), Listing(URL), family="static")) == 2


def test_fewer_links_than_promised_are_a_changed_layout_with_both_numbers() -> None:
    with pytest.raises(LayoutChanged, match="2 links, expected at least 10, read as jcms"):
        find_links(response(island(2)), Listing(URL, 10), family="jcms")


def test_the_family_that_the_page_looks_like_is_told_when_it_is_another() -> None:
    with pytest.raises(LayoutChanged, match="looks like jcms"):
        find_links(response(island(2)), Listing(URL, 3), family="static")


def test_an_empty_list_is_told_in_the_words_of_the_page() -> None:
    page = "<div class='list'>暂无相关信息</div>" + "<p>县情简介</p>" * 9
    with pytest.raises(LayoutChanged, match="empty list.*暂无相关信息"):
        find_links(response(page), Listing(URL), family="auto")


def test_an_unknown_family_is_a_wrong_setting() -> None:
    with pytest.raises(WrongSetting):
        find_links(response(rows(1)), Listing(URL), family="jcsm")


@pytest.mark.parametrize(
    "text",
    [
        "<html><title>404 Not Found</title><body><h1>404 Not Found</h1></body></html>",
        "<html><body><p>抱歉,您访问的页面不存在</p></body></html>",
        "<p>对不起,您要找的内容找不到了或已被删除</p>",
        "<div>无法访问此页面</div>",
        "<title>错误 404</title>" + "<p>返回首页</p>" * 900,
        "",
        "<html><script>var a=1</script></html>",
    ],
)
def test_a_page_that_says_it_is_not_there_is_believed(text: str) -> None:
    with pytest.raises(SoftNotFound):
        check_page(response(text), text)


@pytest.mark.parametrize(
    "text",
    [
        f"<ul>{rows(3)}</ul>",
        "<div id='zoom'>企业反映问题404个,找不到用工信息的12家</div>",
        "<p>青山经济开发区2024年工作总结</p>" * 200 + "<p>页面不存在</p>",
        "<title>青山县</title><p>全年走访企业404家</p>",
    ],
)
def test_an_ordinary_page_is_left_alone(text: str) -> None:
    check_page(response(text), text)


@pytest.mark.parametrize(
    "final", ["https://www.qingshan.example/", "https://www.qingshan.example/index.html"]
)
def test_the_home_page_in_place_of_an_article_is_no_article(final: str) -> None:
    text = f"<ul>{rows(3)}</ul>"
    with pytest.raises(SoftNotFound, match="home page"):
        check_page(response(text, url=ARTICLE, final=final), text)
    check_page(response(text, url="https://qingshan.example/", final=final), text)


def test_an_error_page_in_place_of_an_article_is_no_article() -> None:
    text = "<p>青山县</p>"
    with pytest.raises(SoftNotFound, match="error page"):
        check_page(response(text, url=ARTICLE, final="https://www.qingshan.example/404.html"), text)


@pytest.mark.parametrize(
    "text",
    [
        "<form>请输入验证码 <input name=code></form>",
        "<html><title>安全验证</title><div>请拖动滑块</div></html>",
        "<script>document.cookie='a=1';window.location='/x'</script>",
    ],
)
def test_a_challenge_with_status_200_is_named(text: str) -> None:
    with pytest.raises(Challenged):
        check_page(response(text), text)


def test_a_letterbox_with_a_captcha_on_an_ordinary_page_is_no_challenge() -> None:
    text = f"<ul>{rows(20)}</ul><form>请输入验证码</form>"
    check_page(response(text), text)
