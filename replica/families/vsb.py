"""博达 VSB: page files that count down to 1, so that they shift when a row is added.

`/zfxxgk/ghzj.htm` is the first page, `/zfxxgk/ghzj/2.htm` the second of three; articles are
`/info/<tree>/<id>.htm`, attachments come from download.jsp.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from replica.answer import Answer
from replica.answer import page as small_page
from replica.asked import Asked
from replica.attachment import wants_a_captcha
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, head, neighbour, shortened

NAME = "vsb"
COLUMN = "/zfxxgk/ghzj"
COLUMN_NAME = "规划总结"
TREE = 1251
ATTACHMENT_KEY = "wbfileid"
DOWNLOAD = "/system/_content/download.jsp"
QUIRKS = {
    "captcha": "an attachment is a page that wants a CAPTCHA",
    "dotted_dates": "rows write 2024年03月11日 instead of 2024-03-11",
}
_FILE = re.compile(re.escape(COLUMN) + r"/(\d+)\.htm")


def listing_path(county: CountyFacts) -> str:
    return f"{COLUMN}.htm"


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    return f"/info/{TREE}/{110000 + entry.id}.htm"


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """A script's address without an ending; it answers visitors who come from the site."""
    return (
        f"{DOWNLOAD}?urltype=news.DownloadAttachUrl&owner=1500000{TREE}&wbfileid={7000 + entry.id}"
    )


def answer(
    county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str
) -> str | Answer | None:
    """The files behind the first, and attachments: to visitors who come from a page of the site."""
    if asked.path == DOWNLOAD:
        return _attachment(county, rows, asked, host)
    file = _FILE.fullmatch(asked.path)
    pages = _pages(county, rows)
    if not file or not 1 <= int(file[1]) < pages:
        return None
    return _page(county, rows, pages - int(file[1]))


def listing_page(county: CountyFacts, rows: Sequence[Entry]) -> str:
    return _page(county, rows, 0)


def more_rows(county: CountyFacts, rows: Sequence[Entry], path: str, query: str) -> None:
    """Nothing is fetched by script."""


def article_page(county: CountyFacts, article: Article) -> str:
    entry = article.entry
    title, source = escape(entry.title), escape(entry.source)
    at = entry.published_at.strftime("%Y-%m-%d %H:%M")
    return f"""{head(county, title)}
{article_metas(article)}
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt;&gt; <a href="../..{COLUMN}.htm">{COLUMN_NAME}</a> &gt;&gt; 正文</div>
<form name="_newscontent_fromname">
<table class="xxgk"><tr><td>索引号：</td><td>{article.index_number}</td><td>发布机构：</td><td>{source}</td></tr>
<tr><td>文号：</td><td></td><td>公开日期：</td><td>{entry.listed_on.isoformat()}</td></tr></table>
<h1>{title}</h1>
<div class="info">发布时间：{at}　来源：{source}　点击数：<script>_showDynClicks("wbnews", 1500000{TREE}, {110000 + entry.id})</script></div>
<div id="vsb_content_2"><div class="v_news_content">
{body_html(article, county.body_style)}
</div></div>
{_attached(entry)}
</form>
<div class="near"><p>上一条：{neighbour(county, article.later, article_path)}</p><p>下一条：{neighbour(county, article.earlier, article_path)}</p></div>
<p class="close">【<a href="javascript:window.close()">关闭窗口</a>】</p>
{footer(county)}
</body>
</html>
"""


def _pages(county: CountyFacts, rows: Sequence[Entry]) -> int:
    return max(1, -(-len(rows) // county.per_page))


def _page(county: CountyFacts, rows: Sequence[Entry], page: int) -> str:
    start = page * county.per_page
    up = "../" if page == 0 else "../../"
    items = "\n".join(_row(county, entry, up) for entry in rows[start : start + county.per_page])
    return f"""{head(county, COLUMN_NAME)}
<link href="/system/resource/css/pagedown/sys.css" rel="stylesheet">
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<ul class="menu"><li><a href="/zfxxgk/zn.htm">公开指南</a></li><li><a href="/zfxxgk/ml.htm">公开目录</a></li></ul>
<div class="list"><ul>
{items}
</ul></div>
{_pager(page, _pages(county, rows), len(rows))}
{footer(county)}
</body>
</html>
"""


def _pager(page: int, pages: int, count: int) -> str:
    """Links relative to the file they stand in: ghzj/2.htm from the first, 1.htm behind it."""
    folder = "ghzj/" if page == 0 else ""

    def href(number: int) -> str:
        return "../ghzj.htm" if number == 0 and page else f"{folder}{pages - number}.htm"

    def step(name: str, words: str, number: int, possible: bool) -> str:
        if not possible:
            return f'<span class="{name}_d">{words}</span>'
        return f'<span class="{name} p_fun"><a href="{href(number)}">{words}</a></span>'

    numbers = "".join(
        f'<span class="p_no_d">{number + 1}</span>'
        if number == page
        else f'<span class="p_no"><a href="{href(number)}">{number + 1}</a></span>'
        for number in range(pages)
    )
    return (
        '<div class="pb_sys_common pb_sys_normal pb_sys_style1">'
        f'<span class="p_t">共{count}条</span> <span class="p_pages">'
        + step("p_first", "首页", 0, page > 0)
        + step("p_prev", "上页", page - 1, page > 0)
        + numbers
        + step("p_next", "下页", page + 1, page + 1 < pages)
        + step("p_last", "尾页", pages - 1, page + 1 < pages)
        + f'</span> <span class="p_t">{page + 1}/{pages}</span></div>'
    )


def _row(county: CountyFacts, entry: Entry, up: str) -> str:
    day = entry.listed_on
    told = f"{day:%Y年%m月%d日}" if "dotted_dates" in county.quirks else f"{day:%Y-%m-%d}"
    href = up + article_path(county, entry).lstrip("/")
    mark = "<b>[置顶]</b>" if entry.pinned else ""
    return (
        f'<li id="line_u8_{entry.id}">{mark}<a href="{href}" title="{escape(entry.title)}" '
        f'target="_blank">{escape(shortened(entry.title, 20))}</a><span>{told}</span></li>'
    )


def _attached(entry: Entry) -> str:
    """A file beside the text, on the page that is pinned."""
    if not entry.pinned:
        return ""
    link = f"{DOWNLOAD}?urltype=news.DownloadAttachUrl&amp;owner=1500000{TREE}&amp;wbfileid={7000 + entry.id}"
    return f'<ul style="list-style-type:none;"><li>附件【<a href="{link}" target="_blank">信息公开目录格式.txt</a>】</li></ul>'


def _attachment(
    county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str
) -> Answer | None:
    """A file that is no report; None lets a visitor through to a report's file."""
    if "captcha" in county.quirks:
        return wants_a_captcha()
    if not asked.from_own_page(host):
        return small_page(403, "403 Forbidden", "请从正文页面下载附件")
    if any(
        asked.fields.get(ATTACHMENT_KEY) == str(7000 + row.id) for row in rows if row.attachment
    ):
        return None
    name = (("Content-Disposition", 'attachment; filename="mulu.txt"'),)
    return Answer(
        200, f"{county.name}政府信息公开目录格式".encode(), "application/octet-stream", name
    )
