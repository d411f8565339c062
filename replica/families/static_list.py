"""A plain static list, rendered by the server: `ul > li > a[title] + span`, as the long tail has it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from replica.attachment import token
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, shortened, site_code

NAME = "static"
FOLDER = "/gk/ghzj/"
COLUMN_NAME = "规划总结"
QUIRKS = {"parts": "a report is cut into three; each page links no more than the one behind it"}


def listing_path(county: CountyFacts) -> str:
    return f"{FOLDER}index.html"


def article_path(county: CountyFacts, entry: Entry) -> str:
    return _path(entry)


def further_parts(county: CountyFacts, entry: Entry) -> list[str]:
    """The files behind the first: 123_2.shtml and 123_3.shtml."""
    if "parts" not in county.quirks:
        return []
    stem = _path(entry).removesuffix(".shtml")
    return [f"{stem}_{number}.shtml" for number in (2, 3)]


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    return _file(entry)


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    items = "\n".join(_row(entry) for entry in rows) or "<li>暂无相关信息</li>"
    return f"""{_head(county, COLUMN_NAME)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府门户网站</a></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/gk/">政务公开</a></li><li><a href="/fw/">政务服务</a></li><li><a href="/hd/">互动交流</a></li></ul>
<div class="position">您所在的位置：<a href="/">首页</a> &gt; <a href="/gk/">政务公开</a> &gt; {COLUMN_NAME}</div>
<div class="list">
<ul>
{items}
</ul>
</div>
{footer(county)}
</body>
</html>
"""


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """Nothing is fetched by script."""


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    return f"""{_head(county, title)}
{article_metas(article)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府门户网站</a></div>
<div class="position">您所在的位置：<a href="/">首页</a> &gt; <a href="/gk/">政务公开</a> &gt; <a href="{FOLDER}index.html">{COLUMN_NAME}</a></div>
<div class="detail">
<h1>{title}</h1>
<p class="info">发布时间：{at}　信息来源：{escape(entry.source)}　阅读次数：<i id="count"></i>　字号：[大 中 小]　<a href="javascript:window.print()">打印本页</a></p>
<div class="article-content">
{body_html(article, county.body_style)}
{_turns(article)}</div>
<p class="editor">责任编辑：{county.name}政务公开办</p>
<p class="tools">扫一扫在手机打开当前页　关闭窗口</p>
<p class="near">上一篇：{_near(article.later)}<br>下一篇：{_near(article.earlier)}</p>
</div>
{footer(county)}
</body>
</html>
"""


def _head(county: CountyFacts, title: str) -> str:
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="{county.charset_label}">
<title>{title}-{county.name}人民政府</title>
<meta name="SiteName" content="{county.name}人民政府门户网站">
<meta name="SiteIDCode" content="{site_code(county)}">"""


def _path(entry: Entry) -> str:
    """By day and number, as in the long tail: no family's own spelling."""
    if entry.is_file:
        return _file(entry)
    return f"/doc/{entry.listed_on:%Y/%m/%d}/{entry.id}.shtml"


def _file(entry: Entry) -> str:
    return f"/upload/{entry.listed_on:%Y/%m}/{token(entry.id, length=16)}.{entry.file_ending}"


def _row(entry: Entry) -> str:
    mark = '<font color="red">置顶</font>' if entry.pinned else ""
    return (
        f'<li>{mark}<a href="../..{_path(entry)}" title="{escape(entry.title)}" target="_blank">'
        f"{escape(shortened(entry.title, 20))}</a><span>{entry.listed_on.isoformat()}</span></li>"
    )


def _turns(article: Article) -> str:
    """The pager inside the text."""
    if article.parts == 1:
        return ""
    paths = [_path(article.entry)]
    paths += [paths[0].replace(".shtml", f"_{n}.shtml") for n in range(2, article.parts + 1)]
    words = []
    if article.part:
        words.append(f'<a href="{paths[article.part - 1]}">上一页</a>')
    words.append(f"{article.part + 1}/{article.parts}")
    if article.part + 1 < article.parts:
        words.append(f'<a href="{paths[article.part + 1]}">下一页</a>')
    return f'<p class="pages">{"　".join(words)}</p>\n'


def _near(entry: Entry | None) -> str:
    if entry is None:
        return "没有了"
    return f'<a href="{_path(entry)}">{escape(entry.title)}</a>'
