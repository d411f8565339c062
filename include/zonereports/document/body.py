"""Which element of a page is the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from zonereports.document.asides import asides, is_menu_link
from zonereports.document.facts import FACT_LINE
from zonereports.document.furniture import is_furniture, squeeze
from zonereports.document.markup import Renderer, collapse
from zonereports.document.prose import MARK, by_prose
from zonereports.document.second_reader import (
    DISAGREE,
    agreement,
    arbiter_reading,
    second_reading,
    sides_with,
)

# The containers of the CMS families, in the order in which some sixty crawlers of city sites use
# them. Names are compared in lower case; "#" is an id, "." a class, nothing a tag.
_CONTAINERS_WORDS = (
    "#zoom #fontzoom #dozoom #ucap-content ucapcontent #vsb_content .j-fontcontent .trs_editor "
    ".trs_editor_view .trs_ueditor .v_news_content .zoom #newscontent .article-content "
    ".article_content .articlecontent .article-body .article-con .art_con .art_cont .artcontent "
    ".xxgk_content .contentxxgk .newscontnet .newscontent .news_content .news-content "
    ".pages_content .xl_cont .xl-xqnr .zwnr .contxt .main-txt .bt_content .wzzw-article "
    ".ewb-article-detail .artile_zw .tyxxy_main .news_cont_d_wrap .wzcon .ls-article-info "
    ".detail-content .con_text .content_text .text-content #maintext #div_zhengwen #wh_x_c "
    "#content #articlecontent #article-content #con #main-content .view .article .content .con"
)
_CONTAINERS = _CONTAINERS_WORDS.split()
_RANK = {name: rank for rank, name in enumerate(_CONTAINERS)}
_BEGIN = re.compile(r"ZJEG_RSS\.content\.begin|<\$\[信息内容\]>\s*begin", re.IGNORECASE)
_END = re.compile(r"ZJEG_RSS\.content\.end|<\$\[信息内容\]>\s*end", re.IGNORECASE)
# Shortest bodies seen: "详见附件" with a link, and reports of one sentence; a container with less
# is a shell that a script fills.
_MIN_BODY = 8
_MIN_PROSE = 20
# A container most of whose text is links is a menu, whatever its name.
_MAX_LINKED = 0.5


@dataclass(frozen=True, slots=True)
class Body:
    """What was chosen, and how."""

    lines: list[str]
    elements: tuple[Any, ...]
    notes: tuple[str, ...] = ()


def find_body(root: Any, page: Renderer) -> Body:
    """The report in a page: between the CMS's marks, in a known container, else by its prose.

    The lines may still begin with the title and end with furniture. Without any text the result
    has no lines.
    """
    for elements in (*_marked(root), *_contained(root)):
        shown = [element for element in elements if page.visible(element)]
        parts = [_without_asides(element, page) for element in shown]
        lines = _join_copies(parts)
        if sum(map(len, lines)) >= _MIN_BODY and any(map(_is_prose_line, lines)):
            return Body(once(lines), tuple(shown))
    chosen = by_prose(root, page)
    if (prose := _prose_body(chosen, page)) is not None:
        return prose
    lines = _by_trafilatura(root)
    if any(MARK.search(line) for line in lines):
        return Body(lines, (root,), ("body recognised by trafilatura",))
    if chosen is not None:
        return Body(page.lines(chosen), (chosen,), ("body recognised by its prose",))
    return Body([], ())


def _prose_body(chosen: Any | None, page: Renderer) -> Body | None:
    if chosen is None:
        return None
    beside = asides(chosen)
    lines = page.without(lambda node: node in beside or is_menu_link(node)).lines(chosen)
    if sum(map(len, lines)) < _MIN_PROSE:
        return None
    return Body(once(lines), (chosen,), ("body recognised by its prose",))


def check_body(body: Body, html: str, root: Any, page: Renderer) -> tuple[Body, float | None]:
    """The body, or another where a second and a third reader hold against it; and the agreement.

    The agreement is the second reader's with the body that is returned, None where it has nothing
    to compare. Where it is low, trafilatura decides between the body and the one that the page's
    prose gives; the text is ours in either case, and a note says what was taken.
    """
    second = second_reading(html, root)
    if second is None or (agreed := agreement(body.lines, second)) is None:
        return body, None
    if agreed >= DISAGREE:
        return body, agreed
    arbiter = arbiter_reading(root, asides(root))
    rival = _prose_body(by_prose(root, page), page)
    if rival is not None and sides_with(rival.lines, body.lines, arbiter):
        taken = replace(
            rival, notes=("two other readers hold with the page's prose: it was taken",)
        )
        return taken, agreement(taken.lines, second)
    kept = f"a second reader sees another body (agreement {agreed}); the first was kept"
    return replace(body, notes=(*body.notes, kept)), agreed


def _without_asides(element: Any, page: Renderer) -> list[str]:
    beside = asides(element)
    return (page.without(beside.__contains__) if beside else page).lines(element)


def _is_prose_line(line: str) -> bool:
    return not is_furniture(line) and not FACT_LINE.match(line) and len(squeeze(line)) >= 4


def _marked(root: Any) -> Iterator[list[Any]]:
    """What stands between the marks that JCMS and the site guideline put around a body."""
    begins: list[Any] = []
    for comment in root.iter(etree.Comment):
        if _BEGIN.search(comment.text or ""):
            begins.append(comment)
    begins += [m for m in root.iter("meta") if (m.get("name") or "").lower() == "contentstart"]
    for begin in begins:
        between: list[Any] = []
        loose = bool((begin.tail or "").strip())
        for sibling in begin.itersiblings():
            if _ends(sibling):
                break
            loose = loose or bool((sibling.tail or "").strip())
            if isinstance(sibling.tag, str):
                between.append(sibling)
        else:
            between = []
        if loose:
            # Text stands bare between the marks: their parent is the container.
            yield [begin.getparent()]
        elif between:
            yield between


def _ends(node: Any) -> bool:
    if node.tag is etree.Comment:
        return bool(_END.search(node.text or ""))
    return node.tag == "meta" and (node.get("name") or "").lower() == "contentend"


def _contained(root: Any) -> Iterator[list[Any]]:
    """Known containers, the most specific first; copies of the same kind together."""
    found: dict[int, list[Any]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        rank = _rank(element)
        if rank is not None:
            found.setdefault(rank, []).append(element)
    for rank in sorted(found):
        elements = found[rank]
        inside = set(elements)
        outer = [e for e in elements if inside.isdisjoint(e.iterancestors())]
        outer = [e for e in outer if _linked_share(e) <= _MAX_LINKED]
        # The general names mark many boxes of a page: the one with the most text is meant.
        if rank >= _RANK["#content"] and outer:
            outer = [max(outer, key=lambda e: len("".join(e.itertext())))]
        if outer:
            yield outer


def _rank(element: Any) -> int | None:
    ranks = []
    if element.tag in _RANK:
        ranks.append(_RANK[element.tag])
    if name := element.get("id"):
        name = name.lower()
        name = "vsb_content" if name.startswith("vsb_content") else name
        ranks.append(_RANK.get(f"#{name}", -1))
    if names := element.get("class"):
        ranks += [_RANK.get(f".{name}", -1) for name in names.lower().split()]
    return min((rank for rank in ranks if rank >= 0), default=None)


def _linked_share(element: Any) -> float:
    whole = len(squeeze("".join(element.itertext())))
    linked = sum(len(squeeze("".join(link.itertext()))) for link in element.iter("a"))
    # A short body may be one sentence and the name of its attachment.
    return linked / whole if whole > 200 else 0.0


def _join_copies(parts: list[list[str]]) -> list[str]:
    """One text of several containers: a copy (desktop and mobile) counts once."""
    kept: list[int] = []
    for number in sorted(range(len(parts)), key=lambda n: -sum(map(len, parts[n]))):
        text = {squeeze(line) for line in parts[number]}
        whole = squeeze("".join(parts[number]))
        others = [[squeeze(line) for line in parts[other]] for other in kept]
        if not any(
            whole in "".join(other) or len(text & set(other)) * 2 > len(text) for other in others
        ):
            kept.append(number)
    return [line for number in sorted(kept) for line in parts[number]]


def once(lines: list[str]) -> list[str]:
    """Lines without the second of two identical copies that follow each other."""
    half = len(lines) // 2
    if len(lines) % 2 == 0 and half and sum(map(len, lines[:half])) >= 40:
        first = [squeeze(line) for line in lines[:half]]
        if first == [squeeze(line) for line in lines[half:]]:
            return lines[:half]
    return lines


def _by_trafilatura(root: Any) -> list[str]:
    return [line for raw in arbiter_reading(root) if (line := collapse(raw).removeprefix("- "))]
