"""龙讯 Longxun (Anhui and beyond): disclosure columns by AJAX, news columns by `?pageIndex=N`.

Field guide, section 2.4. A disclosure column `/public/column/<organ>?…catId=<category>` is a shell
whose script asks `/site/label/<number>` (mostly 8888) for the list as a piece of HTML; an empty
list answers 暂无相关信息 with status 200.
"""

from __future__ import annotations

import html as entities
import re
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from zonereports.sites.ask import Ask
from zonereports.sites.container import inside
from zonereports.sites.rows import find_next, find_rows
from zonereports.sites.site import Link

NAME = "longxun"
RANK = 30

_LABEL = re.compile(r"/site/label/(\d{1,12})(?:\?([^\"'\s<>]*))?")
_ORGAN = re.compile(r"/public/column/(\d{1,12})")
_NEWS = re.compile(r"/content/column/\d{1,12}")
_ARTICLE = re.compile(
    r"/public/\d+/\d+\.html|/public/content/\d+|/content/article/\d+|/\d{5,}\.html"
)
_OWN_ADDRESS = re.compile(
    r"/public/\d+/\d+\.html$|/public/(?:column|content)/\d+$|/content/(?:column|article)/\d+$"
)
_MARKS = re.compile(r"/site/label/\d|\bLs\.(?:ajax|pagination)\b|\bj-fontContent\b")
_LIST = re.compile(
    r"<(\w+)\b[^<>]{0,500}\bid\s{0,9}=\s{0,9}[\"']?xxgk_lmcon\b[^<>]{0,500}>", re.IGNORECASE
)
_SITE_META = re.compile(
    r"<meta\b[^<>]{0,500}\bname\s{0,9}=\s{0,9}[\"']?SiteId\b[^<>]{0,500}>", re.IGNORECASE
)
_CONTENT = re.compile(r"\bcontent\s*=\s*[\"']?(\w+)", re.IGNORECASE)
_SITE_ID = re.compile(r"\bsiteId\b['\"]?\s*[:=]\s*['\"]?(\d{1,15})", re.IGNORECASE)
_PAIR = re.compile(r"""(?<!\w)(\w+)['"]?\s*:\s*(?:'([^']*)'|"([^"]*)"|(\d+|true|false)\b)""")
_PAGE_COUNT = re.compile(
    r"\b(?:pageCount|totalPages?|pageTotal|pages)\b['\"]?\s*[:=]\s*['\"]?(\d{1,6})\b", re.IGNORECASE
)
_PAGED = re.compile(r"\bpaged\s*=\s*[\"']?(\d{1,6})\b", re.IGNORECASE)
_PAGINATION = re.compile(r"Ls\.pagination\b.{0,1500}", re.DOTALL)
# A page may call labels for its visits and its search as well.
_MOST_CALLS = 20
_COLUMN_ID = re.compile(r"\bcolumnId\b['\"]?\s*[:=]\s*['\"]?(\d{1,12})", re.IGNORECASE)
# What the script sends where the page does not say otherwise. Its `_`, a random number against
# caches, is left out: the address of an answer shall be the same tomorrow.
_DEFAULTS = {
    "IsAjax": "1",
    "dataType": "html",
    "labelName": "publicInfoList",
    "siteId": "",
    "pageSize": "15",
    "pageIndex": "1",
    "action": "list",
    "fuzzySearch": "false",
    "fromCode": "title",
    "keyWords": "",
    "sortType": "1",
    "isDate": "true",
    "dateFormat": "yyyy-MM-dd",
    "length": "80",
    "organId": "",
    "type": "4",
    "catId": "",
    "catIds": "",
    "cId": "",
    "result": "暂无相关信息",
    "file": "/xxgk/publicInfoList_newest2020",
    "isInvalid": "",
}


def recognise(url: str, html: str) -> bool:
    """The addresses of its columns and articles, its scripts, or its class j-fontContent."""
    path = urlsplit(url).path
    return bool(_OWN_ADDRESS.search(path) or _LABEL.search(path) or _MARKS.search(html))


def find_links(html: str, url: str) -> list[Link]:
    """The rows of a column or of a piece that its script gets; none in a shell."""
    listed = inside(html, _LIST)
    html = html if listed is None else listed
    rows = [row for row in find_rows(html, url) if row.listed_on]
    return rows or find_rows(html, url, only=_ARTICLE)


def next_page(html: str, ask: Ask) -> Ask | None:
    """The following piece of a disclosure column, or page of a news column."""
    path = urlsplit(ask.url).path
    if _LABEL.search(path):
        return _following(html, ask)
    if _LABEL.search(html) and (_ORGAN.search(path) or "publicInfoList" in html):
        return _first(html, ask)
    return _news(html, ask)


def _first(html: str, ask: Ask) -> Ask | None:
    """What a disclosure column's script asks: page 1, or 2 where the first stands in the page."""
    number = 2 if find_links(html, ask.url) else 1
    count = _PAGE_COUNT.search(html)
    if number == 2 and count and int(count[1]) < 2:
        return None
    label, told = _script(html)
    own = _fields(ask.url)
    organ = _ORGAN.search(urlsplit(ask.url).path)
    known = {
        "siteId": _site_id(html),
        "organId": organ[1] if organ else own.get("organId", ""),
        "catId": own.get("catId", ""),
        "type": own.get("type", ""),
        "action": own.get("action", ""),
    }
    fields = _DEFAULTS | told | {key: value for key, value in known.items() if value}
    fields["pageIndex"] = str(number)
    return Ask(
        urljoin(ask.url, f"/site/label/{label}?{urlencode(fields, errors='replace')}"),
        headers=(("Referer", ask.url), ("X-Requested-With", "XMLHttpRequest")),
    )


def _following(html: str, ask: Ask) -> Ask | None:
    if not find_links(html, ask.url):
        return None
    number = _index(ask.url)
    counts = [int(count) for count in (*_PAGE_COUNT.findall(html), *_PAGED.findall(html))]
    if max(counts, default=0) <= number:
        return None
    return Ask(_numbered(ask.url, number + 1), headers=ask.headers)


def _news(html: str, ask: Ask) -> Ask | None:
    configs = (found[0] for found in _PAGINATION.finditer(html))
    config = next((text for text in configs if _PAGE_COUNT.search(text)), "")
    count = _PAGE_COUNT.search(config)
    number = _index(ask.url)
    if count is None or not find_links(html, ask.url):
        url = find_next(html, ask.url)
        return Ask(url) if url else None
    if int(count[1]) <= number:
        return None
    if _NEWS.search(urlsplit(ask.url).path):
        return Ask(_numbered(ask.url, number + 1))
    # A pretty path such as /zwgk/ghjh/index.html has no further pages of its own.
    column = _NEWS.search(config)
    by_id = _COLUMN_ID.search(config) or _COLUMN_ID.search(html)
    if column is None and by_id is None:
        return None
    path = column[0] if column else f"/content/column/{by_id[1]}"  # type: ignore[index]  # one of them is there
    return Ask(urljoin(ask.url, f"{path}?pageIndex={number + 1}"))


def _script(html: str) -> tuple[str, dict[str, str]]:
    """The number of the label that lists, and the parameters that the script states."""
    calls = [(call, _around(html, call)) for call in islice(_LABEL.finditer(html), _MOST_CALLS)]
    call, piece = next((pair for pair in calls if "publicInfoList" in pair[1]), calls[0])
    told = dict(parse_qsl(entities.unescape(call[2] or "")))
    for key, single, double, bare in _PAIR.findall(piece):
        told.setdefault(key, single or double or bare)
    return call[1], {key: told[key] for key in _DEFAULTS if told.get(key)}


def _around(html: str, call: re.Match[str]) -> str:
    """The script's call of a label, from Ls.ajax to its closing bracket."""
    before = html[max(call.start() - 1500, 0) : call.start()]
    start = max(before.rfind("Ls.ajax"), before.rfind("<script"), 0)
    behind = html[call.end() : call.end() + 1500]
    end = re.search(r"</script|\}\s*\)|/site/label/", behind)
    return before[start:] + call[0] + (behind[: end.start()] if end else behind)


def _site_id(html: str) -> str:
    meta = _SITE_META.search(html)
    content = _CONTENT.search(meta[0]) if meta else None
    in_script = _SITE_ID.search(html)
    return content[1] if content else in_script[1] if in_script else ""


def _fields(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def _index(url: str) -> int:
    told = _fields(url).get("pageIndex", "1")
    return int(told) if re.fullmatch(r"[0-9]{1,6}", told) else 1


def _numbered(url: str, number: int) -> str:
    query = urlencode(_fields(url) | {"pageIndex": str(number)})
    return urlsplit(url)._replace(query=query, fragment="").geturl()
