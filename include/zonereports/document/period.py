"""Which year a report looks back on, which it plans, and how much of a year it covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from zonereports.document.copies import masked_years
from zonereports.document.document import Conflict, PeriodKind, Section

_CHINESE_YEAR = re.compile("[二][〇○零O0][一二三四五六七八九〇○零]{2}(?=年)")
_YEAR = re.compile(
    r"(?<!\d)(20\d{2}|19[89]\d)(?:\s*[-—–－至~]\s*(20\d{2}))?\s*(?:年|(?=[^\d.%亿万]|$))"
)
_BODY_YEAR = re.compile(r"(?<!\d)(20\d{2}|19[89]\d)\s?年(?!代|以来|起)")
# A year that a sentence looks forward to, compares with or was founded in is not under review.
_ELSEWHERE_BEFORE = re.compile(
    r"(?:力争|争取|预计|计划|目标|确保|到|至|将于|比|较|与|相比|同比|自|从|成立于|始建于|建于|创建于|设立于"
    r"|获批于|批准于)$"
)
_ELSEWHERE_AFTER = re.compile(
    r"^[^，。；,;]{0,12}(?:成立|设立|始建)"
    r"|^度?(?:全年)?(?:的)?(?:主要|工作|总体|发展|预期)?(?:计划|力争|目标|思路|打算)"
)
_REVIEW = re.compile(
    r"总结|述职|汇报|完成情况|工作报告|年度报告|开展情况|情况报告|工作情况|进展情况|回顾|经济运行|情况"
    r"|盘点|发布|成绩"
)
_PLAN = re.compile(r"计划(?!执行|完成)|思路|打算|安排|谋划|目标|规划|要点|设想|展望|部署")
_SPLIT = re.compile(r"[和及与暨、,，;；]|以及")
_NEXT = re.compile(r"明年|来年|下一?年度?|次年")
_HALF = re.compile(r"上半年|下半年|半年|1\s*[-—–－~至]\s*6月")
_QUARTER = re.compile(
    r"[一二三四1-4]季度|季度|1\s*[-—–－~至]\s*[39]月|4\s*[-—–－~至]\s*6月|7\s*[-—–－~至]\s*9月"
)
_PAIR = re.compile(r"总结(?:[和及与暨、]|以及)")
_NUMERALS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


@dataclass(frozen=True, slots=True)
class Period:
    """The years of a report, and why when it was not plain."""

    report_year: int | None
    plan_year: int | None
    kind: PeriodKind
    notes: tuple[str, ...] = ()
    found_in: str | None = None
    """Where the year under review was found."""
    conflicts: tuple[Conflict, ...] = ()


def find_period(title: str | None, text: str, parts: Sequence[Section]) -> Period:
    """Years from the title and the text; never from a date of publication.

    Where the title and the text disagree, the text decides when both a heading and most of its
    years say so: titles of copies are changed more often than five pages of text. A masked year
    (20xx) gives None.
    """
    review, plan, follows = _title_years(title or "")
    body_review, body_plan, said = _body_years(text, parts)
    notes: list[str] = []
    conflicts: list[Conflict] = []
    found_in = "title" if review is not None else "text"
    masked = masked_years(text)
    if masked > len(_BODY_YEAR.findall(text)) or masked_years(title or ""):
        notes.append("the year is masked (20xx)")
        return Period(None, None, _kind(title, text), tuple(notes))
    report_year = review
    if report_year is None:
        report_year = body_review
        if report_year is not None and plan is not None and report_year >= plan:
            report_year = None
    elif body_review is not None and body_review != report_year and said:
        notes.append(
            f"the title says {report_year}, heading and text say {body_review}: the text decides"
        )
        conflicts.append(
            Conflict(
                "report_year",
                ((str(report_year), "title"), (str(body_review), "heading and text")),
                str(body_review),
            )
        )
        report_year, plan, found_in = body_review, None, "heading and text"
    plan_year = plan if plan is not None else body_plan
    kind = _kind(title, text)
    if plan_year is None and follows and report_year is not None:
        # After half a year the plan is for the other half.
        plan_year = report_year + (kind == "annual")
    if (
        report_year is None
        and plan_year is not None
        and kind == "annual"
        and _PAIR.search(title or "")
    ):
        report_year, found_in = plan_year - 1, "the plan's year in the title"
        notes.append(f"the year under review follows from the plan's ({plan_year}) in the title")
    if plan_year is not None and report_year is not None and kind == "annual":
        if plan_year == report_year and body_plan == plan_year:
            notes.append(f"the plan bears the year under review ({plan_year}), as printed")
        elif plan_year < report_year:
            notes.append(f"the plan's year {plan_year} lies before the year under review")
            conflicts.append(
                Conflict(
                    "plan_year",
                    ((str(plan_year), "plan"), (str(report_year), found_in)),
                    str(plan_year),
                )
            )
    if report_year is not None and found_in == "title" and body_review == report_year:
        found_in = "title, text"
    return Period(
        report_year,
        plan_year,
        kind,
        tuple(notes),
        found_in if report_year is not None else None,
        tuple(conflicts),
    )


def _title_years(title: str) -> tuple[int | None, int | None, bool]:
    """Review year, plan year, and whether a plan for the following year is announced."""
    title = _arabic(title)
    review: int | None = None
    plan: int | None = None
    follows = False
    carried: int | None = None
    for piece in _SPLIT.split(title):
        years = [int(last or first) for first, last in _YEAR.findall(piece)]
        looks_back, looks_on = _REVIEW.search(piece), _PLAN.search(piece)
        year = years[0] if years else None
        if _NEXT.search(piece):
            follows = follows or bool(looks_on)
            continue
        if looks_on and not (looks_back and looks_back.start() > looks_on.start()):
            # 2023年工作总结及工作计划: one year, and the plan is for the next.
            if year is None:
                follows = follows or review is not None or carried is not None
            elif plan is None:
                plan = year
            if looks_back and review is None:
                review, plan = year, None
        elif looks_back or year is not None:
            carried = year if year is not None and carried is None else carried
            if looks_back and review is None:
                review = year if year is not None else carried
    if (
        review is None
        and plan is None
        or review is None
        and carried is not None
        and carried != plan
    ):
        review = carried
    return review, plan, follows


def _body_years(text: str, parts: Sequence[Section]) -> tuple[int | None, int | None, bool]:
    """Review year, plan year, and whether heading and majority agree on the review year."""
    text = _arabic(text)
    headed: dict[str, int] = {}
    for part in parts:
        found = _BODY_YEAR.search(_arabic(part.heading))
        if found and part.about in ("review", "plan"):
            headed.setdefault(str(part.about), int(found[1]))
    reviews = [part for part in parts if part.about == "review"]
    first_other = next((p.start for p in parts if p.about in ("plan", "problems")), len(text))
    stretch = text[: max(first_other, reviews[-1].end if reviews else 0)] or text
    # Of two years named as often the first counts: a report opens with its own.
    counted = Counter(
        int(found[1]) for found in _BODY_YEAR.finditer(stretch) if not _elsewhere(stretch, found)
    )
    majority = max(counted, key=lambda year: counted[year]) if counted else None
    review = headed.get("review", majority)
    return review, headed.get("plan"), headed.get("review") == majority and majority is not None


def _elsewhere(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 4) : found.start()]
    after = text[found.end() : found.end() + 20]
    # 截至2011年底 does look back.
    if before.endswith(("截至", "截止", "截至到", "截止到")):
        return False
    return bool(_ELSEWHERE_BEFORE.search(before) or _ELSEWHERE_AFTER.match(after))


def _kind(title: str | None, text: str) -> PeriodKind:
    said = title or text[:120]
    if _HALF.search(said):
        return "half_year"
    return "quarter" if _QUARTER.search(said) else "annual"


def _arabic(text: str) -> str:
    return _CHINESE_YEAR.sub(lambda found: found[0].translate(_NUMERALS), text)
