"""Paragraphs that a page, a margin or an editor broke apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDED = tuple("。！？；：!?;:…”』」》)）")
_STARTS_NEW = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\s*\d)|[①-⑳]"
    r"|第[一二三四五六七八九十]+部分|附件)"
)
_MIN_WRAPPED_LINES = 4
_NEARLY_FULL = 0.8
_HALF_FULL = 0.5


_UNIT = r"(?:亿|万|千|百|元|美元|[%％]|个|家|亩|平方|公里|米|人|户|项|宗|次|吨|名|倍|位|条|批|件)"
_HALF_NUMBER = re.compile(r"[^\d.]\d{1,6}[.．]$")
_OTHER_HALF = re.compile(rf"^\d{{1,6}}\s*{_UNIT}")
_BARE_NUMBER = re.compile(r"[^\d.]\d{1,9}(?:[.．]\d{1,6})?$")
_BARE_UNIT = re.compile(
    r"^(?:[.．]\d{1,6}\s*)?(?:亿元|万元|亿美元|万美元|[%％]|平方米|万平方米|个百分点)"
)


def is_row(line: str) -> bool:
    """Whether a line is the row of a table whose cells only spaces keep apart."""
    cells = line.split()
    return (
        len(cells) >= 3
        and max(map(len, cells)) <= 16
        and any(char.isdigit() for char in line)
        and not re.search("[，。；：,;:]", line)
    )


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
        row = "\t" in line or is_row(line)
        if joined and open_paragraph and not row and not _STARTS_NEW.match(line):
            joined[-1] += _gap(joined[-1], line) + line
        else:
            joined.append(line)
        full = _width(line) >= _NEARLY_FULL * margin
        open_paragraph = (
            not row
            and (full or _mid_number(line))
            and not (line.endswith(_ENDED) and _width(line) < 0.95 * margin)
        )
    return joined


def join_indented(lines: Sequence[str]) -> list[str] | None:
    """Paragraphs of lines of which the first of each paragraph is set in; None where few are.

    Surer than the width of lines: a paragraph may fill its last line. A line that is not set in
    goes on with the one before it, unless that one is short or a numeral begins the line.
    """
    texts = [line for line in lines if line.strip()]
    if sum(line[:1].isspace() for line in texts) < max(3, len(texts) // 8):
        return None
    widths = sorted(_width(line) for line in texts)
    margin = widths[int(len(widths) * 0.9)]
    paragraphs: list[str] = []
    goes_on = False
    for line in texts:
        bare = line.strip()
        row = is_row(bare) or "\t" in line
        begins = line[:1].isspace() or row or _STARTS_NEW.match(bare) is not None
        cut = bool(paragraphs) and paragraphs[-1][-1:].isdigit() and bare[:1].isdigit()
        if (goes_on or cut) and not begins:
            paragraphs[-1] = paragraphs[-1] + _gap(paragraphs[-1], bare) + bare
        else:
            paragraphs.append(bare)
        # Digits and Latin letters are narrow: a line full of them counts as shorter than it is.
        enough = _NEARLY_FULL if bare.endswith(_ENDED) else _HALF_FULL
        goes_on = not row and (_width(line.rstrip()) >= enough * margin or _mid_number(bare))
    return paragraphs


def _mid_number(line: str) -> bool:
    return re.search(r"\d[.．,，]$", line) is not None


def _gap(before: str, after: str) -> str:
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii()
    return " " if latin and after[:1].isalnum() else ""


def _width(line: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in line)


def mend_numbers(lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Join paragraphs that were split in the middle of a number.

    Only where nothing else is possible: 136. | 65亿元, or 136.65 | 亿元.
    """
    mended: list[str] = []
    joins = 0
    for line in lines:
        before = mended[-1] if mended else ""
        whole = "\t" not in before and "\t" not in line
        if whole and (
            (_HALF_NUMBER.search(before) and _OTHER_HALF.match(line))
            or (_BARE_NUMBER.search(before) and _BARE_UNIT.match(line))
        ):
            mended[-1] = before + line
            joins += 1
        else:
            mended.append(line)
    notes = (f"{joins} paragraphs split in the middle of a number were joined",) if joins else ()
    return mended, notes
