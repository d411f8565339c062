"""The place of a list on a page, which is empty as long as a script has yet to fill it."""

from __future__ import annotations

import re
from itertools import islice

_MOST = 5
_BASE = re.compile(r"<base\b[^<>]*>", re.IGNORECASE)


def inside(html: str, container: re.Pattern[str]) -> str | None:
    """What the containers of a list hold, one after another; None when the page has none.

    Dated rows outside it belong to other boxes and are not the listing. A <base> is kept.

    Args:
        html: a page, or a piece of one.
        container: matches an opening tag; its first group is the name of the element.
    """
    opened = list(islice(container.finditer(html), _MOST))
    if not opened:
        return None
    return "".join((*_BASE.findall(html), *(_inner(html, tag) for tag in opened)))


def _inner(html: str, opened: re.Match[str]) -> str:
    depth = 1
    tags = re.compile(rf"<(/?){re.escape(opened[1])}\b[^<>]*>", re.IGNORECASE)
    for tag in tags.finditer(html, opened.end()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[opened.end() : tag.start()]
    return html[opened.end() :]
