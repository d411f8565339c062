"""Questions about one observation whose answer stands in its document: does the page say so."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from zonereports.quality.batch import Row

if TYPE_CHECKING:
    from zonereports.quality.derive import Surroundings

PLACE = (
    *("report_id", "report_year", "site", "zone", "zone_level", "county", "prefecture", "province"),
    *("adcode", "url", "published_at", "official", "capture_id"),
)
"""The columns that an observation shares with its document."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPELLED = re.compile(r"[零〇一二两三四五六七八九十百千半]|翻")
_ONE = {word: Decimal(number) for number, word in enumerate("一二三四五六七八九十", 1)}
_ONE["两"] = Decimal(2)
_BARE = re.compile(r"[\d.,\s\-+()]*")

# How far from a number its table's head or the unit of a list may stand: a table of thirty rows.
_HEAD = 1500
# A sentence or two: farther away the words speak of another number.
_NEAR = 200
_BEHIND = 60

_LAST_YEAR = re.compile(r"上年|去年|上一年")
# What grew 同比 is this year's; only what is called last year's may be so by these words.
_COMPARED = re.compile(r"上年|去年|上一年|同期|同比|年初")
_NEXT_YEAR = re.compile(r"明年|来年|下一?年度?|新的一年|次年")
_PLAN = re.compile(r"[一二三四五]五|规划|近期|中期|远期|未来|[三五两]年")
_FALL_BEFORE = re.compile(
    r"(?:下降|降低|减少|回落|收窄|负增长|下滑|缩减|下跌|降幅|压降|减幅)(?:了|约|近|超|达|为|率|超过|:)?$"
)
_MINUS = re.compile(r"[-—]\s*\d")

_CHANGE_WORDS = re.compile(r"[增长降减升跌扩缩幅速翻提高回落]|同比|环比|负|上涨|下滑|收窄")
_PERCENT = frozenset({"%", "％", "成", "‰", "个百分点", "百分点", "个点", "倍", ""})


def document_agrees(row: Row, around: Surroundings) -> bool | None:
    """It says the same as its document about where, when and whence."""
    document = around.documents.get(row["document_id"])
    if document is None:
        return None
    return all(row[key] == document[key] for key in PLACE)


def quote_in_text(row: Row, around: Surroundings) -> bool | None:
    """`text[start:start + len(quote)] == quote`, and the quote says something."""
    text = _text(row, around)
    if text is None:
        return None
    start, quote = row["start"], row["quote"]
    if start is None or not quote or start < 0:
        return False
    return bool(text[start : start + len(quote)] == quote)


def sentence_in_text(row: Row, around: Surroundings) -> bool | None:
    """The sentence stands in the text, and the quote at its place within it."""
    text, sentence, start = _text(row, around), row["sentence"], row["start"]
    if text is None or not sentence or start is None or start < 0:
        return None
    quote = row["quote"] or ""
    at = text.rfind(sentence, max(0, start + len(quote) - len(sentence)), start + len(sentence))
    return at >= 0 and at <= start and start + len(quote) <= at + len(sentence)


def value_in_quote(row: Row, around: Surroundings) -> bool | None:
    """The quote, read again by itself, states the value (its sign may be a word)."""
    if row["value"] is None or not row["quote"]:
        return None
    value = abs(row["value"] if isinstance(row["value"], Decimal) else Decimal(str(row["value"])))
    stated = _stated(row["quote"])
    return value in stated if stated else None


@lru_cache(maxsize=4096)
def _stated(quote: str) -> frozenset[Decimal]:
    """The numbers that a quote can be read as; none when it cannot be read by itself."""
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", quote))
    printed = _NUMBER.findall(folded)
    if len(printed) == 1 and not _SPELLED.search(folded):
        return frozenset({Decimal(printed[0])})
    if not printed and folded[:1] in _ONE and not _SPELLED.search(folded[1:]):
        return frozenset({_ONE[folded[0]]})
    from zonereports.observations import value_of

    # 5—8家 is two observations: either end of it is stated.
    found = {Decimal(number) for number in printed} if len(printed) == 2 else set()
    value = value_of(quote)
    return frozenset(found if value is None else found | {value})


def unit_in_quote(row: Row, around: Surroundings) -> bool | None:
    """The unit stands in the quote; that of a bare number (a cell, a list) near it in the text."""
    text, quote, start = _text(row, around), row["quote"], row["start"]
    if text is None or not quote or not row["unit"] or start is None or start < 0:
        return None
    unit = "".join(row["unit"].split())
    if row["rule"] == "no numeral":  # 持平, 翻番: words for a growth in percent
        return unit == "%"
    # 22亿余元 is in 亿元.
    if unit in "".join(quote.split()) or unit in re.sub(r"[\s余多来]", "", quote):
        return True
    bare = _BARE.fullmatch(unicodedata.normalize("NFKC", quote))
    if not bare:
        return False
    line = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    row_text = text[line : end if end >= 0 else len(text)]
    cells = row_text.split("\t")
    # A table that states the unit in the row itself states it there only.
    stated = [cell.strip() for cell in cells if _is_money_or_area(cell.strip())]
    if stated and _is_money_or_area(unit):
        return unit in stated
    return unit in "".join(text[max(0, start - _HEAD) : start + _NEAR].split())


def _is_money_or_area(unit: str) -> bool:
    from zonereports.observations import find_unit

    return 0 < len(unit) < 8 and find_unit(unit).dimension in {"money", "area", "money_rate"}


def norm_holds(row: Row, around: Surroundings) -> bool | None:
    """`value_norm` is the value in base units: 万 and 亿 are neither lost nor counted twice."""
    if row["value"] is None or row["value_norm"] is None or not row["unit"]:
        return None
    from zonereports.observations import find_unit

    unit = find_unit(row["unit"])
    if unit.base is None:
        return None
    if row["unit_norm"] is not None and row["unit_norm"] != unit.base:
        return False
    expected = float(row["value"]) * float(unit.factor)
    return abs(float(row["value_norm"]) - expected) <= 1e-9 * max(1.0, abs(expected))


def sign_told(row: Row, around: Surroundings) -> bool | None:
    """A change has the sign that the words before it give it."""
    text, start = _text(row, around), row["start"]
    if text is None or start is None or start < 0 or row["measure"] not in {"yoy", "delta"}:
        return None
    if row["value"] is None or not row["quote"] or row["value"] == 0:
        return None
    from zonereports.observations import fold, is_fall

    before = fold(text[max(0, start - _NEAR) : start])
    clause = re.split(r"[。;\n]", before)[-1]
    quote = fold(row["quote"])
    if row["value"] < 0:
        printed = bool(_MINUS.search(quote)) or before[-1:] in {"-", "—", "负"}
        return printed or is_fall(clause) or is_fall(quote)
    return not (
        _FALL_BEFORE.search(clause) or quote.startswith("-") or clause.endswith(("-", "负"))
    )


def measure_fits_unit(row: Row, around: Surroundings) -> bool | None:
    """Growth, shares and completion are ratios; an amount of money is neither these nor a rank."""
    if row["unit"] is None or row["measure"] is None:
        return None
    ratio = "".join(row["unit"].split()) in _PERCENT
    if row["measure"] in {"yoy", "share", "completion"}:
        return ratio
    if row["measure"] == "rank":
        return row["unit_norm"] in {"rank", "item", None}
    if row["measure"] == "multiple":
        return row["unit_norm"] in {"times", "item", None}
    return None


def growth_told(row: Row, around: Surroundings) -> bool | None:
    """What is called growth stands beside a word of change, in its sentence or its table's head."""
    text, start = _text(row, around), row["start"]
    if text is None or start is None or start < 0 or row["measure"] != "yoy":
        return None
    line = text.rfind("\n", 0, start) + 1
    reach = _HEAD if "\t" in text[line : start + _BEHIND] else _NEAR
    return bool(_CHANGE_WORDS.search(text[max(0, start - reach) : start + _BEHIND]))


def period_named(row: Row, around: Surroundings) -> bool | None:
    """A year other than the report's, or its plan's, is named near the number."""
    text, start, year = _text(row, around), row["start"], row["report_year"]
    if text is None or start is None or start < 0 or year is None or not row["period"]:
        return None
    document = around.documents[row["document_id"]]
    usual = {year} if row["status"] != "target" else {year, document["plan_year"] or year + 1}
    near = text[max(0, start - _NEAR) : start + _BEHIND]
    line = text.rfind("\n", 0, start) + 1
    if "\t" in text[line : start + _BEHIND]:
        near = text[max(0, start - _HEAD) : start + _BEHIND]
    for named in map(int, re.findall(r"(?<!\d)\d{4}(?!\d)", row["period"])):
        if named in usual:
            continue
        if str(named) in near or f"{named % 100:02}年" in near:
            continue
        words = _COMPARED if row["status"] == "prior" else _LAST_YEAR
        if named == year - 1 and row["status"] != "target" and words.search(near):
            continue
        if named == year + 1 and row["status"] == "target" and _NEXT_YEAR.search(near):
            continue
        if "/" in row["period"] and "-" not in row["period"] and _PLAN.search(near):
            continue
        return False
    return True


def period_bounds_hold(row: Row, around: Surroundings) -> bool | None:
    """The first and last day are those of the period."""
    from zonereports.observations import period_bounds

    start, end = row["period_start"], row["period_end"]
    if row["period"] is None or start is None or end is None or isinstance(start, str):
        return None
    try:
        return (start, end) == period_bounds(row["period"])
    except (ValueError, TypeError):
        return False


def code_told(row: Row, around: Surroundings) -> bool | None:
    """The words round the number name the indicator, and name no narrower one instead."""
    text, start = _text(row, around), row["start"]
    indicator = around.indicators.get(row["code"] or "")
    if indicator is None or text is None or start is None or start < 0 or not row["quote"]:
        return None
    from zonereports.observations import fold

    label = fold(row["label"] or "")
    own = max((m.end() - m.start() for p in indicator.names for m in p.finditer(label)), default=0)
    if own:
        rival = around.named(label, indicator.dimension)
        return not rival or indicator.code in rival[1] or rival[0] <= own
    left = fold(text[max(0, start - _BEHIND) : start])
    right = fold(text[start + len(row["quote"]) : start + len(row["quote"]) + 25])
    phrase = f"{left}#{right}"
    if indicator.phrases and any(
        indicator.phrases.search(words) for words in (phrase, f"{label}#", f"#{label}")
    ):
        return True
    if (
        row["rule"] in {"inherited", "carried verb"}
        and around.named(label, indicator.dimension) is None
    ):
        return None
    wide = fold(text[max(0, start - _NEAR) : start]) + phrase
    rival = around.named(label, indicator.dimension)
    return rival is None and any(p.search(wide) for p in indicator.names)


def _text(row: Row, around: Surroundings) -> str | None:
    document = around.documents.get(row["document_id"])
    text: str | None = document["text"] if document else None
    return text
