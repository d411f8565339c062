"""新点 Epoint: columns numbered by three digits per level, lists that a script asks for as JSON.

Field guide, section 2.8. `pn` of the search is the offset of a row, not the number of a page, and
`totalcount` may come as a text. Newer lists are asked of EpointWebBuilder, which wants a token that it
gives to every visitor: the shell leads to the token, the token to the list.
"""

from __future__ import annotations

import html as entities
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from zonereports.sites.address import absolute_url
from zonereports.sites.ask import Ask
from zonereports.sites.records import find_records, load_json, walk
from zonereports.sites.rows import find_articles, find_next
from zonereports.sites.site import Link

NAME = "epoint"
RANK = 90

_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ARTICLE = re.compile(rf"/\d{{8}}/(?:{_GUID}|[0-9a-f]{{32}})\.html?$", re.IGNORECASE)
# Each level repeats the digits of the one above: /009001/009001002/.
_CATEGORY = re.compile(r"/((?:\d{3}){1,8})/\1\d{3}(?=/)")
_LAST_CATEGORY = re.compile(r"/((?:\d{3}){2,9})(?=/|$)")
_SIGNS = re.compile(r"\bewb-[a-z]+|/inteligentsearch/|EpointWebBuilder", re.IGNORECASE)
_SEARCH = re.compile(
    r"""["']([^"'\s]*/rest/(?:es)?inteligent[sS]earch/getFullTextData(?:New)?)["']"""
)
_STATED_CATEGORY = re.compile(
    r"""(?:categorynum["']?\s*[:=]|["']?equal["']?\s*:)\s*["']((?:\d{3}){1,9})["']""",
    re.IGNORECASE,
)
_ROWS = re.compile(r"""\b(?:rn|pageSize)["']?\s*[:=]\s*["']?(\d{1,3})\b""")
_COUNT = re.compile(r"[0-9]{1,9}")
_POSTBACK = re.compile(
    r"""<a\b[^<>]*?__doPostBack\(\s*['"]([^'"]+)['"]\s*,\s*['"](\d+)['"]\s*\)[^>]*>([^<]*)<""",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<input\b[^<>]*\bname=[\"'](__\w+)[\"'][^<>]*>", re.IGNORECASE)
_VALUE = re.compile(r"\bvalue=[\"']([^\"']*)[\"']", re.IGNORECASE)
_DEFAULT_ROWS = 15
_BUILDER = re.compile(r"""["']([^"'\s]*EpointWebBuilder/rest/[\w/]*getPageInfoListNew2?)["']""")
_TOKEN = re.compile(r"""["']([^"'\s]*/rest/getOauthInfoAction/getNoUserAccessToken)["']""")
_TOKEN_PATH = "/rest/getOauthInfoAction/getNoUserAccessToken"  # noqa: S105 - an address
_BUILDER_PATH = re.compile(r"/rest/[\w/]*getPageInfoListNew2?$")
_WORD = re.compile(r"[\w.~+/=-]{8,4000}", re.ASCII)
_SITE_GUID = re.compile(r"""siteGuid["']?\s*[:=]\s*["']([\w-]{1,64})["']""", re.IGNORECASE)


def recognise(url: str, html: str) -> bool:
    """A category path, an article in a folder of its day, or Epoint's classes and services."""
    path = urlsplit(url).path
    return bool(_CATEGORY.search(path) or _ARTICLE.search(path) or _SIGNS.search(html))


def find_links(html: str, url: str) -> list[Link]:
    """The rows of a category page or of a JSON answer."""
    if load_json(html) is not None:
        return find_records(html, url)
    return find_articles(html, url, _ARTICLE)


def next_page(html: str, ask: Ask) -> Ask | None:
    """The next rows: from a shell the first of the search, then by offset up to its total."""
    path = urlsplit(ask.url).path
    if path.endswith(_TOKEN_PATH):
        return _with_token(html, ask)
    if _BUILDER_PATH.search(path):
        return _next_of_builder(html, ask)
    if ask.json is not None:
        return _next_rows(html, ask)
    if load_json(html) is not None:
        return _next_of_action(html, ask)
    url = find_next(html, ask.url)
    if url:
        return Ask(url)
    return _postback(html, ask) or _first_rows(html, ask) or _ask_for_token(html, ask)


def _ask_for_token(html: str, ask: Ask) -> Ask | None:
    """The token of a page whose list EpointWebBuilder answers; what the list wants goes along behind #."""
    builder, service = _BUILDER.search(html), _TOKEN.search(html)
    category, site = _category(html, ask.url), _SITE_GUID.search(html)
    if not builder or not category or find_links(html, ask.url):
        return None
    root = builder[1].partition("/rest/")[0]
    token = absolute_url(service[1] if service else f"{root}{_TOKEN_PATH}", ask.url)
    told = _ROWS.search(html)
    wanted = {
        "list": builder[1],
        "siteGuid": site[1] if site else "",
        "categoryNum": category,
        "pageSize": told[1] if told and int(told[1]) else str(_DEFAULT_ROWS),
    }
    headers = (("Referer", ask.url), ("X-Requested-With", "XMLHttpRequest"))
    return (
        Ask(f"{token}#{urlencode(wanted)}", form=(("params", "{}"),), headers=headers)
        if token
        else None
    )


def _with_token(html: str, ask: Ask) -> Ask | None:
    """The first page of the list, asked for with the token that came."""
    tokens = (record.get("access_token") for record in walk(load_json(html)))
    token = next((one for one in tokens if isinstance(one, str) and _WORD.fullmatch(one)), None)
    told = dict(parse_qsl(urlsplit(ask.url).fragment, keep_blank_values=True))
    url = absolute_url(told.pop("list", ""), ask.url)
    if token is None or url is None:
        return None
    headers = (*ask.headers, ("Authorization", f"Bearer {token}"))
    return Ask(url, form=_builder_form(told, 0), headers=headers)


def _builder_form(told: dict[str, str], page: int) -> tuple[tuple[str, str], ...]:
    params = {
        "siteGuid": told.get("siteGuid", ""),
        "categoryNum": told.get("categoryNum", ""),
        "kw": "",
        "startDate": "",
        "endDate": "",
        "pageIndex": page,
        "pageSize": int(told["pageSize"]) if _COUNT.fullmatch(told.get("pageSize", "")) else 15,
    }
    return (("params", json.dumps(params)),)


def _next_of_builder(html: str, ask: Ask) -> Ask | None:
    """The same list one page on, until a page is empty or the declared number is reached."""
    params = load_json(dict(ask.form).get("params", ""))
    had = len(find_records(html, ask.url))
    if not isinstance(params, dict) or not had:
        return None
    page = int(params.get("pageIndex", 0)) + 1
    told = (str(record.get("count", record.get("total", ""))) for record in walk(load_json(html)))
    total = next((int(one) for one in told if _COUNT.fullmatch(one)), None)
    if total is not None and page * int(params.get("pageSize", had)) >= total:
        return None
    return Ask(
        ask.url,
        form=_builder_form({k: str(v) for k, v in params.items()}, page),
        headers=ask.headers,
    )


def _category(html: str, url: str) -> str | None:
    stated = _STATED_CATEGORY.search(html)
    levels = _LAST_CATEGORY.findall(urlsplit(url).path)
    return stated[1] if stated else levels[-1] if levels else None


def _first_rows(html: str, ask: Ask) -> Ask | None:
    """The search for the category, as the page's own script asks for it."""
    service = _SEARCH.search(html)
    category = _category(html, ask.url)
    url = absolute_url(service[1], ask.url) if service else None
    if not url or not category:
        return None
    told = _ROWS.search(html)
    rows = int(told[1]) if told and int(told[1]) else _DEFAULT_ROWS
    # Rows that stand in the page itself are the first of the same list.
    had = len(find_links(html, ask.url))
    body = _search_body(category, offset=had, rows=rows)
    headers = (
        ("Content-Type", "application/json;charset=UTF-8"),
        ("Referer", ask.url),
        ("X-Requested-With", "XMLHttpRequest"),
    )
    return Ask(url, json=json.dumps(body, ensure_ascii=False), headers=headers)


def _search_body(category: str, *, offset: int, rows: int) -> dict[str, Any]:
    """All keys of the service: some installs answer an error when one is missing."""
    condition = {
        "fieldName": "categorynum",
        "equal": category,
        "notEqual": None,
        "equalList": None,
        "notEqualList": None,
        "isLike": True,
        "likeType": 2,
    }
    return {
        "token": "",
        "pn": offset,
        "rn": rows,
        "sdt": "",
        "edt": "",
        "wd": "",
        "inc_wd": "",
        "exc_wd": "",
        "fields": "title",
        "cnum": "",
        "sort": '{"webdate":"0"}',
        "ssort": "title",
        "cl": 500,
        "terminal": "",
        "condition": [condition],
        "time": None,
        "highlights": "",
        "statistics": None,
        "unionCondition": None,
        "accuracy": "",
        "noParticiple": "0",
        "searchRange": None,
        "isBusiness": "1",
    }


def _next_rows(html: str, ask: Ask) -> Ask | None:
    """The same search at the offset behind the rows that came."""
    body = load_json(ask.json or "")
    had, total = _counted(html)
    if not isinstance(body, dict) or not had:
        return None
    told = str(body.get("pn", 0))
    offset = (int(told) if _COUNT.fullmatch(told) else 0) + had
    if total is not None and offset >= total:
        return None
    return Ask(
        ask.url,
        json=json.dumps(body | {"pn": offset}, ensure_ascii=False),
        headers=ask.headers,
    )


def _counted(html: str) -> tuple[int, int | None]:
    """How many records an answer holds, and how many there are: 41, "41" or nothing."""
    had, total = 0, None
    for record in walk(load_json(html)):
        rows = record.get("records")
        had = max(had, len(rows) if isinstance(rows, list) else 0)
        told = str(record.get("totalcount", ""))
        if _COUNT.fullmatch(told):
            total = int(told)
    return had, total


def _next_of_action(html: str, ask: Ask) -> Ask | None:
    """Services such as getInfoList count pages; they are asked until a page comes back empty."""
    fields = parse_qsl(urlsplit(ask.url).query, keep_blank_values=True)
    page = dict(fields).get("pageIndex", "")
    if not _COUNT.fullmatch(page) or not find_records(html, ask.url):
        return None
    following = [(key, str(int(page) + 1) if key == "pageIndex" else v) for key, v in fields]
    return Ask(urlsplit(ask.url)._replace(query=urlencode(following)).geturl(), headers=ask.headers)


def _postback(html: str, ask: Ask) -> Ask | None:
    """下页 of the old ASP.NET lists: the page's own form, sent back with the wanted page."""
    for target, page, shown in _POSTBACK.findall(html):
        if entities.unescape(shown).strip(" >»\n\t") in ("下页", "下一页"):
            hidden = {
                field[1]: entities.unescape(value[1]) if (value := _VALUE.search(field[0])) else ""
                for field in _HIDDEN.finditer(html)
            }
            hidden |= {"__EVENTTARGET": target, "__EVENTARGUMENT": page}
            return Ask(ask.url, form=tuple(hidden.items()), headers=(("Referer", ask.url),))
    return None
