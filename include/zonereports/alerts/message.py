"""The words of an alert."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from zonereports.events import Event

_WHAT = {
    "first": "发布了新的工作总结",
    "corrected": "修改了已发布的工作总结",
    "withdrawn": "撤下了已发布的工作总结",
    "reposted": "重新发布了工作总结",
    "moved": "的工作总结换了网址",
    "attachment added": "的工作总结添加了附件",
    "differs": "的工作总结另一处刊登与原文不一致",
}
_PROOF = {
    "old_url": "原网址",
    "old_date": "原发布日期",
    "new_date": "新发布日期",
    "name": "附件",
    "attachment": "附件地址",
}
_CHANGES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline indicator of the report, as printed."""

    label: str
    value: str
    """Number with unit, as written."""
    growth: str | None = None
    """Growth on the year, as written."""


@dataclass(frozen=True, slots=True)
class Message:
    """One alert, the same for every channel."""

    key: str
    """Idempotency key: the id of the event."""
    kind: str
    title: str
    body: str
    url: str

    def to_json(self) -> str:
        """The line that the outbox and the file channel keep."""
        return json.dumps(
            {
                "key": self.key,
                "kind": self.kind,
                "title": self.title,
                "body": self.body,
                "url": self.url,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, line: str) -> Message:
        """The reverse of `to_json`."""
        return cls(**json.loads(line))


def compose(event: Event, *, county: str | None, headlines: Sequence[Headline] = ()) -> Message:
    """Say what happened, with the figures and the address of the page as published."""
    version = event.version
    place = " ".join(part for part in (county, version.zone) if part) or (version.site or "")
    year = f"{version.report_year}年" if version.report_year else "年份不明"
    title = f"{place}{_WHAT[event.kind]}({year})"
    lines = [version.title or "(无标题)"]
    lines += [
        f"{item.label} {item.value}" + (f",同比 {item.growth}" if item.growth else "")
        for item in headlines
    ]
    for change in event.changes[:_CHANGES_SHOWN]:
        if change.numbers:
            lines += [
                f"{context} {old or '(无)'} → {new or '(无)'}".strip()
                for old, new, context in change.numbers
            ]
        else:
            lines.append(f"旧: {change.old or '(无)'}  新: {change.new or '(无)'}")
    if len(event.changes) > _CHANGES_SHOWN:
        lines.append(f"另有 {len(event.changes) - _CHANGES_SHOWN} 处修改")
    lines += [f"{_PROOF[name]} {value}" for name, value in event.evidence if name in _PROOF]
    lines.append(event.url)
    return Message(
        key=event.event_id, kind=event.kind, title=title, body="\n".join(lines), url=event.url
    )
