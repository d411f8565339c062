"""Whether the place of a list on a page is still empty, because a script has yet to fill it."""

from __future__ import annotations

import re
from itertools import islice

_LOOKED_AT = 5


def awaits_rows(html: str, container: re.Pattern[str]) -> bool:
    """Whether a list's container stands on a page and holds no link.

    Dated rows elsewhere on such a page belong to other boxes and are not the listing.

    Args:
        html: a page, or a piece of one.
        container: matches the opening tag; its first group is the name of the element. Where
            several elements match, one with a link is enough.
    """
    opened = list(islice(container.finditer(html), _LOOKED_AT))
    return bool(opened) and not any(_has_link(html, tag) for tag in opened)


def _has_link(html: str, opened: re.Match[str]) -> bool:
    depth = 1
    tags = re.compile(rf"<(/?)(a|{re.escape(opened[1])})\b[^<>]*>", re.IGNORECASE)
    for tag in tags.finditer(html, opened.end()):
        if tag[2].lower() == "a":
            return True
        depth += -1 if tag[1] else 1
        if depth == 0:
            return False
    return False
