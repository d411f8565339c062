"""What time a number covers, from the dates and time words before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_Y = r"(?:19|20)\d\d"
_M = r"(?:1[0-2]|0?[1-9])(?!\d)"
_DASH = r"\s*[-—–~～至到]{1,2}\s*"
_REL = "今年|本年度?|去年|上年|明年|当年"
_CUE = re.compile(
    rf"(?P<years>(?P<first>{_Y})(?:年?{_DASH}|年?[、和])(?P<last>{_Y})\s*年)"
    rf"|(?:(?P<ry>{_Y})\s*年?\s*|(?P<rr>{_REL}))?(?P<range>(?P<m1>{_M})\s*(?:月份?)?{_DASH}(?P<m2>{_M})\s*月(?:份|底|末)?)"
    rf"|(?:(?P<py>{_Y})\s*年\s*|(?P<pr>{_REL}))?(?P<part>上半年|下半年|全年|前三季度|第?[一二三四1-4]季度|前[\d一二三四五六七八九十]+个月|前(?:1[0-2]|[1-9])月)"
    rf"|(?P<till1>截[至止]|到|至)?\s*(?:(?P<my>{_Y})\s*年\s*|(?P<mr>{_REL}))?(?P<month>{_M})\s*月(?P<day>\s*(?:[12]\d|3[01]|0?[1-9])\s*日)?(?P<monthend>份|底|末|初|中旬|上旬|下旬)?(?!\d)"
    rf"|(?P<till2>截[至止]|到|至)?\s*(?P<year>{_Y})\s*年(?P<yearend>底|末|初)?度?(?!代)"
    rf"|(?P<masked>20\s*[xX×*＊]{{2}}\s*年)"
    rf"|(?P<close>截[至止](?:到)?(?:今年|本年|当年)?年?[末底]|(?<![^,。;:\n])至年[末底]|(?<![^,。;:\n])年末(?=[,全共园拥实在规从高企入有]))"
    r"|[“\"]?(?P<plan>十[一二三四五])五[”\"]?(?P<planpart>期间|时期|以来|[末初])"
    rf"|(?P<since>[两二三四五]年来|近[两二三四五]年|(?<![续第前后])[两二三四五]年(?=累计|共|合计|总计|间|新[建增修签引]|获得|实施|引进|建成|投入))"
    rf"|(?P<word>今年以来|今年|本年度?|截[至止]目前|(?<![项科题栏])目前|现有|现已|年初以来|当年|到年[末底]|年[末底]之?前|(?<![两二三四五六七八九十\d半])年内|明年|来年|去年|上年|全年)"
)
# Every cue begins with one of these: the long pattern is tried nowhere else.
_HINT = re.compile(
    r"(?<![\d.])(?:(?:19|20)\d\d|20\s*[xX×*＊]|\d{1,2}\s*(?:[月季]|[-—–~～至到]))|截[至止]|[到至](?=[\s\d年今本去上明当])"
    r"|[今本去上明当来全]年|[上下]半年|前[\d三一二四五六七八九十]|第?[一二三四1-4]季度|[两二三四五]年(?:来|累计|共|合计|总计|间|新[建增修签引]|获得|实施|引进|建成|投入)|近[两二三四五]年|目前|现[有已]|年[初末内]|年底之?前|[“\"]?十[一二三四五]五[”\"]?(?:期间|时期|以来|[末初])|至年[末底]"
)
_PARTS = {
    "上半年": (1, 6), "下半年": (7, 12), "前三季度": (1, 9), "一季度": (1, 3), "1季度": (1, 3),
    "二季度": (4, 6), "2季度": (4, 6), "三季度": (7, 9), "3季度": (7, 9), "四季度": (10, 12),
    "4季度": (10, 12),
}  # fmt: skip
_COMPARED = re.compile(r"(?:比|较|与|(?<!关)于|同|跟|是|自|从|由|扭转|扭转了|获|列入|入选|对)$")
_OF_TASK = re.compile(
    "(?:预期|预定|工作)?(?:任务|目标|计划)(?:任务|目标|数|值)?"
    "(?:的|[约近超]?(?=\\d[\\d.]*%)|[(约近]?\\d[\\d.]*[^,;。:\\d%]{1,5}[)]?的(?=\\d[\\d.]*%))"
    "|\\d[\\d.]*[^,;。:\\d%]{1,5}(?:目标|任务|计划)(?:任务|目标|数)?的(?=\\d[\\d.]*%)"
)
_WHICH = re.compile("(?:新?签约|引进|招引|落户|开工)?的")
_HAPPENED = re.compile(
    "(?:正式|全面|顺利|建成|竣工)?(?:投产|试产|开工|竣工|通车|揭牌|挂牌|奠基)[,。;]"
)
_BY_THEN = re.compile("之?前")
_AIMED = re.compile("(?:确保|力争|预计|实现)$")
_FOR_THE_YEAR = re.compile("(?:紧盯|围绕|瞄准|对照|锚定|冲刺|为|离|距)$")
_NOTHING_NAMED = re.compile(
    "(?:力争|有望|预计|可|将)?(?:突破|达到?|超过?|完成|实现|增长|不低于|不少于)*(?=\\d)"
)
_SPANS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_FIGURES = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class TimeCue:
    """A time that the text states at `start`; `period` is None where its year is unknown."""

    start: int
    end: int
    period: str | None
    lasts: bool
    """Whether it governs the sentences that follow in its paragraph."""
    word: str
    year: int | None

    @property
    def relative(self) -> bool:
        """Whether the year is not printed: 今年, 全年, 1-10月."""
        return not re.search(r"(?:19|20)\d\d|十[一二三四五]五", self.word)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years of a report."""

    year: int | None
    """Under review."""
    now: int | None
    """The year that 今年 means."""
    looks_back: bool = False
    """去年 opens the report: it is the year under review."""
    planned: int | None = None
    """The year of a document that is a plan and nothing else, by its title."""

    def cues(self, text: str, start: int, end: int) -> list[TimeCue]:
        """The times stated in text[start:end], comparisons and titles left out."""
        found = []
        plan: str | None = None
        position = start
        for hint in _HINT.finditer(text, start, end):
            if hint.start() < position:
                continue
            m = _CUE.match(text, hint.start(), end)
            if m is None or m.end() == m.start():
                continue
            position = m.end()
            cue = None if _aside(text, m, start) else self._read(m)
            if cue and m["plan"]:
                plan = cue.period
            elif cue and m["since"] and plan and "/" in plan and m["since"].startswith("五"):
                cue = replace(cue, period=plan)
            if cue:
                found.append(cue)
        return found

    def _relative(self, word: str | None) -> int | None:
        if not word:
            return self.year
        if word.startswith(("今年", "本年")):
            return self.now
        if word in ("去年", "上年"):
            if self.looks_back:
                return self.year
            return self.year - 1 if self.year else None
        if word in ("明年", "来年"):
            return self.year + 1 if self.year else None
        return self.year

    def _read(self, m: re.Match[str]) -> TimeCue | None:
        start, end = m.span()
        if m["years"]:
            return TimeCue(start, end, f"{m['first']}/{m['last']}", False, m[0], int(m["last"]))
        if m["range"]:
            year = int(m["ry"]) if m["ry"] else self._relative(m["rr"])
            return TimeCue(start, end, months(year, int(m["m1"]), int(m["m2"])), True, m[0], year)
        if m["part"]:
            year = int(m["py"]) if m["py"] else self._relative(m["pr"])
            low, high = part_months(m["part"])
            return TimeCue(start, end, months(year, low, high), True, m[0], year)
        if m["month"]:
            return self._read_month(m)
        if m["year"]:
            year = int(m["year"])
            if m["yearend"] in ("底", "末") and m["till2"]:
                return TimeCue(start, end, f"{year}-12", True, m[0], year)
            return TimeCue(start, end, str(year), year == self.year, m[0], year)
        if m["masked"]:
            return TimeCue(start, end, None, True, m[0], None)
        if m["close"]:
            period = f"{self.year}-12" if self.year else None
            return TimeCue(start, end, period, True, m[0], self.year)
        if m["plan"]:
            first = 2006 + 5 * "一二三四五".index(m["plan"][1])
            last = first + 4
            if m["planpart"] == "末":
                return TimeCue(start, end, f"{last}-12", False, m[0], last)
            if m["planpart"] == "初":
                return TimeCue(start, end, str(first), False, m[0], first)
            year = min(last, self.year) if self.year and first <= self.year else last
            until = year if m["planpart"] == "以来" else last
            return TimeCue(start, end, f"{first}/{until}", False, m[0], year)
        if m["since"]:
            span = _SPANS[m["since"].strip("近年来")]
            period = f"{self.year - span + 1}/{self.year}" if self.year else None
            return TimeCue(start, end, period, False, m[0], self.year)
        word = m["word"]
        year = self._relative(
            word[:2] if word[:2] in ("今年", "去年", "上年", "明年", "来年", "本年") else None
        )
        return TimeCue(
            start,
            end,
            str(year) if year else None,
            word not in ("去年", "上年", "明年", "来年") and not word.endswith(("前", "内")),
            word,
            year,
        )

    def _read_month(self, m: re.Match[str]) -> TimeCue | None:
        start, end = m.span()
        year = int(m["my"]) if m["my"] else self._relative(m["mr"])
        before = m.string[max(0, start - 1) : start]
        by = m["day"] and _BY_THEN.match(m.string, end)
        if not (
            by
            or m["till1"]
            or m["my"]
            or m["mr"]
            or m["monthend"] in ("底", "末")
            or before in ",。;:\n("
            or not before
        ):
            return None
        month = int(m["month"])
        if year is None:
            period = None
        elif m["day"]:
            period = f"{year}-{month:02d}-{int(re.sub(r'[^0-9]', '', m['day'])):02d}"
        else:
            period = f"{year}-{month:02d}"
        # 6月底前: a deadline holds for its own sentence.
        lasts = bool(m["till1"]) or m["monthend"] in ("底", "末")
        lasts = lasts and not _BY_THEN.match(m.string, end)
        return TimeCue(start, end, period, lasts, m[0], year)


def is_passing(cue: TimeCue, before: TimeCue | None, text: str) -> bool:
    """Whether 全年 interrupts a part of the year for its own clause only.

    下半年完成产值75亿元,全年突破138亿元;新签约…: what follows is again about the half-year.
    """
    if cue.word != "全年" or before is None or not before.period or before.year != cue.year:
        return False
    if not before.period.count("-"):
        return False
    return bool(
        _FOR_THE_YEAR.search(text, max(0, cue.start - 4), cue.start)
        or _NOTHING_NAMED.match(text, cue.end)
    )


def part_months(part: str) -> tuple[int, int]:
    """First and last month of a part of the year, such as 上半年 or 前10个月."""
    part = part.removeprefix("第")
    if part == "全年":
        return 1, 12
    if part in _PARTS:
        return _PARTS[part]
    digits = re.sub("[前个月]", "", part)
    if digits.isdigit():
        return 1, int(digits)
    return 1, max(
        1, 10 * digits.startswith("十") + max(0, _FIGURES.find(digits.removeprefix("十") or "零"))
    )


def _aside(text: str, m: re.Match[str], floor: int) -> bool:
    """A time that is compared with, dates a document, or names something."""
    before = text[max(floor, m.start() - 3) : m.start()]
    after = text[m.end() : m.end() + 3]
    if _COMPARED.search(before) and not m["till1"] and not m["till2"]:
        return True
    if _OF_TASK.match(text, m.end()):
        return True
    # 6月18日投产: the day of an event is not the time of what is counted behind it.
    if m["day"] and _HAPPENED.match(text, m.end()):
        return True
    if m["part"] and after.startswith("增长") and _AIMED.search(before):
        return False
    if after.startswith(("同期", "相比", "以来", "同月", "增长", "版", "开局", "是", "的《")):
        return True
    if m["word"] in ("去年", "上年") and _WHICH.match(text, m.end()):
        return True
    opening = text.rfind("《", max(floor, m.start() - 30), m.start())
    return opening >= 0 and text.find("》", opening, m.start()) < 0


def months(year: int | None, low: int, high: int) -> str | None:
    """'2024-01/2024-10'; the whole year is 'YYYY', one month 'YYYY-MM', no year None."""
    if year is None or not 1 <= low <= high <= 12:
        return None
    if (low, high) == (1, 12):
        return str(year)
    if low == high:
        return f"{year}-{low:02d}"
    return f"{year}-{low:02d}/{year}-{high:02d}"


def year_before(period: str | None) -> str | None:
    """The same time one year earlier."""
    if period is None:
        return None
    return re.sub(r"(?<!\d)(?:19|20)\d\d", lambda m: str(int(m[0]) - 1), period)
