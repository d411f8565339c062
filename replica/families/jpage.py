"""大汉 JCMS "jpage": the visible list is empty, its rows sit in an XML island of the page.

Shapes as seen on many county sites: `/col/colN/index.html`, `/art/Y/M/D/art_N_I.html` with month
and day not padded, metas ArticleTitle, PubDate, ContentSource, body in `div#zoom`.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from html import escape
from urllib.parse import parse_qs, quote

from replica.asked import Asked
from replica.attachment import token
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.families import department_table
from replica.page import Article, article_metas, body_html, footer, neighbour, shortened, site_code

NAME = "jcms"
COLUMN_NAME = "总结计划"
DOWNLOAD = "/module/download/downfile.jsp"
ATTACHMENT_KEY = "filename"
PROXY = "/module/web/jpage/dataproxy.jsp"
QUIRKS = {
    "by_number": "no nextgroup; the proxy answers POSTs with startrecord and endrecord only",
    "referer": "the proxy answers nothing to visitors who do not come from the column page",
    "empty_deep_page": "the proxy answers 54 bytes for everything behind the second group",
    "encrypted_ids": "columnid and unitid are encrypted in the way to the next group",
    "polluted_text": "link texts carry numbers, marks and the date; the title attribute is clean",
    "tree": "the disclosure column names no type of information: its tree tells them",
    "disclosure": "the column is a department's disclosure table, answered by search.jsp",
}
STUB = "<?xml version='1.0'?><datastore></datastore>".ljust(54)
"""The 54 bytes that some sites send for deep pages."""
EMPTY = '<?xml version="1.0" encoding="utf-8"?><datastore></datastore>'


def column_id(county: CountyFacts) -> int:
    return 1229000000 + zlib.crc32(county.key.encode()) % 900000


def listing_path(county: CountyFacts) -> str:
    return f"/col/col{column_id(county)}/index.html"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    day = entry.listed_on
    return (
        f"/art/{day.year}/{day.month}/{day.day}/art_{column_id(county)}_{5270000 + entry.id}.html"
    )


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """The script that sends a file under the name that people gave it."""
    ending = entry.file_ending
    name = quote(f"{entry.title}.{ending}")
    return f"{DOWNLOAD}?classid=0&showname={name}&filename={token(county.key, entry.id)}.{ending}"


def group(county: CountyFacts) -> int:
    """Rows that one request carries: three pages of the screen."""
    return 3 * county.per_page


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
<script type="text/xml">{_island(county, rows, 0, group(county))}</script>
<script>var param = {{"columnid": {column}, "unitid": {column - 700}, "webid": 3185, "perPage": {county.per_page}, "totalRecord": {len(rows)}, "col": 1, "appid": 1, "path": "/", "sourceContentType": 1, "webname": "{quote(county.name)}", "permissiontype": 0, "proxyUrl": "{PROXY}"}};</script>
</div>
{footer(county)}
</body>
</html>
"""


def answer(county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str) -> str | None:
    """What the quirks add: refusals of the proxy, and the tables of departments.

    A pageNum in the query of the column page is never minded: the visitor's script reads it.
    """
    if "disclosure" in county.quirks:
        column = column_id(county)
        if asked.path == listing_path(county):
            shown = (
                department_table.tree_page
                if "tree" in county.quirks
                else department_table.column_page
            )
            return shown(county, column, _head(county, COLUMN_NAME))
        paths = {row.id: article_path(county, row) for row in rows}
        return department_table.answer(county, rows, asked, paths)
    if asked.path != PROXY:
        return None
    told = asked.fields
    visitor = asked.from_own_page(host) and "x-requested-with" in asked.headers
    if "referer" in county.quirks and not visitor:
        return EMPTY
    if "by_number" in county.quirks and (asked.method != "POST" or "startrecord" not in told):
        return EMPTY
    deep = told.get("page", "0") not in ("0", "1") or _number(told, "startrecord") > 2 * group(
        county
    )
    return STUB if deep and "empty_deep_page" in county.quirks else None


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> str | None:
    """The groups after the first: by group (`page=1` is the second) or by startrecord, endrecord."""
    if path != PROXY:
        return None
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if asked.get("columnid") not in (str(column_id(county)), _encrypted(column_id(county))):
        return EMPTY
    try:
        if "startrecord" in asked:
            start = int(asked["startrecord"]) - 1
            end = int(asked.get("endrecord", start + group(county)))
        else:
            start = int(asked.get("page", "0")) * group(county)
            end = start + group(county)
    except ValueError:
        return EMPTY
    return '<?xml version="1.0" encoding="utf-8"?>' + _island(county, rows, max(start, 0), end)


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    column = column_id(county)
    return f"""{_head(county, title)}
{article_metas(article)}
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
<div class="near"><p>上一篇：{neighbour(county, article.later, article_path)}</p><p>下一篇：{neighbour(county, article.earlier, article_path)}</p></div>
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
    if end < len(rows) and "by_number" not in county.quirks:
        column: int | str = column_id(county)
        unit: int | str = column_id(county) - 700
        if "encrypted_ids" in county.quirks:
            column, unit = (quote(_encrypted(int(number)), safe="") for number in (column, unit))
        link = (
            f"{PROXY}?page={end // group(county)}&appid=1&webid=3185&path=/&columnid={column}"
            f"&unitid={unit}&webname={quote(county.name)}&permissiontype=0"
        )
        following = f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>\n'
    return (
        f"<datastore>\n<totalrecord>{len(rows)}</totalrecord>"
        f"<totalpage>{-(-len(rows) // county.per_page)}</totalpage>\n{following}"
        f"<recordset>\n{records}\n</recordset></datastore>"
    )


def _row(county: CountyFacts, entry: Entry, number: int) -> str:
    day = entry.listed_on.isoformat()
    if number % 9 == 4:  # debris: some rows break the date over lines
        day = day[:5] + "\n " + day[5:8] + "\n " + day[8:]
    mark = "<b>[置顶]</b>" if entry.pinned else ""
    text = escape(shortened(entry.title, 18))
    if "polluted_text" in county.quirks:
        text = f"{number + 1}、<i class='new'></i>{text}&nbsp;&nbsp;[{COLUMN_NAME}]&nbsp;NEW"
    return (
        f'<li class="clearfix">{mark}<a href="{article_path(county, entry)}" '
        f'title="{escape(entry.title)}" target="_blank">{text}</a>'
        f"<span>{day}</span></li>"
    )


def _encrypted(number: int) -> str:
    """A columnid as sites write it that hide their numbers: base64 with / and =."""
    return base64.b64encode(zlib.crc32(str(number).encode()).to_bytes(4, "big") * 2).decode()


def _number(told: dict[str, str], name: str) -> int:
    word = told.get(name, "")
    return int(word) if word.isdigit() else 0
