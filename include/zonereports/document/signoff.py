"""Who signed a report and when: the last lines, at the right edge of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zonereports.document.dates import find_date, whole_date, whole_month

_BODY_OF_STATE = re.compile(
    r"(?:管委会|管理委员会|委员会|办公室|党工委|工委|党委|政府|开发区|经开区|高新区|园区|工业园|产业园"
    r"|局|中心|公司|指挥部|领导小组|管理处|管理局|工业区|集聚区|集中区|新区)(?:办公室|\s*[（(].{1,20}[)）])?$"
)
_STAMP = re.compile(r"\s*[（(](?:盖章|公章|章)[)）]\s*")
_MARKS = re.compile("[，。；：！？、,;:!?]")
_DATE_TAIL = re.compile(
    r"^(?P<issuer>\D{3,60}?)\s*(?P<date>(?:19|20|二)[\d〇○零一二三四五六七八九十年月日./\-－ ]{5,16}日?)$"
)
_RUNNING = re.compile(
    r"(?<=[。！])(?P<issuer>[\u4e00-\u9fff（）()]{4,40}?(?:管委会|管理委员会|委员会|办公室|党工委|政府))"
    r"\s*(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|(?:19|20)\d{6})\s*$"
)
_MAX_ISSUER = 50


@dataclass(frozen=True, slots=True)
class SignOff:
    """The report without its signature, and the signature."""

    lines: tuple[str, ...]
    issuer: str | None = None
    signed_on: date | None = None
    signed_in: date | None = None
    """The first day of the month, where the signature says no day."""


def split_sign_off(lines: Sequence[str]) -> SignOff:
    """Take issuer and date from the end of a report: two lines, one line, or either alone."""
    kept = list(lines)
    issuer: str | None = None
    signed: date | None = None
    # Without the line of an office above it a month is the end of a table or a list.
    if len(kept) > 2 and (month := whole_month(kept[-1])) and (name := _issuer(kept[-2])):
        return SignOff(tuple(kept[:-2]), name, None, month)
    if kept and (day := whole_date(kept[-1])) is not None:
        signed = day
        kept.pop()
    elif kept and len(kept[-1]) <= _MAX_ISSUER + 16 and (tail := _DATE_TAIL.match(kept[-1])):
        name = _issuer(tail["issuer"])
        day = find_date(tail["date"])
        if name and day:
            kept.pop()
            return SignOff(tuple(kept), name, day)
    if kept and (name := _issuer(kept[-1])) is not None and len(kept) > 1:
        issuer = name
        kept.pop()
        # Date above the issuer, as some offices write it.
        if signed is None and len(kept) > 1 and (day := whole_date(kept[-1])) is not None:
            signed = day
            kept.pop()
    if issuer is None and signed is None and kept and (found := _RUNNING.search(kept[-1])):
        issuer, signed = found["issuer"], find_date(found["date"])
        kept[-1] = kept[-1][: found.start()]
    return SignOff(tuple(kept), issuer, signed)


def split_head(signed: SignOff) -> SignOff:
    """Take date and issuer from under the title, where some offices put them instead.

    A date on a line of its own, with the issuer's line before or after it; an issuer alone is
    taken for the first line of the report.
    """
    kept = list(signed.lines)
    issuer, signed_on = signed.issuer, signed.signed_on
    for first, second in ((0, 1), (1, 0)):
        if len(kept) > 2 and (day := whole_date(kept[first])) and (name := _issuer(kept[second])):
            return replace(
                signed,
                lines=tuple(kept[2:]),
                issuer=issuer or name,
                signed_on=signed_on or day,
            )
    if len(kept) > 1 and (day := whole_date(kept[0])):
        return replace(signed, lines=tuple(kept[1:]), signed_on=signed_on or day)
    return signed


def _issuer(line: str) -> str | None:
    name = _STAMP.sub("", line).strip()
    name = re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])", "", name)
    if not 4 <= len(name) <= _MAX_ISSUER or _MARKS.search(name) or re.search(r"\d{3}", name):
        return None
    # A heading may end in 开发区 too, but it begins with a numeral.
    if re.match(r"[（(]?[一二三四五六七八九十\d]+[)）、.]", name):
        return None
    return name if _BODY_OF_STATE.search(name) else None
