"""大汉 jpaas: the first page of a column in the HTML, further ones from the gateway as JSON.

Shapes as in the field guide, section 2.2: a pager with single-quoted `queryData`, whose tplSetId
is another one after each rebuild of the site, and a gateway that refuses whoever names no Referer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from replica.answer import Answer, page
from replica.asked import Asked
from replica.attachment import token
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, head, neighbour, shortened

NAME = "jpaas"
QUIRKS = {
    "shell": "the column has no rows: the script gets page 1 as well",
    "page_ignored": "the gateway answers page 1 whatever number it is asked for",
    "browsers_only": "status 403 for a User-Agent without Mozilla",
    "control_characters": "line ends and tabs stand raw in the JSON",
    "years": "the column holds the rows of its last year; older ones stand on a page for each year",
    "leads_on": "the address of the column answers a script that goes on to another one",
    "refresh": "the same by a meta refresh",
    "double_slash": "addresses in the gateway's answers begin with //host",
}
COLUMN_NAME = "计划总结"
GATEWAY = "/api-gateway/jpaas-publish-server/front/page/build/unit"
DOWNLOAD = "/api-gateway/jpaas-web-server/front/document/download"
ATTACHMENT_KEY = "fileUrl"
WEB_ID = "3818"
TAG = "当前栏目list"


def column_id(county: CountyFacts) -> int:
    return 1229500000 + zlib.crc32(county.key.encode()) % 90000


def listing_path(county: CountyFacts) -> str:
    return f"/col/col{column_id(county)}/index.html"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    token = _token(f"{county.key} {entry.id}")
    return f"/col/col{column_id(county)}/art/{entry.listed_on.year}/art_{token}.html"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """The gateway's way to a file: its ending stands in the query alone."""
    opaque = base64.b64encode(bytes.fromhex(token(county.key, entry.id, length=48))).decode()
    name = quote(f"{entry.title}.{entry.file_ending}")
    return f"{DOWNLOAD}?fileUrl={quote(opaque, safe='')}&fileName={name}"


def stored_path(county: CountyFacts, entry: Entry) -> str:
    """Where the gateway redirects to."""
    day = entry.listed_on
    hexed = token(county.key, entry.id, "stored").upper()
    return (
        f"/cms_files/filemanager/{WEB_ID}/attach/{day.year}{day.month}/{hexed}.{entry.file_ending}"
    )


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    if "leads_on" in county.quirks:
        return (
            f'<html><head><script>\nwindow.location = "{_moved(county)}";\n</script></head></html>'
        )
    if "refresh" in county.quirks:
        meta = '<meta http-equiv="Refresh" content="0; url=./ghzj/index.html">'
        return f"<html><head>{meta}</head><body>正在跳转</body></html>"
    return _whole_column(county, _current(county, rows), _years(county, rows))


def _moved(county: CountyFacts) -> str:
    """Where the column went to."""
    return listing_path(county).replace("index.html", "ghzj/index.html")


def _column(county: CountyFacts, rows: Sequence[Entry], path: str) -> Answer | str | None:
    """What stands at another address of the column: where it went to, or the rows of a year."""
    if path == _moved(county) and county.quirks & {"leads_on", "refresh"}:
        return _whole_column(county, rows, {})
    for year, address in _years(county, rows).items():
        if path == address:
            old = [row for row in rows if row.listed_on.year == year]
            old = [row for row in old if row not in _current(county, rows)]
            items = "\n".join(_row(county, row, "") for row in old)
            return f'{head(county, COLUMN_NAME)}</head><body><div class="page-content"><ul>{items}</ul></div>{footer(county)}</body></html>'
    return None


def _current(county: CountyFacts, rows: Sequence[Entry]) -> Sequence[Entry]:
    """The rows that the column itself holds."""
    if "years" not in county.quirks or not rows:
        return rows
    newest = max(row.listed_on for row in rows)
    return [row for row in rows if row.pinned or (newest - row.listed_on).days < 366]


def _years(county: CountyFacts, rows: Sequence[Entry]) -> dict[int, str]:
    """Where the rows of each older year stand."""
    current = _current(county, rows)
    years = sorted({row.listed_on.year for row in rows if row not in current}, reverse=True)
    folder = listing_path(county).removesuffix("index.html")
    return {year: f"{folder}{year}n/index.html" for year in years}


def _whole_column(county: CountyFacts, rows: Sequence[Entry], years: dict[int, str]) -> str:
    column = column_id(county)
    archives = "".join(f'<li><a href="{path}">{year}年</a></li>' for year, path in years.items())
    inner = '<div class="page-content"></div>' + _pager(county, rows, 1)
    if "shell" not in county.quirks:
        inner = _page(county, rows, 1, "")
    return f"""{head(county, COLUMN_NAME)}
<meta name="ColumnName" content="{COLUMN_NAME}"><meta name="ColId" content="{column}">
<script src="/script/unitbuild.js"></script>
</head>
<body>
<div class="header"><a href="/">{county.name}人民政府</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/col/col{column - 1}/index.html">政府信息公开</a> &gt; {COLUMN_NAME}</div>
<div class="hot"><h3>热点推荐</h3><ul><li><a href="/col/col{column - 9}/art/2020/art_{_token("hot")}.html">{county.name}便民服务指南汇编</a><span>2020-06-01</span></li></ul></div>
<div class="list_con">
{inner}
</div>
<ul class="years">{archives}</ul>
{footer(county)}
</body>
</html>
"""


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """See `answer`."""


def answer(
    county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str
) -> Answer | str | None:
    """The gateway's JSON, and what else the column has; None for its page and the articles."""
    browser = "Mozilla" in asked.headers.get("user-agent", "")
    if "browsers_only" in county.quirks and not browser and asked.path != "/robots.txt":
        return page(403, "403 Forbidden", "您的访问被拒绝")
    if asked.path != GATEWAY:
        return _column(county, rows, asked.path)
    rows = _current(county, rows)
    if not asked.from_own_page(host):
        return page(403, "403 Forbidden", "您的访问被拒绝")
    told = asked.fields
    if any(told.get(name) != value for name, value in _settings(county, rows).items()):
        return _json({"success": False, "code": 500, "message": "模板不存在", "data": None})
    try:
        number = int(json.loads(told["paramJson"])["pageNo"]) if "paramJson" in told else 1
        number = int(told.get("pageNo", number))
    except (ValueError, TypeError, KeyError):
        number = 1
    number = 1 if "page_ignored" in county.quirks else max(number, 1)
    base = f"//{asked.headers.get('host', host)}" if "double_slash" in county.quirks else ""
    html = _page(county, rows, number, base)
    data = {"success": True, "code": 200, "message": "操作成功", "data": {"html": html}}
    return _json(data, raw="control_characters" in county.quirks)


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    return f"""{head(county, title)}
{article_metas(article)}
<meta name="ColumnName" content="{COLUMN_NAME}">
</head>
<body>
<div class="header"><a href="/">{county.name}人民政府</a></div>
<div class="position">您当前的位置：<a href="/">首页</a> &gt; 政府信息公开 &gt; <a href="{listing_path(county)}">{COLUMN_NAME}</a></div>
<table class="xxgk_table">
<tr><td>索引号：</td><td>{article.index_number}</td><td>文件编号：</td><td></td></tr>
<tr><td>发布机构：</td><td>{escape(entry.source)}</td><td>公开日期：</td><td>{entry.listed_on.isoformat()}</td></tr>
</table>
<h1 class="title">{title}</h1>
<div class="info">发布时间：{at}　来源：{escape(entry.source)}　浏览次数：<span id="hits"></span>　字体：[<a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a>]</div>
<div id="zoom" class="wzzw-article">
{body_html(article, county.body_style)}
</div>
<div class="tools"><a href="javascript:window.print()">打印本页</a>　<a href="javascript:window.close()">关闭窗口</a></div>
<div class="near"><p>上一篇：{neighbour(county, article.later, article_path)}</p><p>下一篇：{neighbour(county, article.earlier, article_path)}</p></div>
{footer(county)}
</body>
</html>
"""


def _settings(county: CountyFacts, rows: Sequence[Entry]) -> dict[str, str]:
    """What the pager's script sends. Each change of the rows rebuilds the site."""
    state = " ".join(str(entry.id) for entry in rows)
    return {
        "webId": WEB_ID,
        "pageId": str(column_id(county)),
        "parseType": "bulidstatic",
        "pageType": "column",
        "tagId": TAG,
        "tplSetId": _token(f"{county.key} {state}")[:22],
        "editType": "null",
    }


def _pager(county: CountyFacts, rows: Sequence[Entry], number: int) -> str:
    settings = ",".join(f"'{name}':'{value}'" for name, value in _settings(county, rows).items())
    return (
        f'<div class="page" id="pager" url="{GATEWAY}" queryData="{{{settings}}}" '
        f'count="{len(rows)}" rows="{county.per_page}" pageNo="{number}"></div>'
    )


def _page(county: CountyFacts, rows: Sequence[Entry], number: int, base: str) -> str:
    start = (number - 1) * county.per_page
    items = "\n".join(_row(county, entry, base) for entry in rows[start : start + county.per_page])
    return (
        f'<div class="page-content">\n<ul>\n{items}\n</ul>\n</div>\n{_pager(county, rows, number)}'
    )


def _row(county: CountyFacts, entry: Entry, base: str) -> str:
    mark = '<i class="top">[置顶]</i>' if entry.pinned else "·"
    return (
        f'<li class="clearfix">\t<a class="bt-left" href="{base}{article_path(county, entry)}" '
        f'title="{escape(entry.title)}" target="_blank">{mark}{escape(shortened(entry.title, 18))}'
        f'</a>\n\t<span class="bt-right">{entry.listed_on.isoformat()}</span></li>'
    )


def _json(value: object, *, raw: bool = False) -> Answer:
    text = json.dumps(value, ensure_ascii=False)
    if raw:
        text = text.replace("\\n", "\n").replace("\\t", "\t")
    return Answer(200, text.encode(), "application/json;charset=UTF-8")


def _token(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]
