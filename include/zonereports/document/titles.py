"""What a report is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zonereports.document.furniture import squeeze, states_figure
from zonereports.document.leaf import SPACES

_REPORT = re.compile(
    r"总结|工作报告|汇报|述职|工作情况|完成情况|工作计划|工作要点|工作思路|工作打算|工作安排|运行情况|年度报告|工作谋划"
)
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、])"
)
_SENTENCE = re.compile("[。；;！!？?]|[，,].*[，,].*[，,]")
_RUNNING = re.compile(
    r"^(?P<title>[^。；，,;]{4,60}?(?:总结|计划|思路|报告|打算|安排|汇报|谋划|情况))(?=[一1]、)"
)
_ADDRESS = re.compile(r"^(?:各|尊敬的|县|市|区|省)?[^。，；]{1,30}[:：]$")
_LONGEST = 80
_BAD = re.compile(
    r"^(?:首页|正文|详细?信息|详情|信息公开|政务公开|政府信息公开|无标题文档|untitled|index|文章|内容|新闻|document"
    r"|无标题|新建.*文档|工作总结|总结计划|规划计划|计划总结|规划总结|通知公告)$",
    re.IGNORECASE,
)


def choose_title(
    candidates: Sequence[str | None],
    in_text: str | None,
    link_title: str | None,
    site_name: str | None,
) -> str | None:
    """The best of what page, text and listing call the report.

    A title that names a kind of report is preferred over one that does not (a column's name, a
    site's), a whole one over one that ends in …; in that order of the arguments otherwise.
    """
    titles = [
        cleaned
        for title in (*candidates, in_text, link_title)
        if title and (cleaned := _cleaned(title)) and cleaned != site_name
    ]
    good = [title for title in titles if not _BAD.match(title) and len(title) >= 4]
    whole = [title for title in good if not _is_cut(title)] or good
    named = [title for title in whole if _REPORT.search(title)]
    pick = next(iter(named or whole or titles), None)
    if pick is not None and _is_cut(pick):
        stem = squeeze(pick.rstrip(".…"))
        pick = next((t for t in titles if squeeze(t).startswith(stem) and not _is_cut(t)), pick)
    return pick


def _cleaned(title: str) -> str:
    title = re.sub(r"\.(?:docx?|pdf|wps|txt|html?)$", "", title.strip(SPACES + "\t"))
    return re.sub(r"\s+", " ", title).strip("《》 ") if title.count("《") <= 1 else title


def _is_cut(title: str) -> bool:
    return title.endswith(("…", "...", "．．．"))


def split_title(lines: list[str], *, known: Sequence[str]) -> tuple[list[str], str | None]:
    """Take the title off the head of a text that begins with one.

    A first line that is known as the title goes. Otherwise one or two short lines without the
    marks of a sentence are the title; such a line that states a figure (…突破1300亿元) is
    the title and stays in the text as well, because its figure is the report's.
    """
    if not lines:
        return lines, None
    names = {squeeze(title) for title in known}
    first = lines[0]
    if (run := _RUNNING.match(first)) and len(first) > 2 * len(run["title"]):
        return [first[run.end() :], *lines[1:]], run["title"]
    if squeeze(first) in names:
        return _after(lines, 1, first), first
    if not _is_title(first) or len(lines) < 2 or _heads_table(lines):
        return lines, None
    if (
        not _REPORT.search(first)
        and len(lines) > 2
        and _is_title(lines[1])
        and _REPORT.search(lines[1])
    ):
        # Two centred lines: the zone's office, then what it presents.
        pair = first + lines[1]
        return _after(lines, 2, pair), pair
    if squeeze(first + lines[1]) in names:
        return lines[2:], first + lines[1]
    return _after(lines, 1, first), first


def _heads_table(lines: Sequence[str]) -> bool:
    """A short line above a table is the table's caption; 单位：万元 may stand between."""
    below = lines[2:3] if lines[1].lstrip("（(").startswith("单位") else lines[1:2]
    return any("\t" in line for line in below) and not _REPORT.search(lines[0])


def _after(lines: list[str], count: int, title: str) -> list[str]:
    return lines if states_figure(title) else lines[count:]


def _is_title(line: str) -> bool:
    return (
        4 <= len(line) <= _LONGEST
        and not _SENTENCE.search(line)
        and not _HEADING.match(line)
        and not _ADDRESS.match(line)
        and "\t" not in line
        and not line.endswith(("，", ",", "、", "：", ":"))
    )
