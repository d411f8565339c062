"""The year under review, where only the text can tell it."""

from __future__ import annotations

import re

from zonereports.observations.exclusions import METADATA
from zonereports.observations.periods import Calendar

_TITLE = re.compile(
    r"(?:(?:19|20)\d\d\s*年?\s*[-—–~至到]{1,2}\s*)?((?:19|20)\d\d)\s*年?(?:度)?[^,。\n]{0,14}?(?:总结|回顾|情况|工作|述职|汇报|发展|盘点|运行|汇编|报告|主要指标)"
)
_PLAN_TITLE = re.compile(r"((?:19|20)\d\d)\s*年(?:度)?[^,。\n]{0,8}?(?:目标|计划|打算|思路|任务)")
_ONLY_PLAN = re.compile(
    r"((?:19|20)\d\d)\s*年(?:度)?[^,。0-9]{0,16}?(?:目标|计划|打算|思路|任务|安排|要点)(?:意见|建议|分解)?[)》]?(?:\([^()]{1,8}\))?$"
)
_NOT_ONLY = re.compile("总结|回顾|情况|成效|完成|执行|推进|落实|汇报|报告|述职|通知|进展")
_AHEAD = re.compile(
    r"^[^0-9\n]*(?:总结|回顾|情况)[^0-9\n]{0,6}((?:19|20)\d\d)年(?:度)?[^,。\n]{0,8}?(?:安排|计划|打算|思路|要点|目标|谋划|重点工作)"
)
# “十三五”工作总结: the last of its years, whatever year the text names first.
_FIVE_YEARS = re.compile(
    '[^,。0-9\n]*?[“"]?十([一二三四五])五[”"]?(?:时期|期间)?[^,。0-9\n中以]{0,8}(?:总结|回顾)'
)
_COMPARED = re.compile(r"(?:较|比)((?:19|20)\d\d)年(?:[末底]|同期)?")
_ANY = re.compile(r"((?:19|20)\d\d)\s*年")
_BARE = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?![\d.年])")
_MASKED = re.compile(r"20\s*[xX×*＊]{2}")
_TITLE_LIMIT = 40  # longer first lines are sentences
_HEAD = 600  # the first lines: title, date line, first sentences
_LOOKS_BACK = re.compile(r"(?:^|\n|。)\s*(?:去年|过去的?一年)[,,]?")


def find_calendar(text: str, report_year: int | None) -> Calendar:
    """The years of a folded text; a masked year (20xx) is never guessed."""
    year = report_year if report_year is not None else _find_year(text)
    looks_back = bool(_LOOKS_BACK.search(text)) and "今年以来" not in text[:4000]
    ended = bool(year) and re.search(rf"截至{year}年[底末]", text) is not None
    now = year + 1 if year and (ended or looks_back) else year
    return Calendar(year, now, looks_back, _find_planned(text, year))


def _find_planned(text: str, year: int | None) -> int | None:
    """The year of a plan whose title names no review beside it: 2026年工作打算."""
    title = text.lstrip("\n ").split("\n", 1)[0].strip()
    found = _ONLY_PLAN.search(title) if len(title) <= _TITLE_LIMIT else None
    if found is None or year is None or _NOT_ONLY.search(title):
        return None
    planned = int(found[1])
    return planned if planned in (year, year + 1) else None


def _find_year(text: str) -> int | None:
    head = METADATA.sub("", text[:_HEAD])
    ahead = _AHEAD.search(head.lstrip("\n ").split("\n", 1)[0])
    if ahead:
        return int(ahead[1]) - 1
    found = _TITLE.search(head)
    masked = _MASKED.search(head)
    if masked and not (found and found.start() < masked.start()):
        return None
    if found:
        return int(found[1])
    if five := _FIVE_YEARS.match(head.lstrip("\n ")):
        return 2010 + 5 * "一二三四五".index(five[1])
    plan = _PLAN_TITLE.search(head)
    if plan and not _ANY.search(head[: plan.start()]):
        return int(plan[1])
    first = _ANY.search(head)
    compared = _COMPARED.search(text)
    if compared and (not first or first.start(1) == compared.start(1)):
        return int(compared[1]) + 1
    if first:
        return int(first[1])
    bare = _BARE.search(head)
    return int(bare[1]) if bare else None
