"""Which columns of a site hold work reports, by what they are called."""

from __future__ import annotations

from collections.abc import Iterable

# Field guide, section 3: names of columns that hold work reports, the likeliest first.
NAMES = (
    "工作总结",
    "总结计划",
    "规划总结",
    "计划总结",
    "总结规划",
    "规划计划",
    "工作报告",
    "工作规划",
    "年度工作",
    "发展规划",
)


def likeliest(names: Iterable[str]) -> list[int]:
    """The places of those names that speak of work reports, the likeliest first.

    >>> likeliest(["机构职能", "规划计划", "年度工作总结"])
    [2, 1]
    """
    ranked = sorted(
        (rank, place)
        for place, name in enumerate(names)
        if (rank := next((n for n, word in enumerate(NAMES) if word in name), None)) is not None
    )
    return [place for _, place in ranked]
