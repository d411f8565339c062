"""Finding the report in a page of no known make: where its sentences are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from zonereports.document.asides import asides
from zonereports.document.facts import FACT_LINE
from zonereports.document.furniture import is_furniture
from zonereports.document.markup import Renderer, collapse

MARK = re.compile("[，。；：、！？,;]")
"""Marks that sentences have and menus have not."""
_PROSE_SHARE = 0.8
_BLOCK_WORDS = "p div tr li section article dd blockquote pre form body ucapcontent"
_BLOCK = frozenset(_BLOCK_WORDS.split())
_HEADINGS = frozenset(("h1", "h2", "title"))
# 税收 2.4亿元: a row of a table of figures is as good as a sentence.
_FIGURE = re.compile(r"[\u4e00-\u9fff].*\d|\d.*[\u4e00-\u9fff]")


def by_prose(root: Any, page: Renderer) -> Any | None:
    """The deepest element that holds four fifths of the page's sentences."""
    weights: dict[Any, int] = {}
    total = 0
    for block, text in _own_texts(root, page):
        if len(text) < 10 or is_furniture(text) or FACT_LINE.match(text):
            continue
        if len(text) < 25 and not (MARK.search(text) or _FIGURE.search(text)):
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
    beside = asides(root)
    stack: list[tuple[Any, Any]] = [(root, root)]
    while stack:
        node, block = stack.pop()
        if not isinstance(node.tag, str) or node in beside or page.hides(node):
            continue
        if node.tag in _HEADINGS:
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
