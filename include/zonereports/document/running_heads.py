"""What fixed pages repeat: page numbers, and lines at the head or foot of most pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zonereports.document.furniture import is_page_number


def without_running_heads(pages: Sequence[list[str]]) -> list[str]:
    """The lines of all pages without page numbers, running heads and running feet."""
    counts = Counter(line for page in pages for line in {*page[:2], *page[-1:]})
    heads = {line for line, times in counts.items() if times >= 3 and times * 2 > len(pages)}
    return [
        line
        for page in pages
        for number, line in enumerate(page)
        if not (
            (number in (0, len(page) - 1) and is_page_number(line))
            or (number in (0, 1, len(page) - 1) and line in heads)
        )
    ]
