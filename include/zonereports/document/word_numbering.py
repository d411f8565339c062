"""The numerals that Word counts by itself: they stand in no paragraph's text."""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE_FORMATS = (
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
)


class Numbering:
    """Counts the numbered paragraphs of one document, in reading order.

    Args:
        numbering: root of word/numbering.xml, if there is one.
        styles: root of word/styles.xml: a heading style may carry its numbering.
    """

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is None:
            return
        abstract = {
            node.get(f"{_W}abstractNumId"): dict(map(_level, node.findall(f"{_W}lvl")))
            for node in numbering.findall(f"{_W}abstractNum")
        }
        for node in numbering.findall(f"{_W}num"):
            link = node.find(f"{_W}abstractNumId")
            if link is not None:
                self._levels[node.get(f"{_W}numId") or ""] = abstract.get(link.get(f"{_W}val"), {})
        for style in styles.findall(f"{_W}style") if styles is not None else ():
            if (reference := _reference(style)) is not None:
                self._by_style[style.get(f"{_W}styleId") or ""] = reference

    def label(self, paragraph: Any, style: str) -> str:
        """The numeral before a paragraph, such as 一、 or （二）; empty when it has none."""
        reference = _reference(paragraph) or self._by_style.get(style)
        if reference is None:
            return ""
        number_id, level = reference
        levels = self._levels.get(number_id, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(number_id, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if levels[level][0] in ("bullet", "none"):
            return ""

        def numeral(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form, _, start = levels.get(at, ("decimal", "", 1))
            return _write(counts.get(at, start), form)

        return re.sub(r"%(\d)", numeral, levels[level][1])


def _level(node: Any) -> tuple[int, tuple[str, str, int]]:
    def value(name: str, default: str) -> str:
        child = node.find(f"{_W}{name}")
        return default if child is None else child.get(f"{_W}val") or default

    start = value("start", "1")
    return (
        int(node.get(f"{_W}ilvl") or 0),
        (value("numFmt", "decimal"), value("lvlText", ""), int(start) if start.isdigit() else 1),
    )


def _reference(node: Any) -> tuple[str, int] | None:
    properties = node.find(f"{_W}pPr/{_W}numPr")
    if properties is None:
        return None
    number, level = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
    if number is None:
        return None
    at = (level.get(f"{_W}val") or "0") if level is not None else "0"
    return number.get(f"{_W}val") or "", int(at) if at.isdigit() else 0


def _write(count: int, form: str) -> str:
    if form in _CHINESE_FORMATS and 0 < count < 100:
        tens, units = divmod(count, 10)
        return (
            ("" if tens < 2 else _CHINESE[tens])
            + ("十" if tens else "")
            + (_CHINESE[units] if units or not tens else "")
        )
    if form.startswith("decimalEnclosedCircle") and 0 < count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr((96 if form == "lowerLetter" else 64) + count)
    return str(count)
