"""A plain text file to a leaf."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE

_ENDED = tuple("。！？；：!?;:…”』」》)）")
_STARTS_NEW = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\s*\d)|[①-⑳]"
    r"|第[一二三四五六七八九十]+部分|附件)"
)
_MIN_WRAPPED_LINES = 4
_NEARLY_FULL = 0.8


def read_plain(text: str) -> Leaf:
    """Lines as paragraphs; lines that end where the paper ended are joined again."""
    lines = tuple(
        line
        for raw in INVISIBLE.sub("", text).replace("\f", "\n").splitlines()
        if (line := raw.strip(SPACES + "\t"))
    )
    return Leaf(lines=lines, wrapped=is_wrapped(lines))


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether most lines end at one width and not at the end of a sentence."""
    inner = [line for line in lines[1:-1] if "\t" not in line]
    if len(inner) < _MIN_WRAPPED_LINES:
        return False
    widest = max(map(_width, inner))
    if not 20 <= widest <= 160:
        return False
    cut = [line for line in inner if not line.endswith(_ENDED)]
    full = [line for line in cut if _width(line) >= _NEARLY_FULL * widest]
    return len(full) * 2 > len(inner)


def join_wrapped(lines: Sequence[str]) -> list[str]:
    """Paragraphs of lines that ended where the paper ended.

    A line joins the next unless it ends a sentence well before the margin, is much shorter than
    the others (a title, a heading), or the next begins with a numeral of its own. Rows of tables
    stay as they are.
    """
    if not lines:
        return []
    widths = sorted(_width(line) for line in lines)
    # The longest line may be an exception; one in ten is not.
    margin = widths[int(len(widths) * 0.9)] if len(widths) > 3 else widths[-1]
    joined: list[str] = []
    open_paragraph = False
    for line in lines:
        if joined and open_paragraph and "\t" not in line and not _STARTS_NEW.match(line):
            joined[-1] += _gap(joined[-1], line) + line
        else:
            joined.append(line)
        full = _width(line) >= _NEARLY_FULL * margin
        open_paragraph = (
            "\t" not in line
            and (full or _mid_number(line))
            and not (line.endswith(_ENDED) and _width(line) < 0.95 * margin)
        )
    return joined


def _mid_number(line: str) -> bool:
    return re.search(r"\d[.．,，]$", line) is not None


def _gap(before: str, after: str) -> str:
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii()
    return " " if latin and after[:1].isalnum() else ""


def _width(line: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in line)
