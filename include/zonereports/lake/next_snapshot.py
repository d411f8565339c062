"""The next snapshot: staged beside the current one, its commit written, the pointer moved."""

from __future__ import annotations

from collections.abc import Callable

from zonereports.lake import partition
from zonereports.lake.commits import CommitRecord, Told
from zonereports.lake.difference import difference
from zonereports.lake.digest import digest, moved
from zonereports.lake.place import CommitKeeper, SnapshotKeeper
from zonereports.lake.replace import Before, Moved, Staged
from zonereports.lake.schema import TABLES
from zonereports.lake.snapshots import Manifest, read_manifest, staged_id

Stage = Callable[[Before | None, Staged, Staged], None]
"""Puts files into the next snapshot: given the one before, what gets the tables of what reports say
now, and what gets the tables beside them."""


def any_change(staged: Staged, beside: Staged) -> bool:
    """Whether any file differs from the snapshot before."""
    return bool(staged.changed or beside.changed)


def make_current(
    snapshots: SnapshotKeeper,
    commits: CommitKeeper,
    stage: Stage,
    *,
    worth: Callable[[Staged, Staged], bool] = any_change,
) -> tuple[Manifest, tuple[str, ...]] | None:
    """Make what is staged the current snapshot, unless it is not worth one; for the holder of the lock.

    Returns:
        The new snapshot and the partitions of the reports' tables that changed; None for none.
    """
    current = snapshots.current()
    commits.sweep(None if current is None else current.name)
    before = None if current is None else Before(current, read_manifest(current))
    folder = snapshots.stage()
    try:
        staged = Staged(folder)
        beside = Staged(folder, files=staged.files, moved=staged.moved)
        stage(before, staged, beside)
        if before is not None and not worth(staged, beside):
            snapshots.drop(folder)
            return None
        write_commit(commits, before, staged)
        return snapshots.commit(folder, staged.files), tuple(staged.changed)
    except BaseException:
        if folder.exists():
            snapshots.drop(folder)
        raise


def write_commit(commits: CommitKeeper, before: Before | None, staged: Staged) -> CommitRecord:
    """Record what was staged: the deltas, and the rows and digest of each table after them."""
    parent = None if before is None else commits.record(before.manifest.snapshot_id)
    # Without a record of what stood before, everything that stands now is new.
    changes = staged.moved if parent is not None else _everything(staged)
    counts = Manifest("", staged.files)
    after = {}
    for name, table in TABLES.items():
        known = parent.tables.get(name) if parent else None
        parts = changes.get(name, [])
        after[name] = Told(
            rows=counts.rows(table.folder),
            digest="{:064x}".format(
                moved(
                    int(known.digest, 16) if known else 0,
                    left=digest((part.year, part.left) for part in parts if part.left is not None),
                    came=digest((part.year, part.came) for part in parts if part.came is not None),
                )
            ),
        )
    commit_id = staged_id(staged.folder)
    deltas = {
        name: (TABLES[name], difference(TABLES[name], parts, commit_id))
        for name, parts in changes.items()
    }
    return commits.write(commit_id, parent.commit_id if parent else None, after, deltas)


def _everything(staged: Staged) -> dict[str, list[Moved]]:
    return {
        name: [
            Moved(partition.year_of(path), None, partition.read(staged.folder / path, table))
            for path in partition.files(staged.folder, table)
        ]
        for name, table in TABLES.items()
    }
