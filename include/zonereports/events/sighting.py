"""One look at one address: what a capture says, as far as the story of a report needs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from zonereports.archive import Capture
from zonereports.document import Document, PeriodKind, zone_key
from zonereports.events.wording import fingerprint
from zonereports.sites import Link

_SPELL = re.compile(
    r"[一二三四1-4]季度|[上下]半年|半年|\d{1,2}\s*[-—–~至]\s*\d{1,2}月|(?<!\d)\d{1,2}月份?"
)


@dataclass(frozen=True)
class Sighting:
    """A report as it stood at an address when it was fetched."""

    url: str
    capture_id: str
    seen_at: datetime
    """Aware, UTC."""
    site: str | None
    """None for a file that a person brought."""
    text: str
    title: str | None = None
    zone: str | None = None
    report_year: int | None = None
    period_kind: PeriodKind = "annual"
    published_at: date | None = None
    signed_on: date | None = None
    attachments: tuple[Link, ...] = ()
    read_from: str | None = None
    """Address of the attachment that is the report: that one is no news beside it."""
    redirects_to: str | None = None
    """Canonical address that answered instead, when it was another one."""

    @classmethod
    def of(
        cls,
        capture: Capture,
        document: Document,
        *,
        seen_at: datetime | None = None,
        attachments: Sequence[Link] = (),
        read_from: str | None = None,
        redirects_to: str | None = None,
    ) -> Sighting:
        """The sighting that a capture is, once it is read; seen when it was fetched, or later."""
        return cls(
            url=capture.url,
            capture_id=capture.id,
            seen_at=seen_at or capture.fetched_at,
            site=capture.site,
            text=document.text,
            title=document.title,
            zone=document.zone,
            report_year=document.report_year,
            period_kind=document.period_kind,
            published_at=document.published_at,
            signed_on=document.signed_on,
            attachments=tuple(attachments),
            read_from=read_from,
            redirects_to=redirects_to,
        )

    @cached_property
    def fingerprint(self) -> str:
        """Digest of the wording."""
        return fingerprint(self.text)

    @cached_property
    def zone_key(self) -> str | None:
        """The zone in a form that is equal for its long and short names; None when unknown."""
        if self.zone is None:
            return None
        return "/".join(zone_key(self.zone)) if any(zone_key(self.zone)) else self.zone

    @property
    def spell(self) -> str:
        """The part of the year in the title (上半年, 一季度), without blanks."""
        return "".join("".join(_SPELL.findall(self.title or "")).split())

    @property
    def statement(self) -> str:
        """The text with the two facts of a report that stand outside of it.

        A changed year of the title or day of the signature is a change of the report, too.
        """
        lines = [self.text]
        if self.report_year is not None:
            lines.append(f"报告年度 {self.report_year}年")
        if (day := self.signed_on) is not None:
            lines.append(f"署名日期 {day.year}年{day.month}月{day.day}日")
        return "\n".join(lines)

    def says_otherwise(self, other: Sighting) -> bool:
        """Whether the report reads otherwise there; a fact that one side leaves out is none."""
        return self.fingerprint != other.fingerprint or any(
            mine is not None and yours is not None and mine != yours
            for mine, yours in (
                (self.signed_on, other.signed_on),
                (self.report_year, other.report_year),
            )
        )

    def is_of_another(self, other: Sighting) -> bool:
        """Whether zone, year or part of the year say that these are two reports."""
        return self.period_kind != other.period_kind or any(
            mine and yours and mine != yours
            for mine, yours in (
                (self.zone_key, other.zone_key),
                (self.report_year, other.report_year),
                (self.spell, other.spell),
            )
        )
