"""Seeded errors: in rows on their way to the gate, and in the page's own words.

Errors in rows are made as a faulty program would make them: whatever follows from the wrong value
(base units, first and last day, the sign) is wrong along with it. Errors in the source are edits of
the text before it is read, as a careless author makes them; all rows then agree with the page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zonereports.document import Document
from zonereports.observations import Indicator, Observation, find_unit, fold, period_bounds
from zonereports.pipeline.rows import Reading, observe_document

Row = dict[str, Any]
Spoil = Callable[[Row, random.Random, Mapping[str, Indicator], list[Row]], Row | None]


def _value(row: Row, value: Decimal) -> Row:
    unit = find_unit(row["unit"] or "")
    norm = None if unit.base is None else float(value * unit.factor)
    return {**row, "value": value, "value_norm": norm}


def digits_swapped(row: Row, dice: random.Random, *_: Any) -> Row | None:
    """Two neighbouring digits of the value change places."""
    text = swapped(format(row["value"], "f"), dice)
    return None if text is None else _value(row, Decimal(text))


def swapped(text: str, dice: random.Random) -> str | None:
    """A number with two neighbouring digits that differ swapped; no zero comes to the front."""
    places = [
        at
        for at in range(len(text) - 1)
        if text[at].isdigit()
        and text[at + 1].isdigit()
        and text[at] != text[at + 1]
        and not (at == 0 and text[1] == "0")
    ]
    if not places:
        return None
    at = dice.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def times_10(row: Row, *_: Any) -> Row | None:
    """Ten times as much."""
    return _value(row, row["value"] * 10) if row["value"] else None


def times_10000(row: Row, *_: Any) -> Row | None:
    """A 万 too much."""
    return _value(row, row["value"] * 10000) if row["value"] else None


def norm_lost_wan(row: Row, *_: Any) -> Row | None:
    """The printed value is right, its base units lost a 万 or an 亿."""
    if not row["value"] or not row["value_norm"] or not re.search("[万亿]", row["unit"] or ""):
        return None
    return {**row, "value_norm": row["value_norm"] / 10000}


_UNITS = ("亿元", "万元", "万美元", "亩", "平方公里", "家", "个", "人", "项", "%")


def wrong_unit(row: Row, dice: random.Random, *_: Any) -> Row | None:
    """Another unit, its base units worked out from it."""
    if not row["unit"]:
        return None
    unit = find_unit(dice.choice([one for one in _UNITS if one != row["unit"]]))
    norm = None if unit.base is None else float(row["value"] * unit.factor)
    return {**row, "unit": unit.printed, "unit_norm": unit.base, "value_norm": norm}


def wrong_year(row: Row, dice: random.Random, *_: Any) -> Row | None:
    """One to three years off, first and last day along with it."""
    if not row["period"]:
        return None
    by = dice.choice((-3, -2, -1, 1, 2))
    period = re.sub(r"\d{4}", lambda year: str(int(year[0]) + by), row["period"])
    start, end = period_bounds(period)
    return {**row, "period": period, "period_start": start, "period_end": end}


def lost_sign(row: Row, *_: Any) -> Row | None:
    """A fall becomes a rise."""
    return _value(row, -row["value"]) if row["value"] < 0 else None


def duplicated(row: Row, *_: Any) -> Row | None:
    """The same number once more, under another key."""
    return {**row, "observation_id": f"{row['observation_id']}-again"}


def broken_reference(row: Row, dice: random.Random, *_: Any) -> Row | None:
    """A document that does not exist."""
    return {**row, "document_id": f"{dice.randrange(16**12):012x}-1"}


def other_document(row: Row, dice: random.Random, _: Any, rows: list[Row]) -> Row | None:
    """A document that exists and is another one's."""
    other = dice.choice(rows)["document_id"]
    return {**row, "document_id": other} if other != row["document_id"] else None


def shifted(row: Row, dice: random.Random, *_: Any) -> Row | None:
    """The offset is a few characters off."""
    return {**row, "start": max(0, row["start"] + dice.choice((-7, -2, -1, 1, 2, 5, 40)))}


def wrong_code(
    row: Row, dice: random.Random, indicators: Mapping[str, Indicator], _: Any
) -> Row | None:
    """Another indicator of the same dimension: the hardest to see."""
    own = indicators.get(row["code"] or "")
    if own is None:
        return None
    rivals = [
        code
        for code, one in indicators.items()
        if one.dimension == own.dimension and code != own.code
    ]
    return {**row, "code": dice.choice(rivals)} if rivals else None


def swapped_zone(row: Row, dice: random.Random, _: Any, rows: list[Row]) -> Row | None:
    """The zone and county of another report."""
    other = dice.choice(rows)
    if other["zone"] == row["zone"]:
        return None
    return {**row, **{name: other[name] for name in ("zone", "county", "adcode")}}


def wrong_report_year(row: Row, *_: Any) -> Row | None:
    """It is filed under last year's report."""
    return {**row, "report_year": row["report_year"] - 1} if row["report_year"] else None


def wrong_measure(row: Row, *_: Any) -> Row | None:
    """An amount is called growth, and growth an amount."""
    if row["measure"] == "level":
        return {**row, "measure": "yoy"}
    return {**row, "measure": "completion"} if row["measure"] == "rank" else None


def lost_value(row: Row, *_: Any) -> Row | None:
    """No value at all."""
    return {**row, "value": None, "value_norm": None}


ROW_ERRORS: dict[str, Spoil] = {
    "digits swapped": digits_swapped,
    "value x10": times_10,
    "value x10,000": times_10000,
    "wrong unit": wrong_unit,
    "wrong year": wrong_year,
    "lost sign": lost_sign,
    "duplicated row": duplicated,
    "broken reference": broken_reference,
}
"""The kinds that the gate's bar is about."""

FURTHER_ROW_ERRORS: dict[str, Spoil] = {
    "base units lost 万": norm_lost_wan,
    "another document": other_document,
    "shifted offset": shifted,
    "wrong code": wrong_code,
    "swapped zone": swapped_zone,
    "wrong report year": wrong_report_year,
    "wrong measure": wrong_measure,
    "lost value": lost_value,
}
"""Other faults of a program."""


def _printed(item: Observation) -> re.Match[str] | None:
    return re.search(r"\d+(?:\.\d+)?", item.quote)


def _scaled(number: str, by: int) -> str:
    return format((Decimal(number) * by).normalize(), "f")


def source_digits(item: Observation, dice: random.Random) -> str | None:
    """The author swapped two digits."""
    found = _printed(item)
    new = swapped(found[0], dice) if found else None
    return None if found is None or new is None else item.quote.replace(found[0], new, 1)


def source_10(item: Observation, _: random.Random) -> str | None:
    """The author slipped by one place."""
    found = _printed(item)
    return None if found is None else item.quote.replace(found[0], _scaled(found[0], 10), 1)


def source_10000(item: Observation, _: random.Random) -> str | None:
    """The author wrote 亿 for 万, or the other way round."""
    if "亿元" in item.quote:
        return item.quote.replace("亿元", "万元", 1)
    return item.quote.replace("万元", "亿元", 1) if "万元" in item.quote else None


def source_100(item: Observation, _: random.Random) -> str | None:
    """The author lost the point."""
    found = _printed(item)
    if found is None or "." not in found[0]:
        return None
    return item.quote.replace(found[0], found[0].replace(".", "").lstrip("0"), 1)


SOURCE_ERRORS: dict[str, Callable[[Observation, random.Random], str | None]] = {
    "digits swapped": source_digits,
    "x10": source_10,
    "万 and 亿 confused (x10,000)": source_10000,
    "point lost": source_100,
    "rise for fall": lambda item, _: None,
}
"""How the words of one number are changed; the last is about the words before it."""


def with_words(reading: Reading, start: int, old: str, new: str) -> Reading:
    """The report as if its page had these words instead, read again."""
    text = reading.document.text
    if text[start : start + len(old)] != old:
        raise ValueError(f"{old!r} does not stand at {start}")
    changed = text[:start] + new + text[start + len(old) :]
    document: Document = replace(
        reading.document,
        text=changed,
        sections=tuple(
            section
            if section.start <= start
            else replace(
                section,
                start=section.start + len(new) - len(old),
                end=section.end + len(new) - len(old),
            )
            for section in reading.document.sections
        ),
    )
    source = replace(reading.source, document=document)
    return replace(reading, source=source, extraction=observe_document(document))


_FALLS = re.compile(r"(下降|减少|回落|降低)(?=[^。；，\d]{0,3}$)")


def fall_before(text: str, start: int) -> tuple[int, str] | None:
    """Where the word stands that makes a number a fall, and the word."""
    lead = max(0, start - 8)
    found = _FALLS.search(fold(text[lead:start]))
    return None if found is None else (lead + found.start(1), found[1])
