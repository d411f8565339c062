"""Which element of a page is the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from zonereports.document.facts import FACT_LINE
from zonereports.document.furniture import is_furniture, squeeze
from zonereports.document.markup import Renderer, collapse

# The containers of the CMS families, in the order in which some sixty crawlers of city sites use
# them. Names are compared in lower case; "#" is an id, "." a class, nothing a tag.
_CONTAINERS = [
    "#zoom",
    "#fontzoom",
    "#dozoom",
    "#ucap-content",
    "ucapcontent",
    "#vsb_content",
    ".j-fontcontent",
    ".trs_editor",
    ".trs_editor_view",
    ".trs_ueditor",
    ".v_news_content",
    ".zoom",
    "#newscontent",
    ".article-content",
    ".article_content",
    ".articlecontent",
    ".article-body",
    ".article-con",
    ".art_con",
    ".art_cont",
    ".artcontent",
    ".xxgk_content",
    ".contentxxgk",
    ".newscontnet",
    ".newscontent",
    ".news_content",
    ".news-content",
    ".pages_content",
    ".xl_cont",
    ".xl-xqnr",
    ".zwnr",
    ".contxt",
    ".main-txt",
    ".bt_content",
    ".wzzw-article",
    ".ewb-article-detail",
    ".artile_zw",
    ".tyxxy_main",
    ".news_cont_d_wrap",
    ".wzcon",
    ".ls-article-info",
    ".detail-content",
    ".con_text",
    ".content_text",
    ".text-content",
    "#maintext",
    "#div_zhengwen",
    "#wh_x_c",
    "#content",
    "#articlecontent",
    "#article-content",
    "#con",
    "#main-content",
    ".view",
    ".article",
    ".content",
    ".con",
]
_RANK = {name: rank for rank, name in enumerate(_CONTAINERS)}
_BEGIN = re.compile(r"ZJEG_RSS\.content\.begin|<\$\[信息内容\]>\s*begin", re.IGNORECASE)
_END = re.compile(r"ZJEG_RSS\.content\.end|<\$\[信息内容\]>\s*end", re.IGNORECASE)
# Shortest bodies seen: "详见附件" with a link, and reports of one sentence; a container with less
# is a shell that a script fills.
_MIN_BODY = 8
_MIN_PROSE = 20
# A container most of whose text is links is a menu, whatever its name.
_MAX_LINKED = 0.5
_PROSE_SHARE = 0.8
_MARK = re.compile("[，。；：、！？,;]")
_BLOCK = frozenset(
    [
        "p",
        "div",
        "td",
        "li",
        "section",
        "article",
        "dd",
        "blockquote",
        "pre",
        "form",
        "body",
        "ucapcontent",
    ]
)


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
        parts = [page.lines(element) for element in shown]
        lines = _join_copies(parts)
        if sum(map(len, lines)) >= _MIN_BODY and any(map(_is_prose_line, lines)):
            return Body(once(lines), tuple(shown))
    chosen = _by_prose(root, page)
    if chosen is not None:
        lines = Renderer(page.hidden, skip=_is_menu_link).lines(chosen)
        if sum(map(len, lines)) >= _MIN_PROSE:
            return Body(once(lines), (chosen,), ("body recognised by its prose",))
    lines = _by_trafilatura(root)
    if lines:
        return Body(lines, (root,), ("body recognised by trafilatura",))
    if chosen is not None:
        return Body(page.lines(chosen), (chosen,), ("body recognised by its prose",))
    return Body([], ())


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


def _is_menu_link(node: Any) -> bool:
    """A link that is all its list item or paragraph says, as in menus and news lists."""
    if node.tag not in ("li", "dd", "dt", "td", "p") or node.find(".//a") is None:
        return False
    whole = squeeze("".join(node.itertext()))
    linked = squeeze("".join(text for link in node.iter("a") for text in link.itertext()))
    # What remains beside the links is a date or a bullet.
    return len(whole) - len(linked) <= 12 and len(whole) <= 120 * max(1, len(node))


def _by_prose(root: Any, page: Renderer) -> Any | None:
    """The deepest element that holds four fifths of the page's sentences."""
    weights: dict[Any, int] = {}
    total = 0
    for block, text in _own_texts(root, page):
        if len(text) < 10 or is_furniture(text) or FACT_LINE.match(text):
            continue
        if len(text) < 25 and not _MARK.search(text):
            continue
        total += len(text)
        for ancestor in (block, *block.iterancestors()):
            weights[ancestor] = weights.get(ancestor, 0) + len(text)
    if not total:
        return None
    chosen, depth = None, -1
    for element, weight in weights.items():
        if weight >= _PROSE_SHARE * total:
            level = sum(1 for _ in element.iterancestors())
            if level > depth:
                chosen, depth = element, level
    # A paragraph alone is not the body: what stands beside it may be a short table.
    while chosen is not None and chosen.tag in ("p", "td", "li", "tr", "tbody"):
        parent = chosen.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        chosen = parent
    return chosen


def _own_texts(root: Any, page: Renderer) -> Iterable[tuple[Any, str]]:
    """Each block with its own text outside of links and inner blocks."""
    texts: dict[Any, list[str]] = {}
    stack: list[tuple[Any, Any]] = [(root, root)]
    while stack:
        node, block = stack.pop()
        if not isinstance(node.tag, str) or page.hides(node):
            continue
        inner = node if node.tag in _BLOCK else block
        if node.tag != "a":
            if node.text:
                texts.setdefault(inner, []).append(node.text)
            stack.extend((child, inner) for child in reversed(node))
        for child in node:
            if child.tail and node.tag != "a":
                texts.setdefault(inner, []).append(child.tail)
    return [(block, collapse("".join(parts))) for block, parts in texts.items()]


def _by_trafilatura(root: Any) -> list[str]:
    # Imported here: a quarter of a second, and few pages need it.
    from trafilatura import extract

    text = extract(
        etree.tostring(root, encoding="unicode", method="html"),
        favor_precision=True,
        include_comments=False,
        include_tables=True,
    )
    return [
        line for raw in (text or "").splitlines() if (line := collapse(raw).removeprefix("- "))
    ]
