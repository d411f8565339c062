"""大汉 JCMS with jpage: the rows wait in an XML island and a script puts them into an empty list.

Field guide, section 2.1. The island (`<script type="text/xml"><datastore>…`) holds more rows than
the first page shows; further ones come from dataproxy.jsp as the same XML without a page around.
Disclosure columns of departments are tables instead, which /module/xxgk/search.jsp answers; a page
that does not say which of them it shows has a tree of them at /module/xxgk/tree.jsp.
"""

from __future__ import annotations

import html as entities
import re
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urljoin, urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.bounds import check_rows
from zonereports.sites.columns import likeliest
from zonereports.sites.records import find_records, first_json
from zonereports.sites.rows import find_next, find_rows
from zonereports.sites.site import Link
from zonereports.sites.tree import find_columns

NAME = "jcms"
RANK = 20

_ANY = re.compile("")
_COLUMN = re.compile(r"/col/col\d+/(?:index\.html|$)")
_ARTICLE = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\w+\.html")
_PROXY = re.compile(r"/module/(?:web/)?jpage/(?:more\w*)?dataproxy\.jsp")
_SEARCH = re.compile(r"/module/xxgk/search\.jsp(?:\?[^\s\"'<>]*)?")
_TREE = re.compile(r"/module/xxgk/tree\.jsp(?:\?[^\s\"'<>]*)?")
_WHOLE_SEARCH = (
    "/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&texttype=0&fbtime=-1&vc_all=&vc_filenumber="
    "&vc_title=&vc_number=&currpage=1&sortfield=,compaltedate:0"
)
_VALUE_ROW = re.compile(
    r"<tr\b[^<>]*\btr_main_value_(?:odd|even)\b[^<>]*>.*?(?:</tr\s*>|(?=<tr\b)|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_PAGE_OF = re.compile(r"第\s*(\d{1,6})\s*页\s*/?\s*共\s*(\d{1,6})\s*页")
_DATA_LIST = re.compile(r"\bdataList\b[\"']?\s*[=:]\s*(?=\[)")
# None of these goes past the next one that opens: thousands that never close would else cost the
# square of their number.
_ISLAND = re.compile(r"<datastore\b(?:(?!<datastore\b).)*?<recordset\b", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record\b[^<>]*>((?:(?!<record\b).)*?)</record>", re.DOTALL | re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
_NEXT_GROUP = re.compile(
    r"<nextgroup\b[^<>]*>((?:(?!<nextgroup\b).)*?)</nextgroup>", re.DOTALL | re.IGNORECASE
)
_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_LINE = re.compile(r"<(?:li|tr)\b", re.IGNORECASE)
# A list script finds its rows by these; ids are numbers, or encrypted texts on some sites.
_IDS = ("columnid", "unitid", "webid")
_FORM = (("col", "1"), ("appid", "1"), ("path", "/"), ("permissiontype", "0"))
_TOTAL = re.compile(
    r"<totalrecord>\s*(\d{1,9})\b|totalrecord\s*[:=]\s*['\"]?(\d{1,9})\b", re.IGNORECASE
)
# Articles of the successor jpaas end in 32 hex digits, and its pages keep the /col/colN/ shape.
_JPAAS = re.compile(
    r"/api-gateway/jpaas-publish-server/|/art/\d{4}/art_(?:\d+_)?[0-9a-f]{32}\.html"
)


def recognise(url: str, html: str) -> bool:
    """A column or article address of JCMS, or its XML island; never a page of jpaas."""
    island = bool(_ISLAND.search(html))
    if not island and _JPAAS.search(html + url):
        return False
    path = urlsplit(url).path
    return island or any(
        (
            _COLUMN.search(path),
            _ARTICLE.search(path),
            _PROXY.search(path + html),
            _SEARCH.search(path + html),
            _TREE.search(path + html),
        )
    )


def find_links(html: str, url: str) -> list[Link]:
    """The rows of the island or of the disclosure table, else the article links of the page."""
    rows: dict[str, Link] = {}
    for record in _records(html):
        for link in find_rows(record, url, only=_ANY):
            rows.setdefault(link.url, link)
    if rows:
        return list(rows.values())
    table = "".join(_VALUE_ROW.findall(html))
    if table:
        return find_rows(f"<table>{table}</table>", url, only=_ANY)
    data = _DATA_LIST.search(html)
    if data and (links := find_records(first_json(html[data.end() :]), url)):
        return links
    return find_rows(html, url, only=_ARTICLE)


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following group of rows: where the island says, else by number at dataproxy.jsp.

    A group is larger than a page of the screen, and the island already is the first group. The
    numbered way is a POST as the page's script sends it, with the Referer that servers insist on.
    An answer without rows is the end: some sites send empty documents for deep pages.
    """
    path = urlsplit(ask.url).path
    if _TREE.search(path):
        return _column_of_tree(html, ask)
    if _SEARCH.search(path):
        return _next_of_search(html, ask) or _tree_again(html, ask)
    had = len(_RECORD.findall(html))
    if _PROXY.search(path) and not had:
        return None
    group = _NEXT_GROUP.search(html)
    href = _HREF.search(_plain(group[1])) if group else None
    url = absolute_url(entities.unescape(href[1]), ask.url) if href else None
    if url and url != absolute_url(ask.url, ask.url):
        return Ask(url, headers=ask.headers or _as_script(ask.url))
    by_number = _next_by_number(html, ask, had)
    if by_number:
        return by_number
    url = find_next(html, ask.url)
    if url:
        return Ask(url)
    return None if had else _page_of_search(html, ask.url)


def _records(html: str) -> list[str]:
    """Each row as one line: some templates put a link and a date into a record and no li."""
    records = _RECORD.findall(html)
    check_rows(len(records))
    plain = (_plain(record) for record in records)
    return [row if _LINE.search(row) else f"<li>{row}</li>" for row in plain]


def _plain(piece: str) -> str:
    """The HTML in a CDATA section, or in escaped text where the section is missing."""
    sections = _CDATA.findall(piece)
    return "".join(sections) if sections else entities.unescape(piece)


def _next_by_number(html: str, ask: Ask, had: int) -> Ask | None:
    total = _TOTAL.search(html)
    parts = urlsplit(ask.url)
    proxy = _PROXY.search(parts.path) or _PROXY.search(html)
    if not total or not proxy or not had:
        return None
    asked = dict(ask.form) | dict(parse_qsl(parts.query))
    if "page" in asked and "startrecord" not in asked:
        # Groups that are asked for by page name the next one themselves.
        return None
    ids = {key: asked.get(key) or _setting(html, key) for key in _IDS}
    if not all(ids.values()):
        return None
    told = asked.get("startrecord", "1")
    start = int(told) if re.fullmatch(r"\d{1,9}", told) else 1
    following = start + had
    if following > int(total[1] or total[2]):
        return None
    numbers = {
        "startrecord": following,
        "endrecord": following + had - 1,
        "perpage": asked.get("perpage") or _setting(html, "perpage") or had,
    }
    url = urljoin(ask.url, f"{proxy[0]}?{urlencode(numbers)}")
    if ask.form:
        return Ask(url, form=ask.form, headers=ask.headers)
    site = unquote(_setting(html, "webname") or "")
    form = dict(_FORM) | {key: value for key, value in ids.items() if value}
    form |= {"sourceContentType": _setting(html, "sourceContentType") or "1", "webname": site}
    return Ask(url, form=tuple(form.items()), headers=_as_script(ask.url))


def _page_of_search(html: str, url: str) -> Ask | None:
    """The page of a disclosure column behind what stands in it, as its script asks for it."""
    found = _SEARCH.search(html)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    infotype = _setting(html, "infotypeId") or asked.get("number")
    if not infotype:
        return _tree_of(html, url)
    if not found:
        return None
    column = re.search(r"/col/col(\d+)", urlsplit(url).path)
    form = {
        "infotypeId": infotype,
        "jdid": _setting(html, "jdid") or _setting(html, "webid") or "",
        "area": _setting(html, "area") or asked.get("vc_xxgkarea", ""),
        "divid": _setting(html, "divid") or (f"div{column[1]}" if column else ""),
        "currpage": "1",
        "sortfield": _setting(html, "sortfield") or "",
    }
    search = urljoin(url, entities.unescape(found[0]))
    form["sortfield"] = form["sortfield"] or dict(parse_qsl(urlsplit(search).query)).get(
        "sortfield", ""
    )
    ask = Ask(_at_page(search, 1), form=tuple(form.items()), headers=_as_script(url))
    return _next_of_search(html, ask) if _VALUE_ROW.search(html) else ask


def _tree_of(html: str, url: str) -> Ask | None:
    """The tree of a page that names no column; what its search wants besides goes along behind #."""
    tree = _TREE.search(html)
    if tree is None:
        return None
    site = _setting(html, "jdid") or _setting(html, "webid") or ""
    address = urljoin(url, entities.unescape(tree[0]))
    return Ask(f"{address}#{urlencode({'jdid': site})}", headers=_as_script(url))


def _column_of_tree(text: str, ask: Ask) -> Ask | None:
    """The search for the likeliest column, or for the one behind that which was empty."""
    nodes = find_columns(text)
    ranked = [nodes[place][0] for place in likeliest(name for _, name in nodes)]
    tree, _, told = ask.url.partition("#")
    known = dict(parse_qsl(told))
    tried = known.get("after")
    if tried is not None:
        ranked = ranked[ranked.index(tried) + 1 :] if tried in ranked else []
    if not ranked:
        return None
    asked = dict(parse_qsl(urlsplit(tree).query))
    form = {
        "infotypeId": ranked[0],
        "jdid": known.get("jdid", ""),
        "area": asked.get("area", ""),
        "divid": asked.get("divid", ""),
        "currpage": "1",
        "sortfield": ",compaltedate:0",
    }
    return Ask(
        urljoin(tree, _WHOLE_SEARCH),
        form=tuple(form.items()),
        headers=_as_script(tree),
    )


def _tree_again(html: str, ask: Ask) -> Ask | None:
    """Where a tree led to a column without rows: the tree, for the column behind it."""
    form, referer = dict(ask.form), dict(ask.headers).get("Referer", "")
    if _VALUE_ROW.search(html) or form.get("currpage") != "1" or not _TREE.search(referer):
        return None
    told = urlencode({"jdid": form.get("jdid", ""), "after": form.get("infotypeId", "")})
    return Ask(f"{referer}#{told}", headers=ask.headers)


def _next_of_search(html: str, ask: Ask) -> Ask | None:
    """The same search one page on, as far as 第1页/共3页 says."""
    shown = entities.unescape(re.sub(r"<[^<>]*>", "", html)).replace("\xa0", " ")
    pager = _PAGE_OF.search(shown)
    if not pager or int(pager[1]) >= int(pager[2]) or not _VALUE_ROW.search(html):
        return None
    page = int(pager[1]) + 1
    form = dict(ask.form) | {"currpage": str(page)}
    return Ask(_at_page(ask.url, page), form=tuple(form.items()), headers=ask.headers)


def _at_page(url: str, page: int) -> str:
    """The address with its currpage, where it has one, set to a page."""
    return re.sub(r"([?&]currpage=)\d*", rf"\g<1>{page}", url)


def _as_script(page: str) -> tuple[tuple[str, str], ...]:
    return (("Referer", page), ("X-Requested-With", "XMLHttpRequest"))


def _setting(html: str, key: str) -> str | None:
    """What a script says of a key, in quotes (encrypted ids hold / and =) or bare."""
    start = rf"\b{key}\b[\"']?\s*[:=]\s*"
    quoted = re.search(rf"""{start}(["'])([^"'<>]+)\1""", html, re.IGNORECASE)
    if quoted:
        return quoted[2]
    # Bare words without a digit are names of variables.
    bare = re.search(rf"{start}(?=[\w.-]*\d)([\w.-]+)", html, re.IGNORECASE)
    return bare[1] if bare else None
