"""The next snapshot: staged beside the current one, its commit written, the pointer moved."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from zonereports.lake import lookup, partition
from zonereports.lake.commits import CommitRecord, Told
from zonereports.lake.difference import difference
from zonereports.lake.digest import digest, moved
from zonereports.lake.place import CommitKeeper, SnapshotKeeper
from zonereports.lake.replace import Before, Moved, Staged
from zonereports.lake.schema import PARTITION, TABLES, Table
from zonereports.lake.snapshots import Manifest, held_file, read_manifest, staged_id

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
        stage_lookups(before, staged)
        write_commit(commits, before, staged)
        return snapshots.commit(folder, staged.files), tuple(staged.changed)
    except BaseException:
        if folder.exists():
            snapshots.drop(folder)
        raise


def stage_lookups(before: Before | None, staged: Staged) -> None:
    """Give each large partition that was staged its lookup."""
    for table in TABLES.values():
        if table.partition != PARTITION:
            continue
        for path in [Path(name) for name in staged.files if name.startswith(f"{table.folder}/")]:
            year = partition.year_of(path)
            if year is not None and staged.files[str(path)].rows >= lookup.WORTH:
                _stage_lookup(before, staged, table, year)


def _stage_lookup(before: Before | None, staged: Staged, table: Table, year: int) -> None:
    path, target = partition.partition_path(table, year), lookup.lookup_path(table, year)
    moved = [part for part in staged.moved.get(table.name, ()) if part.year == year]
    if before is None or str(target) not in before.manifest.files:
        names = [table.key, *table.mentions]
        hashes = lookup.hashes(table, partition.read(staged.folder / path, table, names))
    elif before.manifest.files.get(str(path)) == staged.files[str(path)]:
        staged.take(before, target)
        return
    else:
        hashes = lookup.load(before.folder / target)
        for part in moved:
            hashes = lookup.after(hashes, table, part.left, part.came)
    file = staged.folder / target
    file.parent.mkdir(exist_ok=True)
    with file.open("xb") as handle:
        handle.write(hashes.astype("<u8").tobytes())
        handle.flush()
        os.fsync(handle.fileno())
    staged.files[str(target)] = held_file(file, len(hashes))


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
