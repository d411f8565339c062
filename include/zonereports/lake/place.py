"""Where a lake lives, a folder or a bucket, and what is asked of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from zonereports.lake.commits import CommitRecord, Told
from zonereports.lake.snapshots import HeldFile, Manifest
from zonereports.lake.table import Table


class SnapshotKeeper(Protocol):
    """Keeps immutable snapshots and the pointer to the current one.

    A snapshot is handed out as a local folder that does not change. Methods behind `lock` are for
    its holder alone.
    """

    def current(self) -> Path | None:
        """Folder of the current snapshot; None when nothing was ever published.

        Raises:
            LakeDamaged: the pointer leads nowhere.
            LakeUnreachable: the storage does not answer.
        """

    def manifest(self) -> Manifest | None:
        """What the current snapshot holds, which costs no look at its tables.

        Raises:
            LakeDamaged, LakeUnreachable: as `current`.
        """

    def named(self, snapshot_id: str) -> Path | None:
        """Folder of a snapshot that is still kept; None when it is gone."""

    def lock(self, wait: timedelta) -> AbstractContextManager[None]:
        """Be the only publisher here; the end of the process, however it ends, gives way.

        Raises:
            LakeBusy: another publisher did not end within `wait`.
        """

    def stage(self) -> Path:
        """An empty folder for the next snapshot; what killed publishers left here is removed."""

    def drop(self, staging: Path) -> None:
        """Throw a staged folder away."""

    def commit(self, staging: Path, files: dict[str, HeldFile]) -> Manifest:
        """Make a staged folder the current snapshot, in one step.

        Raises:
            Overtaken: another publisher was first; what was staged is to be made anew.
        """

    def prune(self, *, keep: int, grace: timedelta) -> list[str]:
        """Remove snapshots that ceased to be current longer than `grace` ago, but the last `keep`."""


class CommitKeeper(Protocol):
    """Keeps what each publication changed."""

    def sweep(self, current: str | None) -> None:
        """Remove what killed publishers left; for the holder of the lock."""

    def write(
        self,
        commit_id: str,
        parent: str | None,
        after: Mapping[str, Told],
        deltas: Mapping[str, tuple[Table, Iterable[pa.Table]]],
    ) -> CommitRecord:
        """Write a commit; durable when this returns. The counts of what changed are taken here."""

    def record(self, commit_id: str) -> CommitRecord | None:
        """What was recorded of a commit; None when there is no record of it.

        Raises:
            LakeDamaged: there is one and it cannot be read.
        """

    def ids(self, until: str) -> list[str]:
        """The commits up to one, oldest first."""

    def delta_files(self, table: Table, until: str) -> list[Path]:
        """The delta files of a table up to a commit, oldest first."""


class Place(Protocol):
    """One lake: its snapshots, its commits, and the paths by which users reach its tables."""

    @property
    def name(self) -> str:
        """For messages."""

    @property
    def snapshots(self) -> SnapshotKeeper:
        """What it holds now and held before."""

    @property
    def commits(self) -> CommitKeeper:
        """What each publication changed."""

    def prepare(self) -> None:
        """Make the users' paths lead to the pointer; for the holder of the lock.

        Raises:
            WrongSetting: something that is no link stands where a table's link belongs.
        """

    def table_path(self, table: Table, snapshot_id: str | None) -> str:
        """What users give their tool to read a table."""

    def shown(self, snapshot_id: str) -> str:
        """The snapshot as users can reach it."""

    def script(self) -> str:
        """SQL for DuckDB: the tables as users reach them, then the ready views."""

    def write_database(self, path: Path) -> None:
        """Put the tables and the ready views into a DuckDB database.

        Raises:
            CouldNotWrite: it is no database, or it is in use.
        """

    def misleading(self) -> Iterator[str]:
        """What is wrong with the users' paths."""

    def afresh(self) -> AbstractContextManager[Place]:
        """The same lake for a check: nothing of it comes from a copy that was made before."""
