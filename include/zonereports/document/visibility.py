"""What a page hides from its reader, as far as the page itself tells."""

from __future__ import annotations

import re
from typing import Any

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:^|[;\s])(?:width|height|max-height|opacity)\s*:\s*0(?![.\d]*[1-9])"
    r"|text-indent\s*:\s*-\d{3,}|(?:^|[;\s])(?:left|top)\s*:\s*-\d{3,}|mso-hide\s*:\s*all"
    r"|clip\s*:\s*rect\(\s*0(?:px)?[\s,]+0|(?:^|[;\s])color\s*:\s*transparent",
    re.IGNORECASE,
)


def is_hidden(element: Any, hidden_names: frozenset[str]) -> bool:
    """Whether a browser would not show the element, as far as the page itself tells."""
    attributes = element.attrib
    if not attributes:
        return False
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    if "hidden" in attributes:
        return True
    colour = attributes.get("color") or (style and "color" in style and style)
    if colour and _WHITE.search(colour) and not _on_a_colour(element):
        return True
    if hidden_names:
        names = [f".{name}" for name in (attributes.get("class") or "").split()]
        names.append(f"#{attributes.get('id')}")
        return not hidden_names.isdisjoint(names)
    return False


_WHITE = re.compile(
    r"(?:^|[;\s])(?:color\s*:\s*)?(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|!|$)",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)


def _on_a_colour(element: Any) -> bool:
    """Whether white text may stand on a colour: in a table, or where any background is set."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("table", "td", "th") or "bgcolor" in node.attrib and node.tag != "body":
            return True
        if node.tag == "body":
            return False
        if (style := node.get("style")) and _BACKGROUND.search(style):
            return True
    return False


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAME = re.compile(r"[.#][\w-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def hidden_names(root: Any) -> frozenset[str]:
    """Classes and ids (.name, #name) that the page's own style sheets hide on every screen.

    Rules inside @media are left out: they hide a block on one kind of screen only.
    """
    names: set[str] = set()
    for style in root.iter("style"):
        css = _COMMENT.sub("", style.text or "")
        if "none" not in css and "hidden" not in css:
            continue
        for selectors, rules in _RULE.findall(_without_media(css)):
            if re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", rules):
                found = (selector.strip() for selector in selectors.split(","))
                names.update(name for name in found if _NAME.fullmatch(name))
    return frozenset(names)


def _without_media(css: str) -> str:
    kept, position = [], 0
    while (at := css.find("@", position)) >= 0:
        kept.append(css[position:at])
        brace, semicolon = css.find("{", at), css.find(";", at)
        if brace < 0 or 0 <= semicolon < brace:
            position = semicolon + 1 if semicolon >= 0 else len(css)
            continue
        depth, position = 1, brace + 1
        while depth and position < len(css):
            depth += {"{": 1, "}": -1}.get(css[position], 0)
            position += 1
    return "".join(kept) + css[position:]
