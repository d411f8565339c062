"""Answers with status 200 that are failures all the same."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from zonereports.errors import Challenged, Refused, SoftNotFound
from zonereports.fetch.challenge import STUB, captcha_in, challenge_in, login_in, shown_text
from zonereports.fetch.response import Response

_GONE = re.compile(
    r"(?:页面|网页|文章|内容|信息|栏目|资源|链接|地址|文件)[^。<>]{0,12}(?:不存在|未找到|找不到|已删除|被删除|已被移除|无法访问|已失效|走丢)|"
    r"(?:找不到|无法找到|无法访问|没有找到)[^。<>]{0,12}(?:页面|网页|文章|内容|信息|资源|文件)|"
    r"^\W*404\W*$|(?<!\d)404\s*[-—_|:：,，]?\s*(?:not\s*found|错误|页面|error|找不到)|(?:错误|error)[^<>]{0,6}404|"
    r"(?:page|file)\s+not\s+found",
    re.IGNORECASE,
)
# Body text of less than this many characters: field guide, section 9.
_SHORT = 2_000
_MUCH = 1_000_000
# What a page says of itself: a news item may tell of a 404 in its text, not in its title.
_TITLE = re.compile(r"<title[^>]{0,400}>([^<]{0,2000})</title>", re.IGNORECASE)
_HOME = re.compile(r"/?(?:(?:index|default|main|home)(?:_\d+)?\.(?:s?html?|jsp|aspx?|php))?", re.I)
_ERROR_PAGE = re.compile(r"/(?:404|error|notfound|null)[^/]*\.\w+$", re.IGNORECASE)


def check_page(response: Response, text: str) -> None:
    """Refuse a page that stands in for the one that was asked for.

    Args:
        response: as fetched.
        text: its body, decoded; the text of a page, not of an attachment.

    Raises:
        Challenged: a challenge or a CAPTCHA.
        Refused: a login.
        SoftNotFound: 页面不存在 with status 200, the home page or an error page instead of the
            page, or nothing at all.
    """
    # What stands in for a page is short; the bound keeps the searches below short as well.
    text = text[:_MUCH]
    cookies = " ".join(value for key, value in response.headers if key.lower() == "set-cookie")
    challenge = challenge_in(response.status, cookies, response.body)
    if challenge or captcha_in(text):
        raise Challenged(challenge or "a CAPTCHA stands before the page", url=response.url)
    if login_in(text):
        raise Refused("a login stands before the page", url=response.url)
    asked, came = urlsplit(response.url), urlsplit(response.final_url)
    if not _is_home(asked.path) and asked.path != came.path:
        if _is_home(came.path) and not came.query:
            raise SoftNotFound(f"led to the home page {response.final_url}", url=response.url)
        if _ERROR_PAGE.search(came.path):
            raise SoftNotFound(f"led to an error page {response.final_url}", url=response.url)
    shown = shown_text(text)
    if not shown and "<record" not in text and len(text) < STUB:
        raise SoftNotFound("an empty page", url=response.url)
    title = _TITLE.search(text)
    says = _GONE.search(title[1]) if title else None
    if says is None and len(shown) < _SHORT and not _has_article(text):
        says = _GONE.search(shown)
    if says:
        raise SoftNotFound(
            f"status {response.status}, but it says {says.group()!r}", url=response.url
        )


def _is_home(path: str) -> bool:
    return bool(_HOME.fullmatch(path))


def _has_article(text: str) -> bool:
    """Whether a container of a body stands in the page: then 找不到 is the article's own word."""
    return bool(
        re.search(
            r"""id=["']?(?:zoom|UCAP-CONTENT|vsb_content|NewsContent)|TRS_Editor|j-fontContent|<record\b""",
            text,
            re.IGNORECASE,
        )
    )
