"""Growth, shares, completions and rates against the amounts that a sentence states beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from zonereports.observations.finding import Finding, Kind, Severity
from zonereports.observations.intervals import Interval, factor, judge, lenient, printed
from zonereports.observations.observation import Observation
from zonereports.observations.periods import year_before
from zonereports.observations.sentences import Sentence, is_level, same_subject
from zonereports.observations.wholes import find_whole

# Statistics offices print these growths at comparable prices, not from the printed levels.
_REAL_TERMS = re.compile("gdp|.*value_added.*")
_OTHER_BASE = re.compile("同口径|可比口径|可比价|剔除|扣除|不变价")
_OTHER_SPAN = re.compile(
    r"年均|平均|环比|较(?:19|20)\d\d|比(?:19|20)\d\d|较年初|比年初|[两三四五]年|翻"
)
_FALL = re.compile("(?:下降|下滑|回落|减少|负增长|降低)(?:了|达|约|为)?\\s*$")
_TASK = re.compile("目标|任务|计划")
_RATES: Mapping[str, re.Pattern[str]] = {
    "整改率": re.compile("整改|消除|销号"),
    "销号率": re.compile("整改|销号"),
    "办结率": re.compile("办结|解决|化解|答复"),
    "解决率": re.compile("解决|化解|办结"),
    "化解率": re.compile("化解|解决"),
    "开工率": re.compile("开工"),
    "竣工率": re.compile("竣工|完工"),
    "投产率": re.compile("投产"),
    "签约率": re.compile("签约"),
    "出租率": re.compile("出租"),
}
_RATE_NAME = re.compile("(" + "|".join(_RATES) + r")[^,;]{0,4}$")


def check_ratios(
    sentence: Sentence, document: Mapping[str, Sequence[Observation]]
) -> Iterator[Finding]:
    """Findings on every percentage (and every difference) of a sentence, in reading order."""
    for index, row in enumerate(sentence.rows):
        if row.measure == "yoy":
            yield from _sign(sentence, index)
        if row.qualifier is not None or row.value_norm is None:
            continue
        if row.measure in ("yoy", "delta"):
            yield from _change(sentence, index)
        elif row.measure == "completion":
            yield from _completion(sentence, index)
        elif row.measure == "share":
            yield from _rate(sentence, index) or _share(sentence, index, document)


def _change(sentence: Sentence, index: int) -> Iterable[Finding]:
    """Growth or difference against a level and the level of a year before."""
    change = sentence.rows[index]
    lead = sentence.before(index)
    if _OTHER_SPAN.search(lead):
        return
    same = [o for o in sentence.rows if is_level(o) and same_subject(o, change)]
    now = [
        o
        for o in same
        if o.start < change.start
        and o.status in ("actual", "estimate")
        and (o.period == change.period)
    ]
    if not now:
        return
    level = now[-1]
    past = [
        o
        for o in same
        if o is not level
        and o.unit_norm == level.unit_norm
        and (o.status == "prior" or (o.period and o.period == year_before(level.period)))
    ]
    if len(past) != 1:
        return
    prior = past[0]
    if change.measure == "delta":
        if change.unit_norm == level.unit_norm:
            yield from _compare(
                "delta", change, (level, prior), lambda a, b: a.minus(b), "leave a difference of"
            )
        return
    words = sentence.text[sentence.start : change.start]
    other = _REAL_TERMS.fullmatch(change.code or "") or _OTHER_BASE.search(words)
    yield from _compare(
        "growth",
        change,
        (level, prior),
        lambda a, b: a.percent_of(b).shifted(-100),
        "make a growth of",
        cap="note" if other else None,
    )


def _sign(sentence: Sentence, index: int) -> Iterable[Finding]:
    row = sentence.rows[index]
    if not _FALL.search(sentence.before(index)):
        return
    minus = row.quote.lstrip().startswith(("-", "−", "－"))
    if minus or row.value > 0:
        what = "printed with a minus" if minus else "read as a rise"
        yield Finding(
            "sign", "note", (row.start,), -abs(row.value), row.value,
            f"{row.label}: the words say a fall, yet {row.quote} is {what}.",
        )  # fmt: skip


def _completion(sentence: Sentence, index: int) -> Iterable[Finding]:
    """A completed percentage against a level and the target that the same sentence states."""
    done = sentence.rows[index]
    levels = [
        (i, o)
        for i, o in enumerate(sentence.rows)
        if is_level(o) and same_subject(o, done) and o.status != "prior"
    ]
    goals = [o for i, o in levels if o.status == "target" or _TASK.search(sentence.before(i))]
    reached = [o for _, o in levels if o not in goals and o.start < done.start]
    if len(goals) == 1 and len(reached) == 1 and goals[0].unit_norm == reached[0].unit_norm:
        yield from _compare(
            "completion",
            done,
            (reached[0], goals[0]),
            lambda a, b: a.percent_of(b),
            "make a completion of",
        )


def _rate(sentence: Sentence, index: int) -> list[Finding]:
    """整改率 and its like against the two counts just before."""
    share = sentence.rows[index]
    named = _RATE_NAME.search(sentence.before(index))
    if not named or index < 2:
        return []
    first, second = sentence.rows[index - 2], sentence.rows[index - 1]
    if not (is_level(first) and is_level(second) and first.unit_norm == second.unit_norm == "item"):
        return []
    words = sentence.between(index - 2, index - 1)
    right = sentence.after(index - 1, 8)
    verbs = _RATES[named[1]]
    if not (verbs.search(words) or verbs.search(right)) or "其中" in words:
        return []
    if first.scope != second.scope or first.period != second.period:
        return []
    return list(
        _compare("rate", share, (second, first), lambda a, b: a.percent_of(b), "make a rate of")
    )


def _share(
    sentence: Sentence, index: int, document: Mapping[str, Sequence[Observation]]
) -> Iterable[Finding]:
    """A share against the part and the whole that the sentence states."""
    share = sentence.rows[index]
    found = find_whole(sentence, index, document)
    if found:
        yield from _compare("share", share, found, lambda a, b: a.percent_of(b), "make a share of")


def _compare(
    kind: Kind,
    stated: Observation,
    inputs: tuple[Observation, Observation],
    rule: Callable[[Interval, Interval], Interval],
    verb: str,
    *,
    cap: Severity | None = None,
) -> Iterator[Finding]:
    """A finding when the stated number is not what follows from the two inputs."""
    first, second = inputs
    if first.value < 0 or printed(second).low <= 0 or lenient(second).low <= 0:
        return
    unit = factor(stated)
    tight = rule(printed(first), printed(second)), printed(stated)
    loose = rule(lenient(first), lenient(second)), lenient(stated)
    severity = judge(tight, loose)
    if severity is None:
        return
    exact = (tight[0].low + tight[0].high) / 2 / unit
    places = min(int(stated.value.as_tuple().exponent), 0)
    expected = exact.quantize(Decimal(1).scaleb(places))
    if expected == stated.value:
        expected = exact.quantize(Decimal(1).scaleb(places - 2))
    starts = tuple(sorted((first.start, second.start, stated.start)))
    symbol = "%" if stated.unit_norm == "%" else stated.unit
    yield Finding(
        kind, cap or severity, starts, expected, stated.value,
        f"{stated.label}: {first.quote} and {second.quote} {verb} {expected}{symbol}, "
        f"stated is {stated.quote}.",
    )  # fmt: skip
