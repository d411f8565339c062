"""Elements beside the report within its own container: link lists, teasers, readers' comments."""

from __future__ import annotations

import re
from typing import Any

from zonereports.document.furniture import squeeze

# Names that vendors give to such boxes; whole names, since "share" is also half of a word.
_NAMED = re.compile(
    r"^(?:comments?(?:[-_]?(?:list|box|area|wrap))?|pinglun|pl[-_]?list|bdshare\w*|share[-_]?(?:box|bar)?"
    r"|social[-_]share|related(?:[-_]?\w+)?|relate|xgxx|xgwz|xgyd|xgnews|recommend(?:[-_]?list)?"
    r"|breadcrumbs?|crumbs?|hot[-_]?(?:list|news))$",
    re.IGNORECASE,
)
_ITEMS = frozenset(("li", "dd", "dt", "td", "p", "div"))
_TEASERS = frozenset(("li", "dl", "div", "article", "section"))
_INLINE = frozenset(("a", "span", "i", "b", "em"))
_MIN_GROUP = 3
_MAX_TEASER = 300
_MIN_TITLE = 6


def is_menu_link(node: Any) -> bool:
    """A link that is all its list item or paragraph says, as in menus and news lists."""
    if node.tag not in _ITEMS or node.find(".//a") is None:
        return False
    if node.tag == "div" and not all(child.tag in _INLINE for child in node):
        return False
    whole = squeeze("".join(node.itertext()))
    linked = squeeze("".join(text for link in node.iter("a") for text in link.itertext()))
    # What remains beside the links is a date or a bullet.
    besides = len(whole) - len(linked)
    return besides <= min(12, len(linked)) and len(whole) <= 120 * max(1, len(node))


def asides(top: Any) -> frozenset[Any]:
    """The outermost elements within `top` that are not the report's.

    Three links or more side by side, each alone in its item; three teasers or more, each a linked
    title and a sentence; boxes named for comments, sharing or related reports.
    """
    parents: dict[Any, None] = {}
    for link in top.iter("a"):
        for node in link.iterancestors():
            if node in parents:
                break
            parents[node] = None
            if node is top:
                break
    found: set[Any] = set()
    for parent in parents:
        if len(parent) >= _MIN_GROUP:
            found.update(_links(parent))
            found.update(_teasers(parent))
    for element in top.iter("div", "ul", "section", "aside", "dl", "nav"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
        if element is not top and (element.tag == "nav" or any(map(_NAMED.match, names))):
            found.add(element)
    return frozenset(found)


def _links(parent: Any) -> list[Any]:
    items = [child for child in parent if is_menu_link(child)]
    return items if len(items) >= _MIN_GROUP else []


def _teasers(parent: Any) -> list[Any]:
    groups: dict[tuple[str, str], list[Any]] = {}
    for child in parent:
        if child.tag in _TEASERS:
            groups.setdefault((child.tag, child.get("class") or ""), []).append(child)
    return [
        child
        for group in groups.values()
        if len(group) >= _MIN_GROUP and all(map(_is_teaser, group))
        for child in group
    ]


def _is_teaser(element: Any) -> bool:
    link = next(element.iter("a"), None)
    if link is None or not link.get("href") or len(element) < 2:
        return False
    title = squeeze("".join(link.itertext()))
    whole = squeeze("".join(element.itertext()))
    return _MIN_TITLE <= len(title) < len(whole) <= _MAX_TEASER and whole.startswith(title)
