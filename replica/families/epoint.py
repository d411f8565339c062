"""新点 Epoint: columns numbered by three digits per level, rows from a search that counts offsets.

The column page is a shell; its script posts JSON to /inteligentsearch/ and gets records.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from html import escape

from replica.answer import Answer
from replica.asked import Asked
from replica.attachment import token, wants_a_captcha
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, head, neighbour

NAME = "epoint"
CATEGORY = "009001002"
COLUMN = f"/zw/009001/{CATEGORY}/"
COLUMN_NAME = "总结计划"
DOWNLOAD = "/EpointWebBuilder/downloadztbattach"
ATTACHMENT_KEY = "attachGuid"
TOKEN = "/EpointWebBuilder/rest/getOauthInfoAction/getNoUserAccessToken"
BUILDER = "/EpointWebBuilder/rest/frontAppCustomAction/getPageInfoListNew2"
SITE = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a"
SEARCH = "/inteligentsearch/rest/inteligentSearch/getFullTextDataNew"
QUIRKS = {
    "total_as_text": "totalcount comes as a text",
    "no_total": "totalcount is missing",
    "captcha": "an attachment is a page that wants a CAPTCHA",
    "token": "rows come from EpointWebBuilder, for visitors who hold its anonymous token",
    "marked_titles": "titles carry the tags that mark what was searched for",
}


def listing_path(county: CountyFacts) -> str:
    return f"{COLUMN}moreinfo.html"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    guid = uuid.uuid5(uuid.NAMESPACE_URL, f"{county.key}:{entry.id}")
    return f"{COLUMN}{entry.listed_on:%Y%m%d}/{guid}.html"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """A script's address without an ending."""
    guid = uuid.uuid5(uuid.NAMESPACE_URL, f"{county.key}:{entry.id}:file")
    return f"{DOWNLOAD}?attachGuid={guid}"


def answer(county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str) -> Answer | None:
    """The search; `pn` is the offset of the first row, never a page."""
    if asked.path == DOWNLOAD and "captcha" in county.quirks:
        return wants_a_captcha()
    if "token" in county.quirks and asked.path in (TOKEN, BUILDER):
        return _builder(county, rows, asked)
    if asked.path != SEARCH or "token" in county.quirks:
        return None
    body = asked.json if asked.method == "POST" else None
    condition = (body.get("condition") or [{}])[0] if isinstance(body, dict) else {}
    if not isinstance(body, dict) or condition.get("equal") != CATEGORY:
        return _as_json({"result": {"totalcount": 0, "records": []}})
    start, size = int(body.get("pn", 0)), int(body.get("rn", county.per_page))
    records = [_record(county, entry) for entry in rows[start : start + size]]
    total: int | str = len(rows)
    if "total_as_text" in county.quirks:
        total = str(total)
    result: dict[str, object] = {"records": records, "executetime": "0.014"}
    if "no_total" not in county.quirks:
        result["totalcount"] = total
    return _as_json({"result": result})


def _builder(county: CountyFacts, rows: Sequence[Entry], asked: Asked) -> Answer:
    """The token, and the list for whoever sends it; pages count from 0."""
    held = token(county.key, len(rows))
    if asked.path == TOKEN:
        if asked.method != "POST":
            return Answer(405, b"", "application/json;charset=UTF-8")
        return _as_json({"custom": {"access_token": held, "expires_in": 1800}})
    if asked.headers.get("authorization") != f"Bearer {held}":
        return Answer(401, b'{"error":"invalid_token"}', "application/json;charset=UTF-8")
    params = json.loads(asked.fields.get("params", "{}"))
    fits = (params.get("siteGuid"), params.get("categoryNum")) == (SITE, CATEGORY)
    size = int(params.get("pageSize", county.per_page))
    start = int(params.get("pageIndex", 0)) * size
    shown = rows[start : start + size] if fits else []
    records = [
        {
            "infoid": record["infoid"],
            "title": record["title"],
            "infourl": record["linkurl"],
            "infodate": record["webdate"][:10],
        }
        for record in (_record(county, entry) for entry in shown)
    ]
    return _as_json({"custom": {"infodata": records, "count": len(rows) if fits else 0}})


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    script = f"""function getList(index) {{
  $.ajax({{type: "post", url: "{SEARCH}", contentType: "application/json;charset=UTF-8",
    data: JSON.stringify({{"token": "", "pn": index * siteInfo.pageSize, "rn": siteInfo.pageSize}})}});
}}"""
    if "token" in county.quirks:
        script = f"""siteInfo.siteGuid = "{SITE}";
function getToken() {{ return $.ajax({{type: "post", url: "{TOKEN}"}}); }}
function getList(index) {{
  $.ajax({{type: "post", url: "{BUILDER}", headers: {{"Authorization": "Bearer " + token}},
    data: {{params: JSON.stringify({{"siteGuid": siteInfo.siteGuid, "categoryNum": siteInfo.categorynum, "pageIndex": index, "pageSize": siteInfo.pageSize}})}}}});
}}"""
    return f"""{head(county, COLUMN_NAME)}
</head>
<body>
<div class="ewb-header"><a href="/">{county.name}人民政府</a></div>
<div class="ewb-location">当前位置：<a href="/">首页</a> &gt; {COLUMN_NAME}</div>
<div class="ewb-main"><ul class="ewb-list" id="infolist"></ul><div class="ewb-page" id="page"></div></div>
<script>
var siteInfo = {{"categorynum": "{CATEGORY}", "pageSize": {county.per_page}}};
{script}
</script>
{footer(county)}
</body>
</html>
"""


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
<div class="ewb-header"><a href="/">{county.name}人民政府</a></div>
<div class="ewb-location">当前位置：<a href="/">首页</a> &gt; <a href="{listing_path(county)}">{COLUMN_NAME}</a></div>
<table class="xxgk_table"><tr><td>索引号：</td><td>{article.index_number}</td><td>发布日期：</td><td>{entry.listed_on.isoformat()}</td></tr></table>
<h3 class="article-title">{title}</h3>
<div class="article-sources">信息时间：{at}　来源：{source}　阅读次数：<span id="infoViewCount"></span></div>
<div class="ewb-article-detail">
{body_html(article, county.body_style)}
</div>
<div class="ewb-code">扫一扫在手机打开当前页</div>
<div class="near"><p>上一篇：{neighbour(county, article.later, article_path)}</p><p>下一篇：{neighbour(county, article.earlier, article_path)}</p></div>
{footer(county)}
</body>
</html>
"""


def _record(county: CountyFacts, entry: Entry) -> dict[str, str]:
    title = entry.title
    if "marked_titles" in county.quirks:
        title = title.replace("工作", "<em style='color:red'>工作</em>")
    return {
        "infoid": article_path(county, entry).rpartition("/")[2].removesuffix(".html"),
        "title": title,
        "linkurl": article_path(county, entry),
        "webdate": entry.published_at.strftime("%Y-%m-%d %H:%M:%S"),
        "categorynum": CATEGORY,
        "content": entry.body[:60],
    }


def _as_json(value: object) -> Answer:
    text = json.dumps(value, ensure_ascii=False)
    return Answer(200, text.encode(), "application/json;charset=UTF-8")
