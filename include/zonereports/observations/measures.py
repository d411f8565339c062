"""What a percentage, a multiple or a point says of its subject."""

from __future__ import annotations

import re

from zonereports.observations.observation import Measure
from zonereports.observations.quantities import Quantity

_COMPLETION = re.compile(
    r"完成率(?!\S*占)|达产率$|超(?:额)?(?:完成)?(?:全?年)?(?:度)?(?:计划|目标|任务|时序|序时)[^,;。]*$|"
    r"(?:占|为|完成)[^,;。]*?(?:目标|任务|计划)[^,;。占]*$|完成(?:了|全年|年度|年|率|进度)?(?:任务|目标|计划)?(?:数|量|值)?的?$|(?:目标|任务|计划)(?:数|量|值)?的$|完成比例|(?:为|完成|占)[^,;。:]{0,6}预算(?:数|目标)?的$|(?:形象|施工|工程|建设)进度(?:已|达到?|完成|约|为)*$"
)
_SHARE = re.compile("占|比重|占比|份额|比例(?!(?:提高|上升|提升|增加|下降))|贡献率")
_RATE = re.compile(
    r"[率度](?:分别|不低于|不少于|提升至|提高到|保持在|约为|高达|以上|达到?|超过?|均|为|约|至|,|:|在)*+$"
)
_GROWTH = re.compile(
    r"增长|同比|增速|增幅|降幅|上升|下降|减少|削减|回落|降低|提升|提高|下滑|增加(?!值)|长了|增$|增超|增约|增近|降$|涨|压缩|缩短|多$|高$|少$"
)
_RISE_TO = re.compile(r"(?:提升|提高|上升|增加|下降|降低|回落|增长)(?:至|到|为)[^,;。]*$")
_DOWN = re.compile(
    r"(?:下降|减少|削减|回落|降低|下滑|负增长|缩减|收窄|压缩|缩短|减(?!排|税|免)|跌|[比较](?:去年|上年|年初)(?:同期|底|末)?少|低于|低|降(?!低到|本|费|为))[^,;。升增]*$"
    r"|(?:低于|不及)(?:年度|预期|计划|全[市县省国]|同期)*(?:目标|计划|平均)?(?:增速|增幅)[^,;。]*$"
)
# 下拉产值增速1.8个百分点: what is drawn down is a growth.
_DRAG = re.compile("(?:下拉|拉低|拖累)[^,;。]{0,12}$")
_RATE_CHANGE = re.compile(
    r"(?:比例|比重|占比|率)(?:同比|较上年|较去年|比上年)?(?:提高|提升|上升|增加|下降|降低|回落)了?$"
)
_FACE = re.compile("(?:增长|覆盖|亏损|盈利|上升|下降)面(?:为|达到?|约|超过?)*$")
_MOVED = re.compile("(?:上升|前移|提升|前进|进位|下降|后移|下滑)了?$")
_EMPTY = re.compile("力争|确保|争取|达到?|[、和及,:]")
_NET = re.compile(
    r"(?:低于|高于|高出)[^,;。]{0,14}(?:平均水平|平均值|平均分|平均|均值|水平)$|(?:净增|净减|增产(?!值)|减产|增加(?![到至为])|减少(?![到至为])|增收|较[^,]{2,8}增|比[^,]{2,8}增)[^,;。]{0,12}$"
    r"|[比较](?:去年|上年|年初)(?:同期|底|末)?(?:[净增多少减]{1,2}|增长|提高|提升|上升|下降|降低)了?$|超额(?:完成)?了?$|(?<!改造)(?<!整治)(?<!改建)提高了?$|(?:同比|较上年|比上年|较去年|比去年)(?:同期)?(?:多|少|净增|增加|增长|提高|提升|上升|下降|降低|减少)了?$"
)


def percent_measure(own: str, previous: Measure | None) -> Measure:
    """The measure of a percentage by the words before it in its clause."""
    if own.endswith("+"):
        return "yoy"
    if _RISE_TO.search(own):
        return "share"
    if _RATE_CHANGE.search(own):
        return "delta"
    if _FACE.search(own):
        return "share"
    if _COMPLETION.search(own):
        return "completion"
    growth = max((m.start() for m in _GROWTH.finditer(own)), default=-1)
    share = max((m.start() for m in _SHARE.finditer(own)), default=-1)
    if growth > share:
        return "yoy"
    if share >= 0:
        return "share"
    if _RATE.search(own):
        return "share"
    if not _EMPTY.sub("", own) and previous:
        return previous
    return "share"


def is_fall(own: str) -> bool:
    """Whether the change before the number is a decrease."""
    return bool(_DOWN.search(own) or _DRAG.search(own))


def other_measure(quantity: Quantity, own: str) -> Measure | None:
    """The measure that the unit or a change word settles; None for a plain amount."""
    if quantity.kind == "rank":
        return "rank"
    dimension = quantity.measure.dimension
    if dimension == "points":
        return "delta"
    if dimension == "multiple":
        return "multiple"
    if dimension in ("share", "bare"):
        return None
    if dimension == "rank" and _MOVED.search(own):
        return "delta"
    if _NET.search(own) and not re.search("新增加|增加值", own):
        return "delta"
    return None
