"""Whether a number is done, expected, aimed at, or last year's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zonereports.observations.observation import Status

_CUE = re.compile(
    r"(?P<estimate>(?:预计|预期(?!目标)|预估|有望)(?!(?:总|协议|可)?投资|总产|年产|投产|达产|可实现年|年销售))"
    r"|(?P<target>力争|确保|争取(?![^,。;]{0,10}(?:补[贴助]|奖[补励]|扶持|专项|引导|[省市县]级)|(?:到|了|获得|上级|中央|国家|省|市|专项债|各|中省|银行|贷款|融资|信贷|政策|资金|\d)|[^,。;]{0,16}[省市]上)|(?<![度年初超占为个改作动施展内])计划(?!(?:总|协议|单列|生育|投资|完成率|执行|的|目标)|[,。;、)”》]|$)|拟(?=投资|建设|新|引进|争取|实施|出让)|谋划(?!实施|推进|储备|建设)(?=[^,。;]{0,10}项目\d)|"
    r"即将|下一?步(?=[,将])|目标(?:任务)?(?:为|是|:)|届时|(?:投产|达产|建成|满产|投用|达效)(?:后|年(?=产值|税|可|销售|营收))|(?<=[,;])(?:预计|达产后)?(?:每年|年)可(?=新增|实现|创造|带动|形成|产|缴|上缴)|将(?=实现|达|新增|带动|形成|紧[盯扣]|继续|全力|进一步|聚焦|持续|抢抓|锚定|着力|加快|围绕)|到年[末底]再|(?<![占为成达超])(?:年内|年度?|全年|当年)计划(?=(?:完成)?投资)|(?<=[,;、])年度投资(?=约?\d))"
    r"|(?P<actual>截至目前|目前|已经?(?!投产外)|实际(?!利用|使用|到)|(?<=[,;])其中已)"
)
MILESTONE = "(?:建成|竣工|完工|开工|动工|投产|投用|达产|试产|试生产|交付|封顶|投入(?:使用|运营|生产)|运营)(?=;)"
"""What a project comes to, where another item of the list follows."""
_BY_A_DAY = re.compile(f"[^,;:。(]{{0,20}}{MILESTONE}")
_LOCAL = frozenset(("拟", "年度投资", "年计划", "年度计划", "年内计划", "全年计划", "当年计划"))
_PRIOR = re.compile(
    r"(?<![比较与同跟])(?:去年|上年)(?:同期|全年)?(?:为|完成|实现|仅|约|只有)*[^,。;:()增长降升多少比较]{0,4}$"
)


@dataclass(frozen=True, slots=True)
class StatusCue:
    """A word at `start` that sets the status of what follows in its sentence."""

    start: int
    status: Status
    local: bool
    """Governs its own clause only."""
    word: str
    until: int | None = None
    """Where it ends to govern, of a milestone: what follows in the sentence is another item."""


def cues(text: str, start: int, end: int) -> list[StatusCue]:
    """The status words of text[start:end] in order."""
    found: list[StatusCue] = []
    for m in _CUE.finditer(text, start, end):
        kind = m.lastgroup
        status: Status = (
            "estimate" if kind == "estimate" else "target" if kind == "target" else "actual"
        )
        day = _BY_A_DAY.match(text, m.end(), end)
        until = day.end() if day else None
        found.append(StatusCue(m.start(), status, bool(day) or m[0] in _LOCAL, m[0], until))
    return found


def is_prior(own: str) -> bool:
    """Whether the clause gives last year's number for comparison."""
    return bool(_PRIOR.search(own))
