"""The verbs that put a platform in order: replay, rebuild, back up, restore."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from zonereports.pipeline.crawling import Crawling

if TYPE_CHECKING:
    from zonereports.pipeline.backup import Backup
    from zonereports.pipeline.rebuilding import Rebuilt
    from zonereports.pipeline.replaying import Replaying, ReplayResult
    from zonereports.pipeline.watch import Watch

    _Kind = TypeVar("_Kind", bound=Replaying)


class Recovery(Crawling):
    """Stores that can be made again, and copied."""

    def replay(
        self, *, since: date | None = None, into: Path | None = None, publish: bool = False
    ) -> ReplayResult:
        """Read the archive anew; compare; and, when told to, publish what comes out.

        Args:
            since: only reports that were captured on or after this day (UTC), with their whole past.
            into: build a home of its own here instead, from every capture.
            publish: replace what is published, after the difference was written.

        Raises:
            WrongSetting: the archive is empty, the folder is not, or the arguments contradict.
            ArchiveDamaged: something cannot be opened; nothing was published.
        """
        from zonereports.pipeline.replaying import Replaying

        self._recovering = True
        return self._replaying(Replaying).run(since=since, into=into, publish=publish)

    def rebuild_state(self) -> Rebuilt:
        """Build a lost state database again from the archive and the lake; nobody is told anything.

        Raises:
            WrongSetting: the state knows reports already, or the archive is empty.
            ArchiveDamaged: something cannot be opened. In all cases no report is in the state.
        """
        from zonereports.alerts import Subscriptions
        from zonereports.pipeline.rebuilding import Rebuilding

        self._recovering = True
        return self._replaying(
            Rebuilding,
            subscriptions=self.subscriptions,
            watch=lambda: replace(self._watch(), subscriptions=Subscriptions()),
        ).rebuild()

    def back_up(self, folder: Path) -> Backup:
        """Write a backup of state, archive, lake and evidence; see `zonereports.pipeline.backup`."""
        from zonereports.pipeline import backup

        return backup.create(
            folder,
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            evidence=self.evidence_pages.folder,
            at=self._now(),
        )

    def restore_backup(self, folder: Path) -> Backup:
        """Fill an empty platform with a backup; see `zonereports.pipeline.backup`."""
        from zonereports.pipeline import backup

        self._recovering = True
        return backup.restore(
            folder,
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            evidence=self.evidence_pages,
        )

    def _replaying(self, kind: type[_Kind], **more: Any) -> _Kind:
        return kind(
            settings=self.settings,
            state=self.state,
            archive=self.archive,
            lake=self.lake,
            evidence=self.evidence_pages,
            sites=lambda: self.sites,
            check=self._gate(docs=False),
            now=self._now,
            **more,
        )

    def _watch(self) -> Watch:
        from zonereports.pipeline.watch import Watch

        return Watch(
            state=self.state,
            lake=self.lake,
            outbox=self.outbox,
            sites=self.sites,
            active=self.active_sites(),
            waiting=frozenset(
                capture.site for capture in self.archive.pending() if capture.site is not None
            ),
            subscriptions=self.subscriptions,
            now=self._now(),
        )
