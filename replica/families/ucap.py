"""开普云 UCAP: shtml lists, articles in month folders under 32 hex digits.

The list is in the page; or, by a quirk, the page is a shell whose tree of columns comes as JSONP,
or a shell whose rows come from /common/search/.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from html import escape

from replica.answer import Answer
from replica.asked import Asked
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, head, neighbour, shortened

NAME = "ucap"
COLUMN_NAME = "工作总结"
TREE = "/u/channel/treeNew/"
SEARCH = "/common/search/"
QUIRKS = {
    "tree": "the listing is a shell, its columns come from treeNew",
    "null_callback": "the JSONP of the tree calls null(…)",
    "empty_column": "the tree has a 工作总结 column that says 暂无; the rows stand in 规划计划",
    "null_url": "the tree says null.shtml of the column",
    "search": "the listing is a shell, its rows come from /common/search/ as HTML",
    "search_json": "the same as JSON",
    "undated_rows": "rows bear no date: the address tells the month alone",
}


def listing_path(county: CountyFacts) -> str:
    if "tree" in county.quirks:
        return f"/{county.key}/zfxxgk/zfxxgkml.shtml"
    return f"{_column(county)}/{_stem(county)}.shtml"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    return f"{_column(county)}/{entry.listed_on:%Y%m}/{_hex(county, str(entry.id))}.shtml"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """Below the article's own folder."""
    folder = f"{_column(county)}/{entry.listed_on:%Y%m}/{_hex(county, str(entry.id))}"
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{county.key}:{entry.id}")
    return f"{folder}/files/{name}.{entry.file_ending}"


def answer(
    county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str
) -> str | Answer | None:
    """The tree, the search and the pages of the list."""
    if asked.path == f"{TREE}{county.key}" and "tree" in county.quirks:
        return _tree(county, asked)
    if asked.path == SEARCH + _hex(county, "channel"):
        return _found(county, rows, asked)
    if asked.path == listing_path(county) and "tree" in county.quirks:
        return _tree_shell(county)
    if "empty_column" in county.quirks and asked.path == f"/{county.key}/c100130/list.shtml":
        return _page(county, [], 1).replace('<ul id="body">', '<p>暂无相关信息</p><ul id="body">')
    file = re.fullmatch(rf"{_column(county)}/{_stem(county)}(?:_(\d+))?\.shtml", asked.path)
    page = int(file[1] or 1) if file else 0
    return _page(county, rows, page) if 1 <= page <= _pages(county, rows) else None


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    return _page(county, rows, 1)


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """Everything is in `answer`."""


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title, source = escape(entry.title), escape(entry.source)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    return f"""{head(county, title)}
{article_metas(article)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="{listing_path(county)}">{COLUMN_NAME}</a></div>
<ul class="xxgk-head">
<li>索引号：{article.index_number}</li><li>来源：{source}</li>
<li>发文字号：</li><li>有效性：</li><li>发布日期：{entry.listed_on.isoformat()}</li>
</ul>
<h1 class="title">{title}</h1>
<div class="info">发布时间：{at}　字体：[大 中 小]　<a href="javascript:window.print()">打印</a></div>
<div id="UCAP-CONTENT" class="content">
{body_html(article, county.body_style)}
</div>
<div class="ewm">扫一扫在手机打开当前页</div>
<div class="near"><p>上一篇：{neighbour(county, article.later, article_path)}</p><p>下一篇：{neighbour(county, article.earlier, article_path)}</p></div>
{footer(county)}
</body>
</html>
"""


def _column(county: CountyFacts) -> str:
    return f"/{county.key}/c100120"


def _stem(county: CountyFacts) -> str:
    return "xxgk_list" if "null_url" in county.quirks else "list"


def _hex(county: CountyFacts, what: str) -> str:
    return hashlib.md5(f"{county.key}:{what}".encode(), usedforsecurity=False).hexdigest()


def _pages(county: CountyFacts, rows: Sequence[Entry]) -> int:
    return max(1, -(-len(rows) // county.per_page))


def _page(county: CountyFacts, rows: Sequence[Entry], page: int) -> str:
    """A page of the list; with the quirks of a search the same page without its rows."""
    start = (page - 1) * county.per_page
    shown = rows[start : start + county.per_page]
    items = "\n".join(
        f'<li><a href="{article_path(county, entry)}" title="{escape(entry.title)}" '
        f'target="_blank">{escape(shortened(entry.title, 20))}</a>{_day(county, entry)}</li>'
        for entry in shown
    )
    pager = (
        f"<script>createPageHTML('page_div', {_pages(county, rows)}, {page}, "
        f"'{_stem(county)}', 'shtml', {len(rows)});</script>"
    )
    if county.quirks & {"search", "search_json"}:
        items = ""
        as_json = str("search_json" in county.quirks).lower()
        pager = (
            f'<script>var channelId = "{_hex(county, "channel")}";\n'
            f'$.get("{SEARCH}{_hex(county, "channel")}?sort=&_isAgg=false&_isJson={as_json}'
            f'&_pageSize={county.per_page}&_template=index&_channelName=&page=1", show);</script>'
        )
    return f"""{head(county, COLUMN_NAME)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<ul class="nav"><li><a href="/{county.key}/c100001/nav_list.shtml">政务公开</a></li></ul>
<div class="list"><ul id="body">
{items}
</ul><div id="page_div"></div></div>
{pager}
{footer(county)}
</body>
</html>
"""


def _tree_shell(county: CountyFacts) -> str:
    return f"""{head(county, "政府信息公开目录")}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<ul id="zTree" class="ztree"></ul>
<div class="list"><ul></ul></div>
<script>
var channelId = "{_hex(county, "root")}";
$.ajax({{url: "{TREE}{county.key}?level=1&pid=&channelId=" + channelId + "&catecode=&open=0&target=new&published_file_name=&template_name=", dataType: "jsonp"}});
</script>
{footer(county)}
</body>
</html>
"""


def _tree(county: CountyFacts, asked: Asked) -> Answer:
    if asked.fields.get("channelId") != _hex(county, "root"):
        return Answer(200, b"null({})", "application/javascript; charset=utf-8")
    file = "null" if "null_url" in county.quirks else _stem(county)
    if "empty_column" in county.quirks:
        name, other = "规划计划", {"name": COLUMN_NAME, "url": f"/{county.key}/c100130/list.shtml"}
    else:
        name, other = COLUMN_NAME, {"name": "规划计划", "url": f"/{county.key}/c100130/null.shtml"}
    nodes = [
        {"name": "机构职能", "url": f"/{county.key}/c100110/null.shtml", "level": 1},
        {"name": name, "url": f"{_column(county)}/{file}.shtml", "level": 1},
        other | {"level": 1},
    ]
    callback = "null" if "null_callback" in county.quirks else "jQuery1124_17"
    text = f"{callback}({json.dumps({'code': 200, 'list': nodes}, ensure_ascii=False)})"
    return Answer(200, text.encode(), "application/javascript; charset=utf-8")


def _found(county: CountyFacts, rows: Sequence[Entry], asked: Asked) -> Answer:
    told = asked.fields
    page = int(told["page"]) if told.get("page", "").isdigit() else 1
    size = int(told["_pageSize"]) if told.get("_pageSize", "").isdigit() else county.per_page
    shown = rows[(page - 1) * size : page * size]
    if told.get("_isJson") == "true":
        results = [
            {
                "title": entry.title,
                "url": article_path(county, entry),
                "publishedTimeStr": entry.published_at.strftime("%Y-%m-%d %H:%M:%S"),
            }
            for entry in shown
        ]
        data = {"data": {"page": page, "total": len(rows), "results": results}}
        text = json.dumps(data, ensure_ascii=False)
        return Answer(200, text.encode(), "application/json; charset=utf-8")
    items = "".join(
        f'<li><div class="title"><a href="{article_path(county, entry)}" '
        f'title="{escape(entry.title)}">{escape(shortened(entry.title, 20))}</a></div>'
        f'<div class="date">{entry.listed_on.isoformat()}</div></li>'
        for entry in shown
    )
    return Answer(200, f'<ul id="body">{items}</ul>'.encode(), "text/html; charset=utf-8")


def _day(county: CountyFacts, entry: Entry) -> str:
    if "undated_rows" in county.quirks:
        return ""
    return f'<span class="date">{entry.listed_on.isoformat()}</span>'
