"""What stands on a county's listing: reports, and the many pages that are none."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from replica.attachment import Attachment
from replica.composer import compose
from replica.counties import CountyFacts, ZoneFacts
from replica.report import PeriodKind, Report

CHINA = ZoneInfo("Asia/Shanghai")
Kind = Literal["report", "notice"]

DEPARTMENTS = (
    "农业农村局",
    "水利局",
    "教育局",
    "民政局",
    "统计局",
    "司法局",
    "文化和广电旅游体育局",
)

# Pages that are no work report of a zone; each looks like one to some naive rule.
NOTICES: tuple[tuple[str, str], ...] = (
    (
        "{issuer}{y}年政府信息公开工作年度报告",
        "根据《中华人民共和国政府信息公开条例》要求，编制本年度报告。{y}年主动公开政府信息{n}条，"
        "收到依申请公开申请{k}件，均按期办结。\n本单位未收取信息处理费。",
    ),
    (
        "{zone}{y}年安全生产工作总结",
        "{y}年，园区压实安全生产责任，组织检查{n}家次，整改隐患{m}处，未发生较大事故。",
    ),
    (
        "{zone}{y}年度党建工作总结",
        "{y}年，园区党工委坚持党建引领，开展主题党日{k}次，培训党员{n}人次。",
    ),
    (
        "{county}{department}{y}年工作总结和{y1}年工作计划",
        "{y}年，全局干部职工锐意进取，完成各项任务，投入资金{n}万元，办理建议提案{k}件。\n"
        "{y1}年，将继续抓好重点工作落实。",
    ),
    (
        "{county}{department}{y}年部门预算公开",
        "按照预算公开要求，现将{y}年部门预算公开如下：收入预算{n}万元，支出预算{n}万元。",
    ),
    (
        "{issuer}{y}年度部门决算公开",
        "{y}年度收入总计{n}万元，支出总计{n}万元，详见附件。",
    ),
    (
        "{zone}{y1}年公开招聘编外工作人员公告",
        "因工作需要，面向社会公开招聘编外工作人员{k}名，报名时间为公告发布之日起七个工作日。",
    ),
    (
        "{zone}道路提升工程（{y1}年{k}标段）招标公告",
        "本招标项目已批准建设，工程总投资约{n}万元，工期{m}日历天，现对施工进行公开招标。",
    ),
    (
        "关于{zone}控制性详细规划局部调整（{y1}年）的公示",
        "现将规划局部调整方案予以公示，涉及用地{m}亩，公示期三十日，欢迎提出意见。",
    ),
    (
        "{zone}召开{y1}年一季度重点项目推进会",
        "日前，园区召开重点项目推进会，{k}个项目负责人作交流发言，会议要求抢抓工期、确保进度。",
    ),
    (
        "{word}领导赴{zone}调研{y1}年企业生产经营情况",
        "调研组一行先后走访{k}家企业，实地察看生产车间，详细了解订单、用工、融资情况。",
    ),
    (
        "{county}{y}年国民经济和社会发展统计公报",
        "初步核算，{y}年全{word}生产总值增长{k}.{k}%，城镇新增就业{n}人。",
    ),
    (
        "{issuer}关于印发{y1}年工作要点的通知",
        "各科室：现将{y1}年工作要点印发给你们，请结合实际认真贯彻落实。",
    ),
    (
        "{issuer}{y}年法治政府建设情况报告",
        "{y}年，认真履行法治建设职责，审查合同{m}份，开展普法活动{k}次。",
    ),
    (
        "{zone}{y}年度第{k}批工业企业亩均效益综合评价结果公示",
        "根据评价办法，对{m}家企业进行综合评价，现将结果予以公示。",
    ),
    (
        "{county}{y}年重点建设项目{k}月份进展情况",
        "截至月底，{k}个项目按计划推进，累计完成投资{n}万元。",
    ),
)
PINNED = (
    "关于规范{county}政府信息公开工作的通知（长期有效）",
    "各乡镇人民政府、{word}级各部门：为进一步规范政府信息公开工作，现就有关事项通知如下，请遵照执行。",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a listing and the page behind it; its text is written when it is first asked for."""

    id: int
    title: str
    published_at: datetime
    """Aware, China time."""
    modified_at: datetime
    """Of what is served; aware."""
    source: str
    kind: Kind
    zone: ZoneFacts | None = None
    year: int | None = None
    period: PeriodKind | None = None
    body: str = ""
    """Text of a notice."""
    pinned: bool = False
    edits: tuple[tuple[int, str], ...] = ()
    """Figures changed after publication: index and new number."""
    attachment: Attachment | None = None
    """The report is a file, or stands in one too."""

    @property
    def listed_on(self) -> date:
        return self.published_at.date()

    @property
    def file_ending(self) -> str:
        """Of its attachment, without the dot; empty when it has none."""
        return self.attachment.kind if self.attachment else ""

    @property
    def is_file(self) -> bool:
        """Whether the row leads to a file, and not to a page."""
        return self.attachment is not None and self.attachment.led_by == "listing"


@dataclass(slots=True)
class Author:
    """Writes the pages of one county, the same ones for the same seed."""

    county: CountyFacts
    seed: int
    _reports: dict[tuple[str, int, str], Report] = field(default_factory=dict)

    def report(self, zone: ZoneFacts, year: int, period: PeriodKind) -> Report:
        """The zone's report as first written."""
        key = (zone.key, year, period)
        if key not in self._reports:
            self._reports[key] = compose(self.county, zone, year, period, seed=self.seed)
        return self._reports[key]

    def report_entry(
        self,
        entry_id: int,
        zone: ZoneFacts,
        year: int,
        period: PeriodKind,
        *,
        on: date | None = None,
        attachment: Attachment | None = None,
    ) -> Entry:
        """A row for a report, published `on` a day or some weeks after it was signed."""
        dice = random.Random(f"{self.seed}:{zone.key}:{year}:{period}:published")
        report = self.report(zone, year, period)
        at = _moment(on or report.signed_on + timedelta(dice.randint(3, 58)), dice)
        return Entry(
            id=entry_id,
            title=report.title,
            published_at=at,
            modified_at=at,
            source=zone.short,
            kind="report",
            zone=zone,
            year=year,
            period=period,
            attachment=attachment or self.county.attachment,
        )

    def first_entries(self, start: date, *, count: int, years: int = 2) -> list[Entry]:
        """What stands there at the beginning, newest first, one old row pinned on top.

        `years` is how many annual reports of the first zone there are; of the others one less.
        """
        dice = random.Random(f"{self.seed}:{self.county.key}:listing")
        last = start.year
        rows: list[Entry] = []
        for number, zone in enumerate(self.county.zones):
            told = range(last - years + (number > 0), last)
            rows += [self.report_entry(0, zone, year, "annual") for year in told]
        rows.append(self.report_entry(0, self.county.zones[0], last, "half_year"))
        rows = [row for row in rows if row.listed_on <= start]
        rows += [self._notice(dice, start, number) for number in range(count - len(rows))]
        rows.sort(key=lambda row: row.published_at)
        rows = [replace(row, id=1001 + 7 * number) for number, row in enumerate(rows)]
        return [self._pinned(dice, start), *reversed(rows)]

    def _notice(self, dice: random.Random, start: date, number: int) -> Entry:
        title, body = NOTICES[number % len(NOTICES)]
        # A round of all kinds per year, so that no title stands there twice.
        day = start - timedelta(365 * (number // len(NOTICES)) + dice.randint(4, 330))
        at = _moment(day, dice)
        zone = dice.choice(self.county.zones)
        department = dice.choice(DEPARTMENTS)
        words = {
            "zone": zone.short,
            "issuer": zone.issuer,
            "county": self.county.name,
            "word": self.county.word,
            "department": department,
            "y": day.year - 1,
            "y1": day.year,
            "n": dice.randint(120, 1900),
            "m": dice.randint(20, 90),
            "k": dice.randint(2, 9),
        }
        return Entry(
            id=0,
            title=title.format(**words),
            published_at=at,
            modified_at=at,
            source=department if "{department}" in title else zone.short,
            kind="notice",
            body=body.format(**words),
        )

    def _pinned(self, dice: random.Random, start: date) -> Entry:
        words = {"county": self.county.name, "word": self.county.word}
        at = _moment(date(start.year - 6, 5, 18), dice)
        return Entry(
            id=318,
            title=PINNED[0].format(**words),
            published_at=at,
            modified_at=at,
            source=f"{self.county.name}人民政府办公室",
            kind="notice",
            body=PINNED[1].format(**words),
            pinned=True,
        )


def _moment(day: date, dice: random.Random) -> datetime:
    """A minute of a working day."""
    at = time(dice.randint(9, 17), dice.randint(0, 59))
    return datetime.combine(day, at, tzinfo=CHINA)
