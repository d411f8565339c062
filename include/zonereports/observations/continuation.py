"""Clauses that name nothing of their own because they go on with the number just before."""

from __future__ import annotations

import re

from zonereports.observations.frames import Frame
from zonereports.observations.observation import Scope

_OURS = re.compile(
    "[,(:]*(?:其中)?[:,]?(?:园区|开发区|经开区|高新区|我区)(?:贡献|完成|实现|占|新增|有|为|达到?|共)*(?:了)?"
)
_RISEN_TO = re.compile(
    "(?:扩大|调整|增加|增长|提高|提升|上升|发展|扩展|拓展|降低?|下降|减少|压缩|[增升扩缩])(?:到|至|为)(?:今年的?|现在的?|目前的?|了|约|近|超)*"
)
_COMPARED_WITH = re.compile("[,(]?[比较](?:(?:19|20)\\d\\d年|上年|去年)(?:同期)?的?")
_DEALT_WITH = re.compile("[,、(]?(?:其中)?(?:已|协调|现已|全部)*(?:办结|解决|化解)(?:了|到位)?")
_FOUNDED = re.compile("[,、(]?(?:其中)?[,:]?(?:今年|本年|当年|全年)?新(?:成立|组建|建)(?:了)?")
_ASKED = re.compile("诉求|问题|难题|困难")


def risen(own: str, frame: Frame) -> bool:
    """Whether the clause says no more than what the number before has become."""
    return frame.last is not None and _RISEN_TO.fullmatch(own) is not None


def continued(own: str, frame: Frame, dimension: str) -> tuple[str | None, str, Scope, str] | None:
    """Code, label, scope and rule that the clause takes from the number before; None for none.

    全县新增规上企业54家,其中园区贡献29家: the part that is the zone's own.
    由2平方公里扩大到3平方公里: the same thing, grown.
    203亿元,较2015年的121亿元增长67.8%: the same thing, earlier.
    现有党支部21个,党员386名,今年新成立3个: of what was founded the text counts the stock.
    收集诉求93条,办结88条: what was asked, dealt with.
    """
    last = frame.last
    if dimension == "count" and _FOUNDED.fullmatch(own):
        for known in frame.levels[-4:]:
            if known.code == "party_branches":
                return "party_branches_new", known.label, known.scope, "founded"
    if last is None or last.dimension != dimension:
        return None
    if last.scope == "parent" and _OURS.fullmatch(own):
        return last.code, last.label, "zone", "ours"
    if risen(own, frame):
        return last.code, last.label, last.scope, "risen"
    if _COMPARED_WITH.fullmatch(own):
        return last.code, last.label, last.scope, "compared"
    if dimension == "count" and _ASKED.search(last.label) and _DEALT_WITH.fullmatch(own):
        return "issues_resolved", "", last.scope, "dealt with"
    return None
