"""The files that a page offers: sometimes the report is one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from zonereports.document.file_names import name_in_address
from zonereports.document.furniture import squeeze
from zonereports.document.html import embedded_body
from zonereports.document.markup import Renderer, collapse, parse
from zonereports.document.reader import read
from zonereports.document.visibility import hidden_names
from zonereports.errors import SoftNotFound, UnreadablePage
from zonereports.fetch import decode
from zonereports.sites import Link, absolute_url, judge_title

_FILE = re.compile(r"\.(docx?|rtf|pdf|wps|xlsx?|et|ofd|zip|rar)$", re.IGNORECASE)
# The download scripts of the CMS families: their addresses may bear no extension.
_DOWNLOAD = re.compile(
    r"/downfile\.jsp|/download\.jsp|/document/(?:file-)?download|downloadztbattach"
    r"|/group\d+/M\d\d/|/files?/download",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""['"]([^'"\s]{1,500})['"]""")
# Of two files with the same name the one that gives the text most surely; a table is an annex.
_PREFERENCE = ("docx", "doc", "wps", "rtf", "pdf", "ofd", "", "xlsx", "xls", "et", "zip", "rar")
_ELSEWHERE = re.compile(
    r"(?:详见|请?参?见|请?查[看阅]|请?点击|请?下载|载于|另附)[^。；\n]{0,12}附件|附件[^。；\n]{0,4}(?:下载|查看|浏览)"
    r"|(?:全文|正文|报告|总结)(?:如下|见)?附件|[（(]附件[)）]"
)
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|％|个百分点|[亿万千百]|元|家|个|户|亩|人|项|平方|公里|吨|次|件|宗|倍)"
)
# Chosen, not measured: a page that only points has a sentence or two; see `report_attachment`.
_POINTER, _SILENT_POINTER, _FEW_FIGURES = 600, 150, 3
_MOST_LINKS = 300


def report_attachment(
    body: bytes, *, url: str, content_type: str | None = None, title: str | None = None
) -> Link | None:
    """The attachment in which the report of a page stands; None when the page holds it itself.

    A page points elsewhere when it says so (详见附件) in few words and states hardly a figure, or
    when it says next to nothing. Of several attachments the one that is named as the report.

    Args:
        body: the page, as served.
        url: its address.
        content_type: its header.
        title: what the listing called it.
    """
    try:
        offered = find_attachments(body, url=url, content_type=content_type)
    except UnreadablePage:
        return None
    if not offered:
        return None
    try:
        text = read(body, url=url, content_type=content_type, link_title=title).text
    except SoftNotFound:
        return None
    except UnreadablePage:
        text = ""
    return max(offered, key=lambda link: _rank(link, title)) if _points(text, offered) else None


def _points(text: str, offered: tuple[Link, ...]) -> bool:
    for link in offered:
        text = text.replace(link.title, "")
    length = len(squeeze(text))
    figures = sum(1 for _ in _FIGURE.finditer(text))
    if _ELSEWHERE.search(text):
        return length <= _POINTER and figures < _FEW_FIGURES
    return length <= _SILENT_POINTER and not figures


def _rank(link: Link, title: str | None) -> tuple[bool, int]:
    """The greater, the likelier the report; the first of equals is taken."""
    names = (link.title, name_in_address(link.url) or "")
    kind = next((found[1].lower() for name in names if (found := _FILE.search(name))), "")
    stems = [_FILE.sub("", name) for name in names]
    called = any(judge_title(stem, own_column=True).report for stem in stems) or any(
        title is not None and squeeze(title) == squeeze(stem) for stem in stems
    )
    return called, -_PREFERENCE.index(kind)


def find_attachments(body: bytes, *, url: str, content_type: str | None = None) -> tuple[Link, ...]:
    """Files that a page links to or shows in a frame, in page order, each address once.

    A link's title is its text or the file's name in its address. Links to pages and mail are left
    out; the addresses are absolute and not fetched.

    Raises:
        UnreadablePage: the bytes are no text.
    """
    text = decode(body, content_type)[0]
    root = parse(text)
    if root is None:
        return ()
    page = Renderer(hidden_names(root))
    # A body that a script carries offers its files there.
    inner = parse(embedded) if (embedded := embedded_body(text)) is not None else None
    nodes = ("a", "iframe", "embed", "object")
    base = next((node.get("href") for node in root.iter("base") if node.get("href")), None)
    try:
        base = urljoin(url, base) if base else url
    except ValueError:
        base = url
    found: dict[str, Link] = {}
    for node in (*root.iter(*nodes), *(() if inner is None else inner.iter(*nodes))):
        for target in _targets(node):
            if (address := absolute_url(target, base)) is None or address in found:
                continue
            said = ""
            if node.tag == "a":
                said = collapse(node.get("title") or "") or "".join(page.lines(node))
            name = name_in_address(address) or ""
            is_file = any(_FILE.search(part) for part in (urlsplit(address).path, name, said))
            if is_file or _DOWNLOAD.search(address):
                found[address] = Link(address, said or name)
        if len(found) >= _MOST_LINKS:
            break
    return tuple(found.values())


def _targets(node: Any) -> Iterator[str]:
    """Where an element leads: its address, the file that its viewer shows, what its script opens."""
    told = (node.get("href") or node.get("src") or node.get("data") or "").strip()
    scripted = told.lower().startswith("javascript:")
    script = f"{told if scripted else ''} {node.get('onclick') or ''}"
    yield from (one[1] for one in _QUOTED.finditer(script[:5_000]) if _FILE.search(one[1]))
    if not told or told.startswith(("#", "mailto:", "tel:")) or scripted:
        return
    # pdf.js: viewer.html?file=/path/report.pdf
    if node.tag != "a" or "viewer" in told.lower():
        try:
            fields = parse_qsl(urlsplit(told).query)
        except ValueError:
            return
        shown = [value for _, value in fields if _FILE.search(value)]
        if shown and not _FILE.search(urlsplit(told).path):
            yield from shown
            return
    yield told
