"""The "Openness" family: pages numbered in the path, or in the query of an older generation.

Shapes as in the field guide, section 2.5; the disclosure table stands on an article twice, for
wide screens and for narrow ones.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from html import escape

from replica.asked import Asked
from replica.attachment import token
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, head, shortened

NAME = "openness"
QUIRKS = {
    "table_twice": "the disclosure table stands there for desktop and for mobile",
    "older": "the generation with Mongo ids: /opennessTarget/?branch_id=…&page=N",
}
COLUMN_NAME = "规划总结"
OLDER = "/opennessTarget/"


def folder(county: CountyFacts) -> str:
    number = zlib.crc32(county.key.encode())
    return f"/OpennessContent/showList/{700 + number % 200}/{34000 + number % 900}/"


def listing_path(county: CountyFacts) -> str:
    return _address(county, 1)


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    if "older" in county.quirks:
        return f"/content/detail/{_mongo(f'{county.key} {entry.id}')}.html"
    return f"/OpennessContent/show/{2720000 + entry.id}.html"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    name = f"{entry.published_at:%Y%m%d%H%M%S}{token(county.key, entry.id, length=16)}"
    return f"/file_cz/2/{entry.listed_on:%Y%m}/{name}.{entry.file_ending}"


def listing_page(county: CountyFacts, rows: Sequence[Entry], number: int = 1) -> str:
    pages = max(-(-len(rows) // county.per_page), 1)
    start = (number - 1) * county.per_page
    shown = rows[start : start + county.per_page]
    items = "\n".join(_row(county, entry) for entry in shown)
    near = "".join(
        f'<a href="{escape(_address(county, n))}">{n}</a>' if n != number else f"<b>{n}</b>"
        for n in range(max(1, number - 1), min(pages, number + 1) + 1)
    )
    return f"""{head(county, COLUMN_NAME)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<ul class="nav"><li><a href="/News/showList/12/page_1.html">园区要闻栏目</a></li><li><a href="/OpennessContent/showList/1/1/page_9.html">全部公开目录</a></li></ul>
<table class="gk_list"><tr><th>索引号</th><th>名称</th><th>发布日期</th></tr>
{items}
</table>
<div class="pagination">{near}<a href="{escape(_address(county, pages))}">尾页</a></div>
{footer(county)}
</body>
</html>
"""


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """See `answer`."""


def answer(county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str) -> str | None:
    """A page of the list by its number; None for articles."""
    if "older" in county.quirks:
        fits = asked.path == OLDER and asked.fields.get("topic_id") == _mongo(county.key)
        number = asked.fields.get("page", "1") if fits else ""
    else:
        found = re.fullmatch(re.escape(folder(county)) + r"page_(\d{1,4})\.html", asked.path)
        number = found[1] if found else ""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", number):
        return None
    return listing_page(county, rows, int(number))


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title = escape(entry.title)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    facts = _table(article, "pc")
    if "table_twice" in county.quirks:
        facts += "\n" + _table(article, "mobile")
    return f"""{head(county, title)}
{article_metas(article)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; 政务公开 &gt; <a href="{escape(listing_path(county))}">{COLUMN_NAME}</a></div>
{facts}
<h2 class="con_title">{title}</h2>
<p class="info">发布时间：{at}　来源：{escape(entry.source)}　字体：[ <a href="javascript:;">大</a> <a href="javascript:;">中</a> <a href="javascript:;">小</a> ]</p>
<div class="article-con">
{body_html(article, county.body_style)}
</div>
<p class="close"><a href="javascript:window.close()">关闭×</a></p>
{footer(county)}
</body>
</html>
"""


def _address(county: CountyFacts, number: int) -> str:
    if "older" not in county.quirks:
        return f"{folder(county)}page_{number}.html"
    first = f"{OLDER}?branch_id={_mongo(county.name)}&topic_id={_mongo(county.key)}"
    return first if number == 1 else f"{first}&page={number}"


def _row(county: CountyFacts, entry: Entry) -> str:
    mark = "【置顶】" if entry.pinned else ""
    return (
        f"<tr><td>11{county.adcode}/{entry.listed_on:%Y%m}-{entry.id:05d}</td>"
        f'<td><a href="{article_path(county, entry)}" title="{escape(entry.title)}" target="_blank">'
        f"{mark}{escape(shortened(entry.title, 16))}</a></td>"
        f"<td>{entry.listed_on.isoformat()}</td></tr>"
    )


def _table(article: Article, screen: str) -> str:
    entry = article.entry
    return f"""<table class="xxgk_{screen}">
<tr><td>索引号：</td><td>{article.index_number}</td><td>组配分类：</td><td>{COLUMN_NAME}</td></tr>
<tr><td>发布机构：</td><td>{escape(entry.source)}</td><td>主题分类：</td><td>综合政务</td></tr>
<tr><td>名称：</td><td>{escape(entry.title)}</td><td>文号：</td><td></td></tr>
<tr><td>发布日期：</td><td>{entry.listed_on.isoformat()}</td><td></td><td></td></tr>
</table>"""


def _mongo(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:24]
