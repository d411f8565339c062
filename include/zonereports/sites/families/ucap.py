"""开普云 UCAP ("hexmon"): shtml lists, month folders, articles named by 32 hex digits.

Field guide, section 2.6. The list is in the page (`xlist.shtml`, `xlist_2.shtml`), or the page
is a shell: of a tree of columns (JSONP), or of a list that /common/search/ answers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.columns import likeliest
from zonereports.sites.records import find_records, load_json, walk
from zonereports.sites.rows import find_articles, find_next
from zonereports.sites.site import Link

NAME = "ucap"
RANK = 70

_ARTICLE = re.compile(r"/\d{6}/(?:[0-9a-f]{32}|content_\w+)\.s?html?$|/content_\d+\.html?$")
_LIST_FILE = re.compile(
    r"/c\d+/(?:(?:\w+_)?x?list|zfxxgk_\w+)(?:_\d+)?\.shtml$|/xxgk_list(?:_\d+)?\.shtml$"
)
_SIGNS = re.compile(
    r"/u/channel/treeNew/|UCAP-CONTENT|<ucapcontent|/common/search/[0-9a-f]{32}"
    r"|href=[\"'][^\"']*/\d{6}/[0-9a-f]{32}\.shtml|createPageHTML\(\s*[\"']page_div[\"']",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"""\bcreatePageHTML\(\s*["']\w+["']\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,"""
    r"""\s*["']([\w-]+)["']\s*,\s*["'](\w+)["']"""
)
_TREE = re.compile(r"""["']([^"'\s]*/u/channel/treeNew/[^"'\s]*)["']((?:\s*\+\s*[^,;\n+]+)*)""")
_SEARCH = re.compile(
    r"""["']([^"'\s]*/common/search/[0-9a-f]{32}[^"'\s]*)["']((?:\s*\+\s*[^,;\n+]+)*)"""
)
_VARIABLE = re.compile(r"""\b([\w$]+)\s*[=:]\s*["']([^"'\s]*)["']""")
_EMPTY = re.compile(r"暂无|没有(?:相关|找到)")
_TREE_PATH = "/u/channel/treeNew/"
_FILES = ("list", "xlist", "xxgk_list", "index")


def recognise(url: str, html: str) -> bool:
    """A list file or an article of UCAP by its address, or what its pages load."""
    path = urlsplit(url).path
    return bool(_ARTICLE.search(path) or _LIST_FILE.search(path) or _SIGNS.search(html))


def find_links(html: str, url: str) -> list[Link]:
    """The rows of a page, of a piece of one, or of a JSON answer; a tree of columns has none."""
    if _TREE_PATH in url:
        return []
    if load_json(html) is not None:
        return find_records(html, url)
    return find_articles(html, url, _ARTICLE)


def find_columns(text: str, url: str) -> list[Link]:
    """The columns in an answer of /u/channel/treeNew/: their names and their list pages.

    A column whose address ends in null.shtml was published without a name for its list: it gets
    the name that most of its neighbours have, else list.shtml.
    """
    nodes = [
        (" ".join(str(node["name"]).split()), target)
        for node in walk(load_json(text))
        if isinstance(node.get("name"), str) and isinstance(node.get("url"), str)
        if (target := absolute_url(node["url"], url))
    ]
    files = Counter(target.rpartition("/")[2] for _, target in nodes)
    del files["null.shtml"], files[""]
    usual = files.most_common(1)[0][0] if files else "list.shtml"
    return [Link(re.sub(r"/null\.shtml$", f"/{usual}", target), name) for name, target in nodes]


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following page; from a shell its list, or its tree and from the tree the list.

    Of a tree's columns the one is taken whose name speaks most of work reports, and where it says
    暂无, the next likeliest: the tree is asked again for the column behind that one. A list page
    that shows neither rows nor 暂无 is tried under the other names that lists have.
    """
    parts = urlsplit(ask.url)
    if _TREE_PATH in parts.path:
        return _next_column(find_columns(html, ask.url), ask.url)
    rows = find_links(html, ask.url)
    if "/common/search/" in parts.path:
        return _next_of_search(html, ask) if rows else None
    shell = None if rows else _shell(html, ask)
    if shell:
        return shell
    tree = next((value for _, value in ask.headers if _TREE_PATH in value), None)
    if tree and not rows and _EMPTY.search(html):
        return Ask(f"{tree}#{parts.path}")
    call = _CALL.search(html)
    if call:
        total, current = int(call[1]), int(call[2])
        following = absolute_url(f"{call[3]}_{current + 1}.{call[4]}", ask.url)
        return Ask(following) if following and 0 < current < total else None
    url = find_next(html, ask.url)
    if rows or url:
        return Ask(url) if url else None
    return None if _EMPTY.search(html) else _sibling(ask)


def _shell(html: str, ask: Ask) -> Ask | None:
    """What a page without rows has its script ask for: its list, else the tree of columns.

    A column that a tree led to is not sent back to its tree, which all pages of a site may show.
    """
    from_tree = any(_TREE_PATH in value for _, value in ask.headers)
    found = _SEARCH.search(html) or (None if from_tree else _TREE.search(html))
    url = absolute_url(_expression(found, html), ask.url) if found else None
    return Ask(url, headers=(("Referer", ask.url),)) if url else None


def _next_column(columns: list[Link], asked: str) -> Ask | None:
    """The likeliest column, or the one behind the column that stands after the # of the tree."""
    tree, _, tried = asked.partition("#")
    ranked = [columns[place].url for place in likeliest(column.title for column in columns)]
    paths = [urlsplit(url).path for url in ranked]
    following = ranked[paths.index(tried) + 1 :] if tried in paths else [] if tried else ranked
    return _with_other_names(following[0], (("Referer", tree),)) if following else None


def _next_of_search(html: str, ask: Ask) -> Ask | None:
    """Page N + 1 of /common/search/, in the query or the form, until the declared end."""
    fields = list(ask.form) or parse_qsl(urlsplit(ask.url).query, keep_blank_values=True)
    told = dict(fields)
    page = _number(told.get("page"), 1)
    size = _number(told.get("_pageSize"), 0)
    counts = False
    for record in walk(load_json(html)):
        counted = {str(key).lower(): value for key, value in record.items()}
        pages = _number(counted.get("totalpages", counted.get("pagecount")), 0)
        total = _number(counted.get("total", counted.get("totalcount")), 0)
        counts = counts or bool(pages or total)
        if (pages and page >= pages) or (size and total and page * size >= total):
            return None
    following = [(key, str(page + 1) if key == "page" else value) for key, value in fields]
    if "page" not in told:
        following.append(("page", str(page + 1)))
    # Where no number of pages is told, an empty answer is the end.
    if ask.form:
        return replace(ask, form=tuple(following), may_be_missing=not counts)
    url = urlsplit(ask.url)._replace(query=urlencode(following)).geturl()
    return Ask(url, headers=ask.headers, may_be_missing=not counts)


def _expression(found: re.Match[str], html: str) -> str:
    """An address that a script puts together: "…?channelId=" + channelId + "&page=1"."""
    variables = dict(_VARIABLE.findall(html))
    pieces = [found[1]]
    for term in re.split(r"\s*\+\s*", found[2])[1:]:
        quoted = re.fullmatch(r"""\s*(["'])(.*?)\1\W*""", term)
        pieces.append(quoted[2] if quoted else variables.get(term.strip(" )]}"), ""))
    return "".join(pieces)


def _sibling(ask: Ask) -> Ask | None:
    """The next name that this list may have: null, list, xlist, xxgk_list, index."""
    parts = urlsplit(ask.url)
    folder, _, file = parts.path.rpartition("/")
    names = ("null", *_FILES)
    stem = file.removesuffix(".shtml")
    if not file.endswith(".shtml") or stem not in names[:-1]:
        return None
    following = f"{folder}/{names[names.index(stem) + 1]}.shtml"
    return _with_other_names(parts._replace(path=following, query="").geturl(), ask.headers)


def _with_other_names(url: str, headers: tuple[tuple[str, str], ...]) -> Ask:
    """A list whose name was guessed, with the names to try where it answers 404."""
    folder, _, file = url.rpartition("/")
    stem = file.removesuffix(".shtml")
    others = _FILES[_FILES.index(stem) + 1 :] if stem in _FILES else ()
    chain: Ask | None = None
    for name in reversed(others):
        chain = Ask(f"{folder}/{name}.shtml", headers=headers, otherwise=chain)
    return Ask(url, headers=headers, otherwise=chain)


def _number(value: object, otherwise: int) -> int:
    told = str(value)
    return int(told) if re.fullmatch(r"[0-9]{1,9}", told) else otherwise
