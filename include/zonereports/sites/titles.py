"""Whether a title names the work report of a development zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zonereports.sites import title_words as words

TitleKind = Literal[
    "annual",
    "half_year",
    "quarter",
    "disclosure_report",
    "single_topic",
    "other_department",
    "news",
    "budget",
    "personal",
    "plan_only",
    "unrelated",
]

_BRACKETS = str.maketrans("【〔［「『｛〈《】〕］」』｝〉》", "[[[[[[<<]]]]]]>>")
_COLUMN_PREFIX = re.compile(
    r"^(?:\[[^\[\]]{0,12}(?:信息公开|政务公开|公开目录|规划计划|总结计划|计划总结|工作总结|工作动态|通知公告|要闻|动态|置顶|图文)\]|\[(?:视频|组图|原创|转载)\])+"
)
_CUT = re.compile(r"(?:…+|\.{2,}|。{2,})$")
_CHINESE_YEAR = re.compile(r"[二][〇○零Oo0oＯ◯][〇○零Oo0一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零OoＯ◯一二三四五六七八九", "0000000123456789")
# (白水产业园) or (白水镇) beside the name, and a second name of the zone or its second body.
_BESIDE_NAME = re.compile(
    r"\([^()]{0,20}(?:镇|乡|街道|片区|区|园|园区)\)|^[\u4e00-\u9fff]{2,6}(?:片区|组团|板块)"
)
_SECOND_NAME = re.compile(
    rf"(?:^|(?<=[、,和及与·|()—年-]))[^\d局院所站校司创争申]{{0,8}}?{words.ZONE.pattern}"
)
_ENDING = re.compile(
    r"(?:[(\[](?:\d+|[一二三四五六七八九十]+|讨论稿|草案|送审稿|定稿|修改稿|终稿|摘要|节选|公开|公示)[)\]]|公示|公开|\.(?:docx?|pdf|wps))+$"
)


@dataclass(frozen=True, slots=True)
class TitleVerdict:
    """What a title says it is."""

    title: str
    """As given."""
    report: bool
    """The work report of a development zone: annual, half-year or quarterly."""
    kind: TitleKind
    why: str
    """In words, with the part of the title that decided."""


def judge_title(title: str, *, zones: Iterable[str] = (), own_column: bool = False) -> TitleVerdict:
    """Tell work reports of development zones from everything else that listings hold.

    Decided from the title alone, which may be cut with …. Wide characters, blanks, Chinese
    years, traditional characters and prefixes in brackets are understood.

    Args:
        title: as a listing gives it.
        zones: names and aliases known for the site; they count as zones whatever their words.
        own_column: the listing is the zone's own, so that a title need not name it.
    """
    text, cut = _prepare(title)

    def verdict(report: bool, kind: TitleKind, why: str) -> TitleVerdict:
        return TitleVerdict(title, report, kind, why)

    refused = _refusal(text)
    issued = words.ISSUED.search(text)
    if issued and (refused is None or words.NOTICE.search(refused[1])):
        text = (issued["inner"] or issued["sent"]).strip("<>")
        refused = _refusal(text)
    if refused is not None:
        kind, matched = refused
        return verdict(False, kind, f"says {matched}")
    noun = words.REPORT.search(text) or (words.CUT_REPORT.search(text) if cut else None)
    if noun is None:
        topic, plan = words.TOPIC.search(text), words.PLAN.search(text)
        if topic:
            return verdict(False, "single_topic", f"one topic: {topic.group()}")
        if plan:
            return verdict(False, "plan_only", f"a plan ({plan.group()}) and no report")
        return verdict(False, "unrelated", "names no report")
    zone = _zone(text, zones)
    if zone is None and not own_column:
        body = words.DEPARTMENT.search(text[: noun.start()])
        place = words.PLACE.match(text)
        if body or place:
            whose = (body or place or noun).group()
            return verdict(False, "other_department", f"a report of {whose}, not of a zone")
        return verdict(False, "unrelated", "a report, but it names no development zone")
    other = _foreign(text, zone, noun)
    if other is not None:
        return verdict(False, *other)
    return _period(text, noun, verdict_of=title)


def _prepare(title: str) -> tuple[str, bool]:
    """The title without blanks and in one spelling, and whether it was cut."""
    text = unicodedata.normalize("NFKC", title.translate(_BRACKETS).replace("…", "\x00"))
    text = "".join(text.replace("\x00", "…").split()).translate(words.SIMPLER)
    text = re.sub(r"[\u200b-\u200f\ufeff]", "", text)
    cut = bool(_CUT.search(text))
    text = _CUT.sub("", text)
    text = _CHINESE_YEAR.sub(lambda year: year.group().translate(_DIGITS), text)
    prefix = _COLUMN_PREFIX.match(text)
    if prefix and len(text) - prefix.end() >= 4:
        text = text[prefix.end() :]
    return _ENDING.sub("", words.ORDERS.sub("", text)), cut


def _refusal(text: str) -> tuple[TitleKind, str] | None:
    """What rules a title out wherever it stands, with the words that do."""
    for kind, pattern in _REFUSALS:
        found = pattern.search(text)
        if found:
            return kind, found.group()
    return None


_REFUSALS: tuple[tuple[TitleKind, re.Pattern[str]], ...] = (
    ("disclosure_report", words.DISCLOSURE),
    ("budget", words.BUDGET),
    ("unrelated", words.TEMPLATE),
    ("personal", words.PERSONAL),
    ("unrelated", words.HIRING),
    ("unrelated", words.TENDER),
    ("news", words.NEWS),
    ("unrelated", words.NOTICE),
    ("single_topic", words.OTHER_REPORT),
)


def _zone(text: str, known: Iterable[str]) -> tuple[int, int] | None:
    """Where the zone stands: a known name, else the longest stretch of zone words."""
    for name in sorted((_prepare(name)[0] for name in known), key=len, reverse=True):
        at = text.find(name) if name else -1
        if at >= 0:
            return at, _extended(text, at + len(name))
    best: tuple[int, int] | None = None
    for found in words.ZONE.finditer(text):
        before = text[max(0, found.start() - 6) : found.start()]
        if words.SCENERY.search(before + found.group()):
            continue
        if best is None or text[best[1] : found.start()].strip("()[]、和及·-—") == "":
            best = (best[0] if best else found.start(), found.end())
    if best is None:
        body = words.ZONE_BODY.search(text)
        if body and not words.SCENERY.search(text[: body.start()]):
            best = body.span()
    return best


def _extended(text: str, end: int) -> int:
    body = words.ZONE_BODY.match(text, end)
    return body.end() if body else end


def _foreign(
    text: str, zone: tuple[int, int] | None, noun: re.Match[str]
) -> tuple[TitleKind, str] | None:
    """What makes a report another one: its topic, or a body that is not the zone's."""
    rest = text[: zone[0]] + "|" + text[zone[1] :] if zone else text
    rest = words.PLAN_BEHIND.sub("", rest)
    whole = words.WHOLE.search(rest)
    topic = words.TOPIC.search(rest, whole.end() if whole else 0)
    if topic and not whole:
        return "single_topic", f"one topic: {topic.group()}"
    start, end = zone or (0, 0)
    before = text[:start]
    body = words.DEPARTMENT.search(before)
    own = words.PARTY.search(before) and text[start:end].endswith(("工委", "工作委员会"))
    if (
        body
        and not own
        and not before.endswith(("(", "["))
        and not words.PLACE_TAIL.search(body.group())
    ):
        return "other_department", f"a report of {body.group()} about a zone"
    if end > noun.start():
        return None
    between = _BESIDE_NAME.sub("", text[end : noun.start()])
    between = _SECOND_NAME.sub("", between) if zone else words.PLACE.sub("", between)
    body = words.DEPARTMENT.search(between)
    if body:
        whose = body.group()
        return "other_department", f"a report of {whose}, a part or a neighbour of the zone"
    left = words.NEUTRAL.sub("", between)
    if len(left) < 2 or words.PLACE_TAIL.search(left):
        return None
    return "single_topic", f"one topic: {left}"


def _period(text: str, noun: re.Match[str], *, verdict_of: str) -> TitleVerdict:
    head = text[: noun.end()]
    dated = re.search(r"\d年|半年|季度|\d月", head)
    looked = head if dated else text
    half, quarter = words.HALF.search(looked), words.QUARTER.search(looked)
    if half:
        return TitleVerdict(verdict_of, True, "half_year", f"{noun.group()} of {half.group()}")
    if quarter:
        return TitleVerdict(verdict_of, True, "quarter", f"{noun.group()} of {quarter.group()}")
    month = words.MONTH.search(looked)
    if month:
        return TitleVerdict(verdict_of, False, "unrelated", f"of {month.group()} alone")
    return TitleVerdict(verdict_of, True, "annual", f"{noun.group()} of a zone")
