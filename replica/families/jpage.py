"""大汉 JCMS "jpage": the visible list is empty, its rows sit in an XML island of the page.

Shapes as seen on many county sites: `/col/colN/index.html`, `/art/Y/M/D/art_N_I.html` with month
and day not padded, metas ArticleTitle, PubDate, ContentSource, body in `div#zoom`.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, quote

from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, body_html, footer, shortened, site_code

NAME = "jcms"
COLUMN_NAME = "总结计划"
PROXY = "/module/web/jpage/dataproxy.jsp"
PER_PAGE = 15
GROUP = 3 * PER_PAGE
"""Rows that one request carries: three pages of the screen."""
EMPTY = '<?xml version="1.0" encoding="utf-8"?><datastore></datastore>'


def column_id(county: CountyFacts) -> int:
    return 1229000000 + zlib.crc32(county.key.encode()) % 900000


def listing_path(county: CountyFacts) -> str:
    return f"/col/col{column_id(county)}/index.html"


def article_path(county: CountyFacts, entry: Entry) -> str:
    day = entry.listed_on
    return (
        f"/art/{day.year}/{day.month}/{day.day}/art_{column_id(county)}_{5270000 + entry.id}.html"
    )


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    column = column_id(county)
    return f"""{_head(county, COLUMN_NAME)}
<meta name="ColumnName" content="{COLUMN_NAME}">
<meta name="ColumnType" content="工作总结">
</head>
<body>
<div class="header"><a href="/">{county.name}人民政府</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/col/col{column - 1}/index.html">政府信息公开</a> &gt; {COLUMN_NAME}</div>
<div id="{column - 700}" class="list_con">
<ul class="list"></ul>
<script type="text/xml">{_island(county, rows, 0, GROUP)}</script>
<script>var param = {{"columnid": {column}, "unitid": {column - 700}, "webid": 3185, "perPage": {PER_PAGE}, "totalRecord": {len(rows)}}};</script>
</div>
{footer(county)}
</body>
</html>
"""


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> str | None:
    """The groups after the first: by group (`page=1` is the second) or by startrecord, endrecord."""
    if path != PROXY:
        return None
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if asked.get("columnid") != str(column_id(county)):
        return EMPTY
    try:
        if "startrecord" in asked:
            start = int(asked["startrecord"]) - 1
            end = int(asked.get("endrecord", start + GROUP))
        else:
            start = int(asked.get("page", "0")) * GROUP
            end = start + GROUP
    except ValueError:
        return EMPTY
    return '<?xml version="1.0" encoding="utf-8"?>' + _island(county, rows, max(start, 0), end)


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    column = column_id(county)
    return f"""{_head(county, title)}
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{at}">
<meta name="ContentSource" content="{escape(entry.source)}">
<meta name="ColumnName" content="{COLUMN_NAME}">
<meta name="i_columnid" content="{column}"><meta name="i_articleid" content="{5270000 + entry.id}">
</head>
<body>
<div class="header"><a href="/">{county.name}人民政府</a></div>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/col/col{column - 1}/index.html">政府信息公开</a> &gt; <a href="{listing_path(county)}">{COLUMN_NAME}</a></div>
<table class="xxgk_table" width="100%">
<tr><td>索引号:</td><td>{article.index_number}</td><td>公开方式:</td><td>主动公开</td></tr>
<tr><td>文号:</td><td></td><td>公开日期:</td><td>{entry.listed_on.isoformat()}</td></tr>
<tr><td>发布单位:</td><td>{escape(entry.source)}</td><td>有效性:</td><td></td></tr>
</table>
<div class="title">{title}</div>
<div class="info">时间：{at}　来源：{escape(entry.source)}　浏览次数：<span id="hits"></span>　字体：[<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a>]　【<a href="javascript:window.print()">打印</a>】</div>
<div id="zoom" class="article">
<meta name="ContentStart"><!--ZJEG_RSS.content.begin-->
{body_html(article, county.body_style)}
<!--ZJEG_RSS.content.end--><meta name="ContentEnd">
</div>
<div class="qrcode"><p>扫一扫在手机打开当前页</p></div>
<div class="near"><p>上一篇：{_near(county, article.later)}</p><p>下一篇：{_near(county, article.earlier)}</p></div>
{footer(county)}
</body>
</html>
"""


def _head(county: CountyFacts, title: str) -> str:
    return f"""<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={county.charset_label}">
<title>{county.name}人民政府 {title}</title>
<meta name="SiteName" content="{county.name}人民政府">
<meta name="SiteIDCode" content="{site_code(county)}">"""


def _island(county: CountyFacts, rows: Sequence[Entry], start: int, end: int) -> str:
    """Rows start..end (exclusive) as a datastore, with the way to the next group if there is one."""
    records = "\n".join(
        f"<record><![CDATA[\n{_row(county, entry, start + number)}\n]]></record>"
        for number, entry in enumerate(rows[start:end])
    )
    following = ""
    if end < len(rows):
        column = column_id(county)
        link = (
            f"{PROXY}?page={end // GROUP}&appid=1&webid=3185&path=/&columnid={column}"
            f"&unitid={column - 700}&webname={quote(county.name)}&permissiontype=0"
        )
        following = f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>\n'
    return (
        f"<datastore>\n<totalrecord>{len(rows)}</totalrecord>"
        f"<totalpage>{-(-len(rows) // PER_PAGE)}</totalpage>\n{following}"
        f"<recordset>\n{records}\n</recordset></datastore>"
    )


def _row(county: CountyFacts, entry: Entry, number: int) -> str:
    day = entry.listed_on.isoformat()
    if number % 9 == 4:  # debris: some rows break the date over lines
        day = day[:5] + "\n " + day[5:8] + "\n " + day[8:]
    mark = "<b>[置顶]</b>" if entry.pinned else ""
    return (
        f'<li class="clearfix">{mark}<a href="{article_path(county, entry)}" '
        f'title="{escape(entry.title)}" target="_blank">{escape(shortened(entry.title, 18))}</a>'
        f"<span>{day}</span></li>"
    )


def _near(county: CountyFacts, entry: Entry | None) -> str:
    if entry is None:
        return "没有了"
    return f'<a href="{article_path(county, entry)}">{escape(entry.title)}</a>'
