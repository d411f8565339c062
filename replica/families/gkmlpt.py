"""gkmlpt: a shell with `window._CONFIG`, rows from an API, bodies inside the configuration.

Shapes as in the field guide, section 2.9.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from html import escape

from replica.answer import Answer
from replica.asked import Asked
from replica.attachment import token
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, body_html, footer, head

NAME = "gkmlpt"
QUIRKS = {"body_in_html": "the body stands in the page too, not in the configuration alone"}
COLUMN_NAME = "工作总结"


def site_id(county: CountyFacts) -> str:
    return str(755000 + zlib.crc32(county.key.encode()) % 900)


def column_id(county: CountyFacts) -> int:
    return 2600 + zlib.crc32(county.key.encode()) % 300


def listing_path(county: CountyFacts) -> str:
    return "/gkmlpt/index"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    number = 8_400_000 + entry.id
    return f"/gkmlpt/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    number = 8_400_000 + entry.id
    return f"/attachment/0/{number // 1000}/{number}/{token(county.key, entry.id, length=7)}.{entry.file_ending}"


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    column = column_id(county)
    leaf = {"id": column, "name": COLUMN_NAME, "post_count": len(rows), "jump_url": ""}
    tree = [
        {
            "id": column - 9,
            "name": "机构概况",
            "children": [_node(column - 8, "机构职能", 3), _node(column - 7, "工作规划", 0)],
        },
        {
            "id": column - 1,
            "name": "法定主动公开内容",
            "children": [leaf | {"children": []}, _node(column + 1, "通知公告", 90)],
        },
        _node(column + 2, "政府信息公开年报", 6) | {"jump_url": "http://www.example/nb"},
    ]
    return f"""{head(county, "政府信息公开平台")}
</head>
<body>
<div id="app"></div>
<script>window._CONFIG = {{SID:'{site_id(county)}',SERVICE_AREA_ID:'1',TREE:{json.dumps(tree)},NAME:'{county.name}'}};</script>
<script src="/gkmlpt/js/index.js"></script>
{footer(county)}
</body>
</html>
"""


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """See `answer`."""


def answer(county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str) -> Answer | None:
    """A page of a column as JSON; beyond the last, and for another site, without articles."""
    if not asked.path.startswith("/gkmlpt/api/all/"):
        return None
    told = asked.fields
    number = told.get("page", "1")
    fits = asked.path == f"/gkmlpt/api/all/{column_id(county)}" and told.get("sid") == site_id(
        county
    )
    start = (int(number) - 1) * county.per_page if number.isascii() and number.isdigit() else 0
    shown = rows[max(start, 0) : max(start, 0) + county.per_page] if fits else []
    base = f"http://{asked.headers.get('host', host)}"
    value = {
        "classify": {"id": column_id(county), "name": COLUMN_NAME, "post_count": len(rows)},
        "articles": [_record(county, entry, base) for entry in shown],
    }
    return Answer(200, json.dumps(value).encode(), "application/json")


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M:%S")
    body = body_html(article, county.body_style)
    detail = {
        "id": 8_400_000 + entry.id,
        "title": entry.title,
        "publisher": entry.source,
        "date": int(entry.published_at.timestamp()),
        "identifier": article.index_number,
        "content": body,
    }
    # As PHP escapes markup inside a script.
    packed = json.dumps(detail).replace("<", "\\u003C").replace(">", "\\u003E")
    packed = packed.replace("/", "\\/")
    shown = f'<div class="article-content">{body}</div>' if "body_in_html" in county.quirks else ""
    return f"""{head(county, title)}
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{at}">
<meta name="ContentSource" content="{escape(entry.source)}">
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<table class="classify">
<tr><td>索引号:</td><td>{article.index_number}</td><td>分类:</td><td>{COLUMN_NAME}</td></tr>
<tr><td>发布机构:</td><td>{escape(entry.source)}</td><td>发布日期:</td><td>{entry.listed_on.isoformat()}</td></tr>
</table>
<h1 class="title">{title}</h1>
<div id="app">{shown}</div>
<script>window._CONFIG = {{SID:'{site_id(county)}',DETAIL:{packed}}};</script>
{footer(county)}
</body>
</html>
"""


def _node(number: int, name: str, posts: int) -> dict[str, object]:
    return {"id": number, "name": name, "post_count": posts, "jump_url": "", "children": []}


def _record(county: CountyFacts, entry: Entry, base: str) -> dict[str, object]:
    at = int(entry.published_at.timestamp())
    return {
        "id": 8_400_000 + entry.id,
        "title": entry.title,
        "url": base + article_path(county, entry),
        "document_number": "",
        "publisher": entry.source,
        "keywords": "",
        "date": at,
        "created_at": f"{entry.published_at:%Y-%m-%d %H:%M:%S}",
        "display_publish_time": at,
        "classify_main": column_id(county),
    }
