"""TRS WCM: a column is a folder, its further pages are files, and a script call tells how many.

Rows link `./202401/t20240311_id.html` against the folder; the body lies in `div.TRS_Editor`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from replica.asked import Asked
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import Article, article_metas, body_html, footer, head, shortened

NAME = "trs"
FOLDER = "/zwgk_229/zfxxgk/ghjh/"
COLUMN_NAME = "规划计划"
QUIRKS = {
    "one_based": "createPageHTML('paging', n, 1, …): the second file is index_2",
    "set_page": '.pagination("setPage", 1, n): the second file is index_2',
    "page_dec": "the pager is a call of pageDec, whose arguments nobody explains; index_1 is missing",
    "page_dec_zero": "the same, and the second file is index_1",
    "commented_call": "the call is commented out, the page writes its pager from variables",
    "last_page_404": "two pages are declared that do not exist",
    "stub": "one page too many is declared, and answers a stub of some 350 bytes",
    "undated_rows": "every third row bears no date",
    "parts": "a report is cut into three: t…_id.html, …_id_1.html and …_id_2.html, told by a script call",
}
_FILE = re.compile(re.escape(FOLDER) + r"index(?:_(\d+))?\.html")


def listing_path(county: CountyFacts) -> str:
    return FOLDER


def article_path(county: CountyFacts, entry: Entry) -> str:
    if entry.is_file:
        return attachment_path(county, entry)
    return FOLDER + _relative(entry)


def further_parts(county: CountyFacts, entry: Entry) -> list[str]:
    """The files behind the first, beside it."""
    if "parts" not in county.quirks:
        return []
    stem = (FOLDER + _relative(entry)).removesuffix(".html")
    return [f"{stem}_{number}.html" for number in (1, 2)]


def attachment_path(county: CountyFacts, entry: Entry) -> str:
    """Beside the article: P0 and digits for a PDF, W0 and digits for Word."""
    return FOLDER + _file(entry)


def attachment_href(county: CountyFacts, entry: Entry) -> str:
    """Relative to the article, as the editor links it."""
    return "./" + _file(entry).partition("/")[2]


def answer(county: CountyFacts, rows: Sequence[Entry], asked: Asked, host: str) -> str | None:
    """The files behind the first; `index.html` is the folder itself."""
    file = _FILE.fullmatch(asked.path)
    if not file:
        return None
    number = int(file[1] or 0)
    page = max(number - 1, 0) if _from_one(county) else number
    if _from_one(county) and number == 1:
        return None
    if page < _pages(county, rows):
        return _page(county, rows, page)
    if "stub" in county.quirks and page == _pages(county, rows):
        return _STUB
    return None


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
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="{FOLDER}">{COLUMN_NAME}</a></div>
<table class="xxgk_table">
<tr><td>索 引 号：</td><td>{article.index_number}</td><td>发布机构：</td><td>{source}</td></tr>
<tr><td>发文字号：</td><td></td><td>发布日期：</td><td>{entry.listed_on.isoformat()}</td></tr>
</table>
<h1 class="xl_title">{title}</h1>
<div class="xl_info">发布时间：{at}　来源：{source}　字体：[大 中 小]　<a href="javascript:window.print()">打印</a></div>
<div class="xl_cont">
<div class="view TRS_UEDITOR trs_paper_default trs_web"><div class="TRS_Editor"><style type="text/css">.TRS_Editor P{{margin-top:0;line-height:1.5;font-family:宋体}}</style>
{body_html(article, county.body_style)}
</div></div>
{_parts(article)}</div>
<div class="ewm">扫一扫在手机打开当前页</div>
<div class="near"><p>上一篇：{_near(article.later)}</p><p>下一篇：{_near(article.earlier)}</p></div>
{footer(county)}
</body>
</html>
"""


_STUB = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>规划计划</title>'
    '<link rel="stylesheet" href="/images/list.css"></head><body><div class="list">'
    '<ul></ul></div><div class="page"></div><script src="/images/footer.js"></script>'
    + "<!--" + "=" * 110 + "--></body></html>"
)  # fmt: skip


def _from_one(county: CountyFacts) -> bool:
    return bool(county.quirks & {"one_based", "set_page", "page_dec"})


def _pages(county: CountyFacts, rows: Sequence[Entry]) -> int:
    return max(1, -(-len(rows) // county.per_page))


def _page(county: CountyFacts, rows: Sequence[Entry], page: int) -> str:
    start = page * county.per_page
    shown = rows[start : start + county.per_page]
    items = "\n".join(_row(county, entry, number) for number, entry in enumerate(shown))
    return f"""{head(county, COLUMN_NAME)}
<meta name="ColumnName" content="{COLUMN_NAME}">
</head>
<body>
<div class="top"><a href="/">{county.name}人民政府</a></div>
<ul class="nav"><li><a href="/zwgk_229/">政务公开</a></li><li><a href="/hdjl/">互动交流</a></li></ul>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="../">政府信息公开</a> &gt; {COLUMN_NAME}</div>
<div class="list"><ul class="list-con">
{items}
</ul></div>
<div class="page">{_pager(county, page, _pages(county, rows), len(rows))}</div>
{footer(county)}
</body>
</html>
"""


def _pager(county: CountyFacts, page: int, pages: int, count: int) -> str:
    declared = pages + 2 * ("last_page_404" in county.quirks) + ("stub" in county.quirks)
    if "set_page" in county.quirks:
        return f'<script>$("#page").pagination("setPage", {page + 1}, {declared});</script>'
    if county.quirks & {"page_dec", "page_dec_zero"}:
        return f'<script>pageDec("page_div", {declared}, "{count}条");</script>'
    if "one_based" in county.quirks:
        return f"<script>createPageHTML('paging', {declared}, {page + 1}, 'index', 'html', {count});</script>"
    if "commented_call" in county.quirks:
        return (
            f'<script>\n//createPageHTML({declared + 5}, 3, "list", "shtml");\n'
            f"var currentPage = {page};//所在页从0开始\nvar prevPage = currentPage-1;\n"
            f"var nextPage = currentPage+1;\nvar countPage = {declared};//共多少页\n"
            'document.write("<a href=\\"index_"+nextPage+".html\\">下一页</a>");\n</script>'
        )
    return f'<script language="JavaScript">\n<!--\ncreatePageHTML({declared}, {page}, "index", "html");\n//-->\n</script>'


def _row(county: CountyFacts, entry: Entry, number: int) -> str:
    mark = "<em>置顶</em>" if entry.pinned else ""
    undated = "undated_rows" in county.quirks and number % 3 == 1
    day = "" if undated else f"<span>{entry.listed_on.isoformat()}</span>"
    return (
        f'<li>{mark}<a href="./{_relative(entry)}" title="{escape(entry.title)}" target="_blank">'
        f"·{escape(shortened(entry.title, 22))}</a>{day}</li>"
    )


def _relative(entry: Entry) -> str:
    if entry.is_file:
        return _file(entry)
    day = entry.listed_on
    return f"{day:%Y%m}/t{day:%Y%m%d}_{5100000 + entry.id}.html"


def _file(entry: Entry) -> str:
    """An upload is named by its moment: year to microsecond."""
    day, ending = entry.listed_on, entry.file_ending
    letter = "P" if ending == "pdf" else "W"
    return f"{day:%Y%m}/{letter}0{entry.published_at:%Y%m%d%H%M%S}{entry.id:06d}.{ending}"


def _parts(article: Article) -> str:
    if article.parts == 1:
        return ""
    name = _relative(article.entry).rpartition("/")[2].removesuffix(".html")
    call = f'createPageHTML({article.parts}, {article.part}, "{name}", "html");'
    return f'<div class="page"><script>\n<!--\n{call}\n//-->\n</script></div>\n'


def _near(entry: Entry | None) -> str:
    return f'<a href="../{_relative(entry)}">{escape(entry.title)}</a>' if entry else "没有了"
