"""Labelled facts on a page: 索引号, 发布时间, 来源 …, in a table, a list or one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SPELLINGS = {
    "index_number": ("索引号", "信息索引号", "索引码"),
    "published": (
        "发布日期",
        "发布时间",
        "公开日期",
        "公开时间",
        "发表时间",
        "发文时间",
        "上网时间",
        "更新时间",
        "更新日期",
        "录入时间",
    ),
    "time": ("时间", "日期"),
    "written": ("成文日期", "发文日期", "生成日期", "制发日期", "成文时间"),
    "publisher": (
        "发布机构",
        "发布单位",
        "发文机关",
        "发文机构",
        "公开主体",
        "公开机构",
        "制发单位",
        "信息提供单位",
    ),
    "source": ("信息来源", "来源", "稿源", "文章来源", "来源单位"),
    "title": ("名称", "标题", "信息名称"),
    "number": ("文号", "发文字号", "文件编号", "发文文号"),
    "": [
        "公开方式",
        "公开形式",
        "公开范围",
        "公开时限",
        "公开期限",
        "有效性",
        "时效",
        "时效性",
        "效力状态",
        "有效期",
        "失效日期",
        "关键词",
        "主题词",
        "主题分类",
        "信息分类",
        "组配分类",
        "体裁分类",
        "体裁",
        "服务对象分类",
        "信息类别",
        "公开类别",
        "分类",
        "内容概述",
        "内容概况",
        "摘要",
        "作者",
        "浏览次数",
        "阅读次数",
        "点击次数",
        "点击数",
        "点击量",
        "点击率",
        "访问次数",
        "访问量",
        "浏览量",
        "阅读量",
        "阅读",
        "浏览",
        "点击",
        "字体",
        "字号",
        "字体大小",
        "文字大小",
        "信息格式",
        "语种",
        "生效日期",
        "废止日期",
        "有效期截止",
        "审核",
        "编辑",
        "责任编辑",
        "保护视力色",
        "打印",
        "分享",
    ],
}
_FIELD = {label: field for field, labels in _SPELLINGS.items() for label in labels}
# 索 引 号 is printed with spaces between the characters, full-width ones too.
_LABELS = "|".join(
    r"[ \u3000\u00a0]*".join(label) for label in sorted(_FIELD, key=len, reverse=True)
)
_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fff])[【\[（(]?(?P<label>{_LABELS})[】\]）)]?[ \u3000\u00a0]*"
    r"(?P<colon>[:：]|\t|$|(?=[\[【]))"
)
_GAP = r"[\s\u3000\u00a0|【\[]"
# Words that also head the columns of a report's own table say nothing without a colon.
_PLAIN = frozenset(
    [
        "时间",
        "日期",
        "名称",
        "标题",
        "分类",
        "阅读",
        "浏览",
        "点击",
        "摘要",
        "打印",
        "分享",
        "编辑",
        "审核",
        "体裁",
    ]
)
_STRICT = "|".join(
    r"[ \u3000\u00a0]*".join(label)
    for label in sorted(_FIELD, key=len, reverse=True)
    if label not in _PLAIN
)
FACT_LINE = re.compile(
    rf"^{_GAP}*(?:{_LABELS})[】\]]?[ \u3000\u00a0]*[:：]"
    rf"|^{_GAP}*(?:{_STRICT})[】\]]?[ \u3000\u00a0]*(?:\t|$)"
    rf"|^{_GAP}*\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
    rf"{_GAP}+(?:{_LABELS})[ \u3000\u00a0]*[:：]"
)
"""A line that begins with a label of the disclosure table or the line under the title."""


_SITE_CODE = re.compile(r"网站标识码\s*[:：]?\s*(\d{10})(?!\d)")


def find_facts(lines: Iterable[str]) -> dict[str, str]:
    """The labelled values of a page by field; the first value that is not empty counts.

    Fields: index_number, published, time, written, publisher, source, title, number, and
    site_code, the ten digits of 网站标识码 in the footer.
    """
    lines = list(lines)
    facts = {field: value for field, (value, _) in _found(lines).items()}
    code = next((found[1] for line in lines if (found := _SITE_CODE.search(line))), None)
    return facts | ({"site_code": code} if code else {})


def find_labels(lines: Iterable[str]) -> dict[str, str]:
    """The label that each field of `find_facts` stood under, as printed without its blanks."""
    return {field: label for field, (_, label) in _found(list(lines)).items()}


def _found(lines: list[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for label, value in _pairs(lines):
        label = re.sub(r"\s", "", label)
        field = _FIELD.get(label, "")
        if field and value and field not in found:
            found[field] = value, label
    return found


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines):
        # A report's own paragraph may say "来源:"; furniture lines are short.
        if len(line) > 400:
            continue
        labels = list(_LABEL.finditer(line))
        for this, following in zip(labels, [*labels, None][1:], strict=True):
            value = line[this.end() : following.start() if following else len(line)]
            value = value.strip(" \u3000\u00a0\t:：|[]【】")
            lonely = len(labels) == 1 and not value and not line[: this.start()].strip()
            if lonely and number + 1 < len(lines) and not _LABEL.match(lines[number + 1]):
                # Label and value in two blocks: dt and dd, or two divs.
                candidate = lines[number + 1].strip(" \u3000\u00a0\t:：")
                value = candidate if len(candidate) <= 60 else ""
            yield this["label"], value.split("\t")[0].strip()
