"""信息公开目录 of JCMS: a department's column is a table that /module/xxgk/search.jsp answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from replica.asked import Asked
from replica.counties import CountyFacts
from replica.entries import Entry
from replica.page import footer, shortened

SEARCH = "/module/xxgk/search.jsp"
TREE = "/module/xxgk/tree.jsp"
INFOTYPE = "C20006C00006"
_TYPES = (
    ("0", "A", "机构概况"),
    ("A", "C20006C00007", "年度工作总结"),
    ("A", INFOTYPE, "总结计划"),
)
"""Above, code, name. Nothing was ever put into the likeliest of them."""
_EMPTY = '<table class="tb_title"><tr><td>标题</td></tr></table>'


def column_page(county: CountyFacts, column: int, head: str) -> str:
    """A column without rows: its script posts to search.jsp and shows the table."""
    area = _area(county)
    return f"""{head}
<meta name="ColumnType" content="工作总结">
</head>
<body>
<div class="header"><a href="/">{county.name}人民政府</a></div>
<div class="tree"><iframe src="{TREE}?standardXxgk=1&amp;area={area}&amp;divid=div{column}"></iframe></div>
<div id="div{column}"></div>
<script>
var pageurl = "{SEARCH}?standardXxgk=1&isAllList=1&texttype=0&fbtime=-1&vc_all=&vc_filenumber=&vc_title=&vc_number=&currpage=1&sortfield=,compaltedate:0";
$.ajax({{type: "POST", url: pageurl, data: {{infotypeId: "{INFOTYPE}", jdid: "3185", area: "{area}", divid: "div{column}", currpage: "1", sortfield: ",compaltedate:0"}}}});
</script>
{footer(county)}
</body>
</html>
"""


def tree_page(county: CountyFacts, column: int, head: str) -> str:
    """The page of a whole department: a tree to choose from, nothing chosen."""
    return f"""{head}
</head>
<body>
<div class="header"><a href="/">{county.name}人民政府</a></div>
<div class="tree"><iframe src="{TREE}?standardXxgk=1&amp;area={_area(county)}&amp;divid=div{column}"></iframe></div>
<div id="div{column}"></div>
<script>var webid = "3185";</script>
{footer(county)}
</body>
</html>
"""


def answer(
    county: CountyFacts, rows: Sequence[Entry], asked: Asked, paths: Mapping[int, str]
) -> str | None:
    """The table and the tree of types; `paths` tells where each row's article is, by its id."""
    if asked.path == TREE:
        return "\n".join(
            f'd.add("{code}","{above}","{name}","javascript:funInfo(&quot;{code}&quot;)");'
            for above, code, name in _TYPES
        )
    if asked.path != SEARCH:
        return None
    told = asked.fields
    wanted = (told.get("infotypeId"), told.get("area"))
    if asked.method != "POST" or wanted != (INFOTYPE, _area(county)):
        return _EMPTY
    word = told.get("currpage", "")
    return _page(county, rows, max(int(word), 1) if word.isdigit() else 1, paths)


def _page(county: CountyFacts, rows: Sequence[Entry], page: int, paths: Mapping[int, str]) -> str:
    start = (page - 1) * county.per_page
    lines = "\n".join(
        f'<tr class="tr_main_value_{("odd", "even")[number % 2]}"><td>'
        f'<a href="{paths[entry.id]}" title="{escape(entry.title)}" target="_blank">'
        f"{escape(shortened(entry.title, 18))}</a></td><td>{escape(entry.source)}</td>"
        f"<td>{entry.listed_on.isoformat()}</td></tr>"
        for number, entry in enumerate(rows[start : start + county.per_page])
    )
    pages = -(-len(rows) // county.per_page)
    go = f"funGoPage('{SEARCH}',{page + 1})"
    return (
        '<table class="tb_title"><tr><td>标题</td><td>发布机构</td><td>生成日期</td></tr></table>'
        f"<table>{lines}</table><div>第&nbsp;{page}&nbsp;页/共&nbsp;{pages}&nbsp;页 "
        f'<a href="javascript:void(0)" onclick="{go}">下一页</a></div>'
    )


def _area(county: CountyFacts) -> str:
    """The code of the department: an organisation's, with a suffix."""
    return f"11{county.adcode}004387601P-1"
