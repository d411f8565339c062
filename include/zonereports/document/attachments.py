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
_YEAR = re.compile(r"20\d{2}(?=年)")
_NEIGHBOUR = re.compile(r"[上下前后]一?[篇条则个页][:：\s]*$|^[上下]一[篇条则页][:：]")
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
    if not _points(text, offered):
        return None
    own = [link for link in offered if not _of_another_year(link, title)]
    return max(own, key=lambda link: _rank(link, title), default=None)


def _points(text: str, offered: tuple[Link, ...]) -> bool:
    for link in offered:
        text = text.replace(link.title, "")
    length = len(squeeze(text))
    figures = sum(1 for _ in _FIGURE.finditer(text))
    if _ELSEWHERE.search(text):
        return length <= _POINTER and figures < _FEW_FIGURES
    return length <= _SILENT_POINTER and not figures


def _names(link: Link) -> tuple[str, ...]:
    return (link.title, name_in_address(link.url) or "")


def _of_another_year(link: Link, title: str | None) -> bool:
    """Whether a file is named as the report of another year than the one that the page is about."""
    wanted = _YEAR.search(title or "")
    told = [found[0] for name in _names(link) if (found := _YEAR.search(name))]
    return wanted is not None and bool(told) and wanted[0] not in told


def _rank(link: Link, title: str | None) -> tuple[bool, bool, int]:
    """The greater, the likelier the report; the first of equals is taken."""
    names = _names(link)
    kind = next((found[1].lower() for name in names if (found := _FILE.search(name))), "")
    stems = [_FILE.sub("", name) for name in names]
    same = any(title is not None and squeeze(title) == squeeze(stem) for stem in stems)
    called = same or any(judge_title(stem, own_column=True).report for stem in stems)
    return same, called, -_PREFERENCE.index(kind)


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
        if node.tag == "a" and _is_neighbour(node):
            continue
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


def _is_neighbour(node: Any) -> bool:
    """Whether a link leads on to the next row of the listing (下一篇), which may be a file itself."""
    before, parent = node.getprevious(), node.getparent()
    told = ["".join(node.itertext())]
    if before is not None:
        told.append(before.tail if (before.tail or "").strip() else "".join(before.itertext()))
    elif parent is not None:
        told.append(parent.text)
        beside = parent.getprevious()
        if not (parent.text or "").strip() and beside is not None:
            told.append("".join(map(str, beside.itertext())))
    return any(_NEIGHBOUR.search(text.strip()[-20:]) for text in told[1:] if text) or bool(
        _NEIGHBOUR.match(told[0].strip())
    )


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
