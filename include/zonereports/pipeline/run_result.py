"""What one whole run did: crawl, publish, alert."""

from __future__ import annotations

from dataclasses import dataclass

from zonereports.alerts import SendResult
from zonereports.pipeline.check import SiteCheck
from zonereports.pipeline.publish_result import PublishResult


@dataclass(frozen=True, slots=True)
class RunResult:
    """What one whole run did."""

    checks: tuple[SiteCheck, ...]
    published: PublishResult
    sent: SendResult

    @property
    def ok(self) -> bool:
        """Every site was seen and understood, nothing was held back, every message accepted."""
        return (
            all(item.looked for item in self.checks)
            and not self.published.held_back
            and not self.published.unreadable
            and not self.published.needs_ocr
            and not self.sent.failed
        )
