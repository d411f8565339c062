"""龙讯 Longxun: a disclosure column whose script asks a label for its rows, and a news column.

Shapes as in the field guide, section 2.4. An empty list is the text 暂无相关信息 with status 200,
and so is the answer to a script that names the wrong organ, category or template.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from html import escape

from replica.answer import Answer
from replica.asked import Asked
from replica.attachment import token
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, shortened, site_code

NAME = "longxun"
QUIRKS = {
    "shell": "the column has no rows: the script gets page 1 as well",
    "no_rows_said": "the label answers 暂无相关信息",
    "split_labels": "labels of the disclosure table are split character by character",
    "other_label": "an older site: the label has a number of its own, not 8888",
}
COLUMN_NAME = "规划计划"
NOTHING = "暂无相关信息"
TEMPLATE = "/xxgk/publicInfoList_newest2020"


def organ_id(county: CountyFacts) -> int:
    return 161050000 + _number(county) % 9000


def category_id(county: CountyFacts) -> int:
    return 170000000 + _number(county) % 7000


def site_id(county: CountyFacts) -> int:
    return 6795000 + _number(county) % 900


def label(county: CountyFacts) -> int:
    return 4697428 if "other_label" in county.quirks else 8888


def listing_path(county: CountyFacts) -> str:
    return (
        f"/public/column/{organ_id(county)}?type=4&action=list&nav=3&sub="
        f"&catId={category_id(county)}&isParent="
    )


def news_path(county: CountyFacts) -> str:
    """A column of the other kind with the same rows."""
    return f"/content/column/{site_id(county) + 73}"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    return f"/public/{organ_id(county)}/{314400000 + entry.id}.html"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """A file store's own spelling: group, volume, two levels of folders, a name without meaning."""
    name = token(county.key, entry.id)
    return f"/group6/M00/{name[:2].upper()}/{name[2:4].upper()}/wKg{name}.{entry.file_ending}"


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    shell = "shell" in county.quirks
    inner = '<p class="loading">正在加载…</p>' if shell else _piece(county, rows, 1)
    organ, category = organ_id(county), category_id(county)
    return f"""{_head(county, COLUMN_NAME)}
<meta name="ColumnName" content="{COLUMN_NAME}">
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/public/column/{organ}?type=4&amp;action=list">信息公开</a> &gt; {COLUMN_NAME}</div>
<div class="xxgk_menu"><ul>
<li><a href="/public/column/{organ}?type=4&amp;action=list&amp;catId={category + 1}">机构设置与职能</a></li>
<li><a href="/public/column/{organ}?type=4&amp;action=list&amp;catId={category}">{COLUMN_NAME}</a></li>
</ul></div>
<div class="new"><ul><li><a href="/public/{organ + 1}/314000001.html">{county.name}政府信息公开指南</a><span>2019-05-20</span></li></ul></div>
<div class="xxgk_list" id="xxgk_lmcon">{inner}</div>
<script>
function publicList(pageIndex) {{
  Ls.ajax({{
    url: "/site/label/{label(county)}",
    data: {{
      IsAjax: 1, dataType: "html", _: Math.random(), labelName: "publicInfoList",
      siteId: "{site_id(county)}", pageSize: {county.per_page}, pageIndex: pageIndex, action: "list",
      fuzzySearch: true, fromCode: "title", keyWords: "", sortType: 1, isDate: true,
      dateFormat: "yyyy-MM-dd", length: 80, organId: "{organ}", type: 4, catId: "{category}",
      catIds: "", cId: "", result: "{NOTHING}", file: "{TEMPLATE}", isInvalid: ""
    }}
  }}).done(function (html) {{ $("#xxgk_lmcon").html(html); }});
}}
</script>
{footer(county)}
</body>
</html>
"""


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """See `answer`."""


def answer(
    county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str
) -> Answer | str | None:
    """Both columns, and the pieces that the label gives."""
    told = asked.fields
    organ, category = str(organ_id(county)), str(category_id(county))
    index = told.get("pageIndex", "1")
    number = max(int(index), 1) if index.isascii() and index.isdigit() else 1
    if asked.path == f"/public/column/{organ}":
        return listing_page(county, rows if told.get("catId") == category else [])
    if asked.path == news_path(county):
        return _news_page(county, rows, number)
    if asked.path != f"/site/label/{label(county)}":
        return None
    needed = {
        "labelName": "publicInfoList",
        "siteId": str(site_id(county)),
        "organId": organ,
        "catId": category,
        "file": TEMPLATE,
    }
    fits = all(told.get(name) == value for name, value in needed.items())
    empty = not fits or "no_rows_said" in county.quirks
    text = _piece(county, [] if empty else rows, number)
    return Answer(200, text.encode(), "text/html;charset=UTF-8")


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    gap = " " if "split_labels" in county.quirks else ""
    named = {
        word: gap.join(word) for word in ("索引号", "组配分类", "发布机构", "发文日期", "名称")
    }
    return f"""{_head(county, title)}
{article_metas(article)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<div class="position">您所在的位置：<a href="/">首页</a> &gt; 信息公开 &gt; <a href="{escape(listing_path(county))}">{COLUMN_NAME}</a></div>
<table class="table_suoyin">
<tr><th>{named["索引号"]}：</th><td>{article.index_number}</td><th>{named["组配分类"]}：</th><td>{COLUMN_NAME}</td></tr>
<tr><th>{named["发布机构"]}：</th><td>{escape(entry.source)}</td><th>{named["发文日期"]}：</th><td>{entry.listed_on.isoformat()}</td></tr>
<tr><th>{named["名称"]}：</th><td colspan="3">{title}</td></tr>
</table>
<h1 class="wztit">{title}</h1>
<div class="wzbjxx"><span class="fbsj">发布时间：{at}</span><span class="res">信息来源：{escape(entry.source)}</span><span class="aut">作者：</span>阅读次数：<i id="views"></i><span>【字体：<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a>】</span><a href="javascript:;">打印</a><a href="javascript:;">我要纠错</a></div>
<div class="wzcon j-fontContent clearfix">
{body_html(article, county.body_style)}
</div>
<div class="ewm"><p>扫一扫在手机打开当前页</p></div>
{footer(county)}
</body>
</html>
"""


def _piece(county: CountyFacts, rows: Sequence[Entry], number: int) -> str:
    """What the label answers: the rows of a page, each a list of cells, and the pager."""
    if not rows:
        return f'<div class="nodata">{NOTHING}</div>'
    pages = -(-len(rows) // county.per_page)
    start = (number - 1) * county.per_page
    shown = rows[start : start + county.per_page]
    cells = "\n".join(
        f'<div class="xxgk_navli"><ul><li class="xh">{at}</li>'
        f'<li class="syh">11{county.adcode}MB/{entry.listed_on:%Y%m}-{entry.id % 100000:05d}</li>'
        f'<li class="mc"><a href="{article_path(county, entry)}" title="{escape(entry.title)}" '
        f'target="_blank">{"置顶" if entry.pinned else ""}{escape(shortened(entry.title, 20))}</a>'
        f'</li><li class="rq">{entry.listed_on.isoformat()}</li></ul></div>'
        for at, entry in enumerate(shown, start + 1)
    )
    pager = "".join(
        f'<span class="current">{n}</span>'
        if n == number
        else f'<a href="javascript:;" paged="{n}">{n}</a>'
        for n in range(1, pages + 1)
    )
    return (
        f'{cells}\n<div id="page_public_info">{pager}</div>\n'
        f"<script>var publicPage = {{pageIndex:{number}, pageCount:{pages}, total:{len(rows)}}};</script>"
    )


def _news_page(county: CountyFacts, rows: Sequence[Entry], number: int) -> str:
    pages = -(-len(rows) // county.per_page)
    start = (number - 1) * county.per_page
    items = "\n".join(
        f'<li><a href="{article_path(county, entry)}" title="{escape(entry.title)}" target="_blank">'
        f"{escape(shortened(entry.title, 24))}<b>NEW</b></a>"
        f'<span class="date">{entry.listed_on.isoformat()}</span></li>'
        for entry in rows[start : start + county.per_page]
    )
    return f"""{_head(county, "园区动态")}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<div class="nav"><a href="{news_path(county)}">园区动态栏目</a></div>
<ul class="doc_list list-{site_id(county) + 73}">
{items}
</ul>
<div id="page_news"></div>
<script>Ls.pagination("#page_news", {{currPage: {number}, pageCount: {pages}, link: "{news_path(county)}?pageIndex="}});</script>
<script>Ls.ajax({{url: "/site/label/8888", data: {{labelName: "siteVisits", siteId: "{site_id(county)}"}}}});</script>
{footer(county)}
</body>
</html>
"""


def _head(county: CountyFacts, title: str) -> str:
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="{county.charset_label}">
<title>{title}_{county.name}人民政府</title>
<meta name="SiteName" content="{county.name}人民政府">
<meta name="SiteId" content="{site_id(county)}">
<meta name="SiteIDCode" content="{site_code(county)}">
<script src="/assets/js/ls.min.js"></script>"""


def _number(county: CountyFacts) -> int:
    return zlib.crc32(county.key.encode())
