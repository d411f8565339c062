"""One publication: what some reports say from now on, put in the place of what they said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from zonereports.lake.beside import stage_small
from zonereports.lake.fill import Fill
from zonereports.lake.history import superseded
from zonereports.lake.incoming import Incoming, prepare
from zonereports.lake.next_snapshot import make_current
from zonereports.lake.place import CommitKeeper, SnapshotKeeper
from zonereports.lake.replace import Before, Staged, replace_reports, rows_of
from zonereports.lake.rows import Row
from zonereports.lake.schema import (
    DOCUMENTS,
    HISTORY_TABLES,
    QUARANTINE,
    RECONCILIATIONS,
    REPORT_TABLES,
    TABLES,
    WITH_HISTORY,
)
from zonereports.lake.small_tables import CHECKS
from zonereports.lake.snapshots import Manifest


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published of some reports; for the holder of the lock."""

    given: Mapping[str, Sequence[Row]]
    """Rows by table."""
    reports: frozenset[str]
    refused: frozenset[str]
    reconciled: frozenset[str]
    small: Mapping[str, Sequence[Row]]
    checks_count: bool
    """Whether new checks alone are worth a snapshot."""

    def publish(
        self, snapshots: SnapshotKeeper, commits: CommitKeeper
    ) -> tuple[Manifest, tuple[str, ...]] | None:
        """The new snapshot and the partitions of the reports' tables that changed; None for none."""
        current = snapshots.current()
        if current is not None and not (
            self.reports
            or self.refused
            or self.reconciled
            or self.checks_count
            or set(self.small) - {CHECKS.name}
        ):
            return None
        return make_current(snapshots, commits, self._stage, worth=self._worth_it)

    def _stage(self, before: Before | None, staged: Staged, beside: Staged) -> None:
        replaced = dict.fromkeys(REPORT_TABLES, self.reports)
        replaced[QUARANTINE.name] = self.reports | self.refused
        replaced[RECONCILIATIONS.name] = self.reports | self.reconciled
        incoming = prepare(self.given, replaced, None if before is None else before.folder)
        self._stage_reports(incoming, replaced, before, staged)
        self._stage_history(incoming, before, beside)
        stage_small(self.small, before=before, staged=beside)

    def _stage_reports(
        self,
        incoming: Incoming,
        replaced: Mapping[str, Collection[str]],
        before: Before | None,
        staged: Staged,
    ) -> None:
        fill = None if before is None else Fill(before)
        for name in REPORT_TABLES:
            replace_reports(
                TABLES[name],
                reports=replaced[name],
                incoming=incoming.tables[name],
                before=before,
                staged=staged,
                fill=fill if name in (DOCUMENTS.name, *WITH_HISTORY) else None,
            )

    def _stage_history(self, incoming: Incoming, before: Before | None, staged: Staged) -> None:
        for latest, name in zip(WITH_HISTORY, HISTORY_TABLES, strict=True):
            table = TABLES[name]
            left = [part.left for part in staged.moved.get(latest, ()) if part.left is not None]
            held = rows_of(table, self.reports, before.folder) if before and self.reports else {}
            replace_reports(
                table,
                reports=self.reports,
                incoming=superseded(
                    table,
                    left=left,
                    held=held.values(),
                    documents=incoming.documents,
                    texts=incoming.texts,
                ),
                before=before,
                staged=staged,
            )

    def _worth_it(self, staged: Staged, beside: Staged) -> bool:
        checks = f"{CHECKS.folder}/"
        others = [path for path in beside.changed if not path.startswith(checks)]
        return bool(staged.changed or others or (self.checks_count and beside.changed))
