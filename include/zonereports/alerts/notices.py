"""The words of a message about sources and about reports that do not come."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from zonereports.alerts.message import Message
from zonereports.events import Notice, NoticeKind

_WHAT: dict[NoticeKind, tuple[str, str]] = {
    "overdue": ("工作总结逾期未发布", "逾期的工作总结已发布"),
    "not seen": ("网站连续无法访问", "网站恢复访问"),
    "challenged": ("网站要求浏览器验证", "网站不再要求验证"),
    "source silent": ("网站栏目久未更新", "网站栏目恢复更新"),
    "source changed": ("网站栏目改版,无法识别", "网站栏目恢复识别"),
    "list shrinking": ("网站栏目条数骤减", "网站栏目条数恢复"),
    "held back": ("工作总结未通过质量检查", "质量检查问题已解决"),
    "certificate": ("网站证书即将到期", "网站证书已更新"),
    "robots changed": ("网站 robots.txt 有变化", ""),
}
_SHOWN = 30


def compose_notices(
    notices: Sequence[Notice], *, over: bool, names: Mapping[str, str], url: str = ""
) -> Message:
    """One message about everything of one kind and cause, so that a dead province is one message.

    Args:
        notices: of one kind and one cause; at least one.
        over: they have ended.
        names: of the counties, by site.
        url: to be shown when the first of them has no address.
    """
    first = notices[0]
    what = _WHAT[first.kind][over]
    counted = f"{len(notices)}份" if first.kind == "overdue" else f"{len(notices)}个"
    where = names.get(first.site, first.site) if len(notices) == 1 else counted
    lines = [
        " ".join(part for part in (names.get(one.site, one.site), one.subject, one.detail) if part)
        for one in notices[:_SHOWN]
    ]
    if len(notices) > _SHOWN:
        lines.append(f"另有 {len(notices) - _SHOWN} 项,见 zonereports sites health")
    address = first.evidence.get("url") or url
    told = "\n".join([str(over), *sorted(one.notice_id for one in notices)])
    return Message(
        key=f"notice-{hashlib.sha256(told.encode()).hexdigest()[:20]}",
        kind=first.kind,
        title=f"{where}{what}({first.cause})" if first.kind != "overdue" else f"{where}{what}",
        body="\n".join([*lines, *([address] if address else [])]),
        url=address,
    )
