"""The publishing side of the platform, loaded where something is published and not before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zonereports.pipeline.retention import Forgetting

if TYPE_CHECKING:
    from zonereports.pipeline.gate import Gate
    from zonereports.pipeline.publish import Publisher
    from zonereports.pipeline.publish_result import PublishResult
    from zonereports.pipeline.reconciling import Reconciled
    from zonereports.pipeline.review import Review


class Publishing(Forgetting):
    """The verbs that bring what is archived into the lake."""

    def publish(self) -> PublishResult:
        """Read, check and publish everything that was archived and not yet settled; then feeds."""
        result = self._publisher().publish()
        self.write_feeds()
        return result

    def write_feeds(self) -> tuple[Path, ...]:
        """Bring the feed files up to date with the lake; those that changed come back.

        Raises:
            CouldNotWrite: no room, or no permission; what was published stands.
        """
        from zonereports.pipeline.feeds import write_feeds

        # Two that write at once could leave the older of two feeds.
        with self.state.exclusive("feeds"):
            return write_feeds(self.settings.feeds_dir, self.lake, base_url=self.settings.feeds_url)

    def reconcile(self) -> Reconciled:
        """Compare the reports of every zone across years, and publish what comes out."""
        from zonereports.pipeline.reconciling import reconcile_all

        with self.state.exclusive("publish"):
            found = reconcile_all(self.lake)
            if found.reports:
                self.lake.publish(
                    [], [], [], reports=(), reconciliations=found.rows, reconciled=found.reports
                )
            return found

    def pending(self) -> int:
        """Captures that are archived and not yet published."""
        return len(self.archive.pending())

    @property
    def review(self) -> Review:
        """Quarantine, decisions of people, verdicts."""
        from zonereports.pipeline.review import Review

        return Review(self.state, self.lake, self._publisher, self._now)

    def _gate(self, *, docs: bool = True) -> Gate:
        from zonereports.pipeline.gate import Gate

        folder = self.settings.quality_dir if docs else None
        return Gate(self.state, folder, self.settings.data_docs_keep, self._now)

    def _publisher(self) -> Publisher:
        from zonereports.pipeline.publish import Publisher

        return Publisher(
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            outbox=self.outbox,
            sites=lambda: self.sites,
            subscriptions=self.subscriptions,
            now=self._now,
            check=self._gate(),
            evidence=self.evidence_pages,
            public_url=self.settings.public_url,
        )
