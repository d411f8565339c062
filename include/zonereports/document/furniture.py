"""Lines that belong to the page and not to the report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zonereports.document.facts import FACT_LINE

_ANYWHERE = re.compile(
    r"^\W*(?:"
    r"扫一扫.{0,20}|扫描二维码.{0,20}|(?:微信)?扫码.{0,12}|手机(?:阅读|打开|查看|版)"
    r"|(?:【|\[|［|字号|字体)[^。]{0,6}(?:字体|字号|大|中|小|打印|收藏|关闭).{0,24}"
    r"|(?:打印|收藏|关闭|分享|返回顶部|纠错|我要纠错|朗读|语音播报|无障碍|繁体)"
    r"(?:本页|窗口|页面|到|本文|此页)?(?:[\s\t|·【】\[\]:：]*"
    r"(?:打印|收藏|关闭|分享|返回顶部|纠错|我要纠错|微信|微博|QQ空间|本页|窗口|页面|到|[大中小]))*"
    r"|(?:分享到|分享至)[:：]?.{0,30}|关闭\s*[×xX]?"
    r"|(?:责任编辑|编辑|审核|责编|初审|复审|终审|校对|录入|信息员|供稿|撰稿)"
    r"(?:人员|人)?\s*[:：].{0,60}"
    r"|(?:上|下)一[篇条页]\s*[:：]?.*|相关(?:链接|文章|信息|阅读|新闻|文件|推荐|稿件|解读)\s*[:：]?"
    r"|(?:您|你)?(?:当前|现在)?(?:所在)?(?:的)?位置(?:是)?\s*[:：].*|(?:当前|您的)位置.*"
    r"|首页\s*[>»›/＞·-].*"
    r"|(?:主办|承办|协办|技术支持|维护)(?:单位)?\s*[:：].{0,160}"
    r"|(?:版权所有|网站标识码|备案号|网站地图|Copyright|©).{0,160}"
    r"|(?:联系人|联系电话|咨询电话|传真|邮编)\s*[:：].{0,60}|[（(]此件.{0,16}[)）]"
    r"|.{0,16}ICP备.{0,60}|.{0,30}公网安备.{0,40}|网站地图.{0,60}"
    r"|_ueditor_page_break_tag_|\[!--empirenews\.page--\]|#p#分页标题#e#"
    r"|(?:网友|最新|热门)评论|热[点门]推荐"
    r"|文章来源[:：].{0,30}|(?:本文|原文)(?:链接|地址).{0,120}"
    r")\s*\W*$",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(
    r"^(?:附件|相关附件|附件下载|附(?=\s*[:：]))\s*\d{0,2}\s*[:：]?\s*.{0,80}$|"
    r"^(?:\d{1,2}\s*[.．、]\s*)?\S.{0,80}\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|pptx?|jpe?g|png)"
    r"(?:\s*[\(（].{0,16}[\)）])?$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"^[-—–－·\s]*(?:第\s*)?\d{1,3}(?:\s*页|\s*/\s*\d{1,3})?[-—–－·\s]*$")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page wherever it stands."""
    return len(line) <= 200 and _ANYWHERE.match(line) is not None


def is_page_number(line: str) -> bool:
    """A line that holds nothing but the number of a page."""
    return _PAGE_NUMBER.match(line) is not None


def strip_furniture(lines: Sequence[str], titles: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split lines into the report and the furniture before, within and after it.

    Args:
        lines: stripped paragraphs.
        titles: what the report is called; a line that repeats one at the head is furniture.

    Returns:
        The report's lines, and the furniture in page order (for the facts in it).
    """
    names = {squeeze(title) for title in titles if title and not states_figure(title)}
    furniture: list[str] = []
    start = 0
    for line in lines:
        bare = squeeze(line)
        if not (not bare or bare in names or is_furniture(line) or FACT_LINE.match(line)):
            break
        furniture.append(line)
        start += 1
    end = len(lines)
    while end > start and (
        not squeeze(lines[end - 1])
        or is_furniture(lines[end - 1])
        or _ATTACHMENT.match(lines[end - 1])
        or (FACT_LINE.match(lines[end - 1]) and len(lines[end - 1]) < 80)
    ):
        end -= 1
    body = [line for line in lines[start:end] if squeeze(line) and not is_furniture(line)]
    furniture += [line for line in lines[start:end] if is_furniture(line)]
    return body, furniture + list(lines[end:])


_YEAR = re.compile(r"(?:19|20)\d{2}(?=[年度\s\-—]|$)|20[xX×]{2}")
_TITLE_NUMERAL = re.compile(r"\d{1,2}\s*[-—–~至]\s*\d{1,2}月|\d{1,2}月|第\d+|[（(]\d+[)）]")


def states_figure(title: str) -> bool:
    """Whether a title holds a number beside its years and months: …总收入突破1300亿元.

    Its figure is the report's, so such a title stays in the text.
    """
    return re.search(r"\d", _TITLE_NUMERAL.sub("", _YEAR.sub("", title))) is not None


def squeeze(text: str) -> str:
    """Without any white space: for comparing."""
    # The plain split: what is compared needs no origins.
    return "".join(str.split(text))
