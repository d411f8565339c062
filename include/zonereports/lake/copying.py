"""A whole lake, its history included, copied to a plain folder and back.

    CURRENT                    name of the snapshot that is current
    snapshots/<id>/…           that snapshot
    deltas/<id>/…              every commit up to it

No link is among them, so that any tool can copy and compare the folder.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from zonereports.errors import LakeDamaged
from zonereports.lake.commits import DELTAS, RECORD, commit_json
from zonereports.lake.place import Place
from zonereports.lake.schema import TABLES
from zonereports.lake.snapshots import sync_folder

POINTER = "CURRENT"
_SNAPSHOTS = "snapshots"


def copy_out(place: Place, target: Path) -> str | None:
    """Copy what is current, and how it came to be; its name, None for a lake without a publication.

    A publisher may be at work: what it makes current meanwhile is not copied.

    Raises:
        LakeDamaged: something of it is missing.
    """
    current = place.snapshots.current()
    if current is None:
        return None
    try:
        shutil.copytree(current, target / _SNAPSHOTS / current.name)
    except shutil.Error as error:
        raise LakeDamaged(f"the snapshot {current.name} cannot be copied: {error}") from error
    for commit_id in place.commits.ids(current.name):
        record = place.commits.record(commit_id)
        if record is not None:
            folder = target / DELTAS / commit_id
            folder.mkdir(parents=True)
            (folder / RECORD).write_text(commit_json(record), encoding="utf-8")
    for table in TABLES.values():
        for path in place.commits.delta_files(table, current.name):
            shutil.copyfile(path, target / DELTAS / path.parent.name / path.name)
    (target / POINTER).write_text(current.name, encoding="utf-8")
    return current.name


def copied_snapshot(source: Path) -> Path | None:
    """The snapshot in a copy; None for the copy of a lake without a publication."""
    pointer = source / POINTER
    if not pointer.exists():
        return None
    return source / _SNAPSHOTS / pointer.read_text(encoding="utf-8")


def copy_in(source: Path, store: Path) -> None:
    """Put a copy into the place of an empty lake in a folder; for the holder of its lock.

    Killed in between, the lake is still empty and it may be done again.
    """
    snapshot = copied_snapshot(source)
    if snapshot is None:
        return
    for name in (_SNAPSHOTS, DELTAS):
        if (source / name).is_dir():
            shutil.copytree(source / name, store / name, dirs_exist_ok=True)
            sync_folder(store / name)
    pointer = store / "current.staging"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path(_SNAPSHOTS) / snapshot.name)
    pointer.replace(store / "current")
    sync_folder(store)
