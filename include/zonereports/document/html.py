"""An HTML page to a leaf: parsed once, family containers first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from zonereports.document.body import Body, check_body, find_body
from zonereports.document.embedded import find_embedded
from zonereports.document.leaf import Leaf
from zonereports.document.markup import Renderer, collapse, parse
from zonereports.document.places import Paths
from zonereports.document.realign import realign
from zonereports.document.traced import Trace
from zonereports.document.visibility import hidden_names

_EMBEDDED = re.compile(r"DETAIL\"?'?\s*[:=]")
_TITLE_NAMES_WORDS = (
    "title wztit arti_title article-title articletitle article_title arttitle art_title bt "
    "xl_tit conttitle con_title ewb-article-tt title_xl titles newstitle news_title "
    "detail-title info-title xxgk_title contenttitle content_title title_cen doc_title"
)
_TITLE_NAMES = frozenset(_TITLE_NAMES_WORDS.split())
_DELIMITER = re.compile(
    r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|(?<=\D)[-–—]+(?=\D)|\s*>>?\s*|\s*»\s*"
)
_SITE_WORDS = re.compile(
    r"政府(?:门户)?(?:网站?)?$|门户网站?$|网$|网站$|信息公开(?:平台|目录|网|专栏)?$|政务公开$|^首页$"
    r"|人民政府|管委会网站|^(?:工作|计划|规划|总结)+(?:计划|总结|规划|报告|信息)?$|^详情页?$|^正文$"
)
_AROUND_LINES = 300
_MENU_WORDS = 3


def read_html(text: str, trace: Trace | None = None) -> Leaf | None:
    """The body of a page with its title candidates, metas and the lines around it.

    None when the page holds no element at all.
    """
    root = parse(text)
    if root is None:
        return None
    meta = dict(_metas(root))
    notes: tuple[str, ...] = ()
    agreed: float | None = None
    embedded = embedded_body(text)
    page = Renderer(hidden_names(root))
    if embedded is not None and (inner := parse(embedded)) is not None:
        if trace is not None:
            trace.part = f"script {_script(root)}"
        lines = Renderer(trace=trace).lines(inner)
        around = Renderer(page.hidden, apart=True).lines(root)
    else:
        traced = Renderer(page.hidden, trace=trace)
        body = find_body(root, traced)
        held = _held_by_script(root, trace) if not body.lines or body.notes else []
        if sum(map(len, held)) > 2 * sum(map(len, body.lines)):
            body = Body(held, (), ("body read from the page's script",))
        elif body.lines:
            body, agreed = check_body(body, text, root, traced)
        lines = body.lines
        if trace is not None:
            # What trafilatura gives has no origins: they are looked for in the page.
            lines = realign(lines, trace, lambda: Renderer(trace=trace).lines(root))
        notes = body.notes
        taken = frozenset(body.elements)
        around = Renderer(page.hidden, skip=taken.__contains__, apart=True).lines(root)
        if body.elements and body.elements[0] is root:
            around = lines
    return Leaf(
        lines=tuple(lines),
        titles=tuple(dict.fromkeys(title for title in _titles(root, meta, page) if title)),
        # The head has the disclosure table, the foot the web site's code.
        around=tuple(around[:_AROUND_LINES] + around[_AROUND_LINES:][-_AROUND_LINES:]),
        meta=meta,
        notes=notes,
        agreement=agreed,
    )


def _metas(root: Any) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = collapse(element.get("content") or "")
        if name and content and name not in seen:
            seen.add(name)
            yield name, content


def embedded_body(text: str) -> str | None:
    """The body that gkmlpt pages carry in a script: _CONFIG = {…DETAIL: {"content": "…"}}."""
    if "_CONFIG" not in text or (start := _EMBEDDED.search(text)) is None:
        return None
    found = re.compile(r"[\"']?content[\"']?\s*:\s*(?=\")").search(text, start.end())
    if found is None:
        return None
    try:
        content, _ = json.JSONDecoder(strict=False).raw_decode(text, found.end())
    except ValueError:
        return None
    return content if isinstance(content, str) and content.strip() else None


def _script(root: Any) -> str:
    found = next((s for s in root.iter("script") if "_CONFIG" in (s.text or "")), root)
    return Paths(root).path(found)


def _held_by_script(root: Any, trace: Trace | None) -> list[str]:
    holder, source = find_embedded(root) or (root, "")
    if (inner := parse(source)) is None:
        return []
    if trace is not None:
        trace.part = f"script {Paths(root).path(holder)}"
    return Renderer(trace=trace).lines(inner)


def _titles(root: Any, meta: dict[str, str], page: Renderer) -> Iterator[str]:
    yield meta.get("articletitle", "")
    for element in root.iter("h1"):
        if page.visible(element):
            yield _joined(page, element)
    in_head = next((collapse("".join(t.itertext())) for t in root.iter("title")), "")
    for element in root.iter("h2", "h3", "div", "p", "td", "span", "strong"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        if (
            not _TITLE_NAMES.isdisjoint(names)
            and len(element) < _MENU_WORDS
            and page.visible(element)
        ):
            text = _joined(page, element)
            if 6 <= len(text) <= 120:
                yield text
    yield without_site(in_head, meta.get("sitename"))


def _joined(page: Renderer, element: Any) -> str:
    return "".join(page.lines(element))


def without_site(title: str, site_name: str | None = None) -> str:
    """A <title> without the names of column and site behind it (or before it).

    >>> without_site("青山经开区2023年工作总结_青山县人民政府")
    '青山经开区2023年工作总结'
    """
    parts = [part for part in _DELIMITER.split(title) if part]
    marks = _DELIMITER.findall(title)
    if len(parts) < 2:
        return title.strip()
    kept = list(range(len(parts)))
    while len(kept) > 1 and _names_site(parts[kept[-1]], site_name):
        kept.pop()
    while len(kept) > 1 and _names_site(parts[kept[0]], site_name):
        kept.pop(0)
    first, last = kept[0], kept[-1]
    if len(marks) < last:
        return parts[first].strip()
    joined = parts[first]
    for number in range(first + 1, last + 1):
        joined += marks[number - 1] + parts[number]
    return joined.strip()


def _names_site(part: str, site_name: str | None) -> bool:
    return bool(_SITE_WORDS.search(part)) or bool(site_name and part in site_name)
