"""Numbers with their units, found in one scan; what the scan rules out, with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zonereports.observations import exclusions as no_data
from zonereports.observations.numerals import parse_arabic, parse_chinese, parse_mixed
from zonereports.observations.spelled import counts
from zonereports.observations.units import UNIT, Unit, find_unit

_ANCHOR = re.compile("[0-9xX×╳✕*＊一二两三四五六七八九十百千万亿〇持翻]")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CN = "[一二两三四五六七八九十百千万亿零〇]"
_CN_UNIT = (
    "(?:元|美元|港元|欧元)(?![素旦])|亩|平方公里|平方米|公里|公顷|吨|倍|成(?![立功效果为员本都长交就套品熟型片])|"
    "个百分点|百分点|家|户|名(?![录单称列])|人次|人(?![均才大民])|台(?!阶)|辆|套|座|幢|栋|所|宗|起|件|条|个(?!月|工作日|小时|季度|年头)|项(?!目)|"
    "批次|场(?![地所合景馆面次])|期|间|处|支|次(?!日|年|产)"
)
_RANK = re.compile(r"(\d+)\s*(位(?!数)|名(?!单)|[批次届期个轮季家年条章版代大档号]|方阵|梯队)?")
_DASH = r" ?[-—–~～至到]{1,2} ?"
_MIXED = re.compile(
    r"(\d+(?:\.\d+)?(?:亿|万)\d+(?:\.\d+)?(?:千万|百万|万|千)?)(美元|港元|欧元|元|人|平方米|亩|吨)"
)
_RANGE = re.compile(rf"({_NUMBER}) ?(%|{UNIT}|万|亿)?{_DASH}({_NUMBER}) ?({UNIT})")
_PLAIN = re.compile(rf"({_NUMBER}) ?({UNIT})")
_SCALED = re.compile(rf"({_NUMBER})(万|亿)(?=[,。;、:)\n]|以[上下]|级|$)")
_BARE = re.compile(_NUMBER)
_AMOUNT = re.compile(rf"{_NUMBER} ?(?:%|[千百万亿]*(?:美|港|欧)?元|[万亿]?吨(?!级)|[家户亩])")
_CN_RUN = re.compile(f"{_CN}+")
_MASK_RUN = re.compile("[xX×╳✕*＊]+")
_CHINESE = re.compile(
    f"({_CN}{{1,12}}(?:点[一二三四五六七八九零〇]{{1,4}}[百千]?[万亿]{{0,2}})?)([余多来]?)({_CN_UNIT})"
)
_UNQUOTED = re.compile("[”,。;:\n]")
_RANGE_GOES_ON = frozenset(" -—–~～至到")
_PERCENT = re.compile(
    rf"百分之(?:([一二两三四五六七八九十百零〇]+(?:点[一二三四五六七八九零〇]+)?)|({_NUMBER}))"
)
_FRACTION = re.compile(
    "([二三四五六七八九十])分之([一二两三四五六七八九])(?![一二三四五六七八九十])"
)
_MORE = re.compile("[余多来]")
_RANKED = re.compile("(?:列|居|排名?|位|名列|获得?)[^,。;:、\n]{0,8}$|全[省市县国区]$")
_SIGNED = re.compile("[长降比为幅速达是约、和及与]")
_SCALE_WORDS = frozenset("十百千万亿")
_MARK_EDGE = frozenset("。;:!?》\n ")


@dataclass(slots=True)
class Quantity:
    """A number and its unit at text[start:end] of a reading."""

    start: int
    end: int
    value: Decimal
    unit: str
    measure: Unit
    kind: str = "plain"
    """plain, rank, low, high (bounds of a range), bare (no unit printed), chinese."""
    more: bool = False
    """余, 多 or 来 stands inside: the number is rounded down."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch text[start:end] that is no data; kind is the reason."""

    start: int
    end: int
    kind: str


def scan(text: str) -> tuple[list[Quantity], list[Mark]]:
    """All numbers of a folded text in reading order, and all stretches that are none."""
    quantities: list[Quantity] = []
    marks: list[Mark] = []
    position = 0
    size = len(text)
    while position < size:
        anchor = _ANCHOR.search(text, position)
        if not anchor:
            break
        at = anchor.start()
        c = text[at]
        if c.isdigit():
            position = _scan_digits(text, at, position, quantities, marks)
        elif c in "持翻":
            word = no_data.ZERO_WORD.match(text, at)
            if word:
                marks.append(Mark(at, word.end(), "no numeral"))
            position = word.end() if word else at + 1
        elif c in "xX×╳✕*＊":
            masked = no_data.MASKED.match(text, at)
            if masked:
                marks.append(Mark(at, masked.end(), "anonymised number"))
            position = masked.end() if masked else _end(_MASK_RUN, text, at)
        elif c == "百" and text.startswith("百分之", at):
            position = _take_percent(text, at, quantities)
        elif part := _FRACTION.match(text, at):
            position = _take_fraction(part, quantities)
        else:
            found = _CHINESE.match(text, at)
            position = _take_chinese(text, found, quantities) if found else _end(_CN_RUN, text, at)
    return quantities, marks


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at + 1


def _scan_digits(
    text: str, at: int, floor: int, quantities: list[Quantity], marks: list[Mark]
) -> int:
    """Decide on the digits at text[at:]; return where the scan goes on."""
    before = text[at - 1] if at else "\n"
    ordinal = before == "第" or (before == " " and text[at - 2 : at - 1] == "第")
    ruled_out = None if ordinal else _rule_out(text, at, floor)
    if ruled_out:
        marks.append(ruled_out)
        return ruled_out.end
    if ordinal:
        found = _RANK.match(text, at)
        start = text.rindex("第", 0, at)
        if found and (
            found[2] in ("位", "名")
            or (
                found[2] is None
                and text[found.end() : found.end() + 1] not in _SCALE_WORDS
                and _ranked(text, start)
            )
        ):
            unit = found[2] or ""
            quantities.append(
                Quantity(start, found.end(), Decimal(found[1]), unit, find_unit(unit), "rank")
            )
            return found.end()
        end = found.end() if found else at + 1
        marks.append(Mark(start, end, "ordinal"))
        return end
    return _take_number(text, at, quantities)


def _ranked(text: str, start: int) -> bool:
    return bool(_RANKED.search(text, max(0, start - 12), start))


def _rule_out(text: str, at: int, floor: int) -> Mark | None:
    """The stretch round the digits at `at` that is a date, a name or a number of a document."""
    before = text[at - 1] if at else "\n"
    if before in "〔[【(":
        found = no_data.DOCUMENT.match(text, at - 1)
        if found and (found.end() > at + 6 or "〔[【".find(before) >= 0):
            return Mark(at - 1, found.end(), "document number")
        if before == "(":
            close = text.find(")", at, at + 3)
            if (
                close > 0
                and text[at:close].isdigit()
                and text[close + 1 : close + 2] not in ",。;、"
            ):
                return Mark(at - 1, close + 1, "list numeral")
    address = text.rfind("://", max(floor, at - 200), at) if before.isascii() else -1
    if address > 0 and " " not in text[address:at] and "\n" not in text[address:at]:
        found = no_data.ADDRESS.match(text, text.rfind("http", floor, address + 1))
        if found and found.end() > at:
            return Mark(at, found.end(), "address")
    if before.isascii() and (before.isalpha() or before in "-_/") and at > floor:
        start = at - 1
        while (
            start > floor
            and text[start - 1].isascii()
            and (text[start - 1].isalnum() or text[start - 1] in "-_/")
        ):
            start -= 1
        named = text[start:at].strip("-_/") and not re.fullmatch(r"[oO]|[xX]+", text[start:at])
        if named and not _AMOUNT.match(text, at):
            end = at
            while (
                end < len(text)
                and text[end].isascii()
                and (text[end].isalnum() or text[end] in "-_/.")
            ):
                end += 1
            return Mark(start, end, "name")
    near = at - 8 if at - 8 > floor else floor
    opening = max(text.rfind("“", near, at), text.rfind('"', near, at))
    if opening >= 0 and not _UNQUOTED.search(text, opening + 1, at):
        found = no_data.QUOTED.match(text, at)
        if found:
            return Mark(opening, found.end(), "slogan or name")
    number = _BARE.match(text, at)
    if number and text[number.end() : number.end() + 1] in _PLAINLY:
        return None
    for pattern, kind in _RULED_OUT:
        found = pattern.match(text, at)
        if found:
            if kind == "list numeral" and before not in _MARK_EDGE:
                continue
            return Mark(at, found.end(), kind)
    return None


# Units behind which no date, duration, name or mask is meant.
_PLAINLY = frozenset("亿万元%家户亩人项次宗台条座平公吨倍")
_RULED_OUT = (
    (no_data.MASKED, "anonymised number"),
    (no_data.LIST_MARK, "list numeral"),
    (no_data.DOCUMENT, "document number"),
    (no_data.DATE, "date"),
    (no_data.DURATION, "duration"),
    (no_data.NAME, "name"),
)


def _take_number(text: str, at: int, quantities: list[Quantity]) -> int:
    """Read the quantity that begins at `at`, and return its end."""
    plain = _PLAIN.match(text, at)
    if plain and text[plain.end() : plain.end() + 1] not in _RANGE_GOES_ON:
        return _take_plain(text, at, plain, quantities)
    found = _MIXED.match(text, at)
    if found:
        value, scale = parse_mixed(found[1])
        unit = scale + found[2]
        quantities.append(Quantity(at, found.end(), value, unit, find_unit(unit)))
        return found.end()
    found = _RANGE.match(text, at)
    if found:
        unit = _MORE.sub("", found[4])
        low_unit = _MORE.sub("", found[2]) if found[2] else unit
        if low_unit in ("万", "亿"):
            low_unit = low_unit + unit.lstrip("万亿")
        quantities.append(
            Quantity(
                at,
                found.end(2) if found[2] else found.end(1),
                parse_arabic(found[1]),
                low_unit,
                find_unit(low_unit),
                "low",
            )
        )
        quantities.append(
            Quantity(
                found.start(3), found.end(), parse_arabic(found[3]), unit, find_unit(unit), "high"
            )
        )
        return found.end()
    if plain:
        return _take_plain(text, at, plain, quantities)
    found = _SCALED.match(text, at)
    if found:
        quantities.append(
            Quantity(at, found.end(), parse_arabic(found[1]), found[2], find_unit(found[2]))
        )
        return found.end()
    found = _BARE.match(text, at)
    assert found is not None
    quantities.append(Quantity(at, found.end(), parse_arabic(found[0]), "", find_unit(""), "bare"))
    return found.end()


def _take_plain(text: str, at: int, found: re.Match[str], quantities: list[Quantity]) -> int:
    before = text[at - 2] if at > 1 and text[at - 1] == "-" else ""
    bare = before in ("(", ",") and found[2] == "%"  # 税收5亿元(-3.5%)
    sign = at - 1 if before and (bare or _SIGNED.match(before)) else at
    unit = _MORE.sub("", found[2])
    value = parse_arabic(text[sign:at] + found[1])
    more = unit != found[2]
    quantities.append(Quantity(sign, found.end(), value, unit, find_unit(unit), more=more))
    return found.end()


def _take_chinese(text: str, found: re.Match[str], quantities: list[Quantity]) -> int:
    """Keep a Chinese numeral that counts something; most 一个 and 五大 are words."""
    numeral, unit = found[1], found[3]
    start, end = found.span()
    if not counts(text, start, end, numeral, unit):
        return end
    whole = numeral.rstrip("百千万亿") if "点" in numeral else numeral
    scale = numeral[len(whole) :]
    value = parse_chinese(whole)
    if (
        "点" not in numeral
        and len(numeral) > 1
        and numeral[-1] in "万亿"
        and numeral[-2] not in "万亿"
        and unit in _TAKES_SCALE
    ):
        scale = numeral[-1]
        value = parse_chinese(numeral[:-1]) if "亿" not in numeral[:-1] else value
        if "亿" in numeral[:-1]:
            scale = ""
    printed = scale + unit
    if unit == "成" and text.startswith("半", end):
        value, end = value + Decimal("0.5"), end + 1
    quantities.append(
        Quantity(start, end, value, printed, find_unit(printed), "chinese", more=bool(found[2]))
    )
    return end


def _take_fraction(found: re.Match[str], quantities: list[Quantity]) -> int:
    """四分之一 to 25 %, to two places."""
    value = 100 * parse_chinese(found[2]) / parse_chinese(found[1])
    short = value.quantize(Decimal("0.01"))
    value = short.to_integral_value() if short == short.to_integral_value() else short
    quantities.append(Quantity(*found.span(), value, "%", find_unit("%"), "chinese"))
    return found.end()


def _take_percent(text: str, at: int, quantities: list[Quantity]) -> int:
    """百分之二十, 百分之十五点六, 百分之12."""
    found = _PERCENT.match(text, at)
    if not found:
        return at + 3
    value = parse_arabic(found[2]) if found[2] else parse_chinese(found[1])
    quantities.append(Quantity(at, found.end(), value, "%", find_unit("%"), "chinese"))
    return found.end()


_TAKES_SCALE = frozenset(("元", "美元", "港元", "欧元", "亩", "平方米", "人", "人次", "吨"))
