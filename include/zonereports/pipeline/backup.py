"""A backup: state, archive, lake and pages of evidence as plain files, with a manifest of hashes.

    manifest.json           written last: every file with its size and SHA-256, schema, digests
    state/<table>.jsonl.gz  every table of the state, as one moment saw it
    archive/…               the WARC files, up to the last record that this moment knew
    lake/…                  snapshot and history; see `zonereports.lake.copying`
    evidence/<id>.html      when they stand in a folder

The state comes first. What is archived after that moment is left out; what is published after it
is in the lake already, which is where a publisher stands that was killed between lake and state,
and the next publication mends it. So nobody has to stop.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from zonereports.archive import Archive
from zonereports.errors import BackupDamaged, CouldNotWrite, WrongSetting
from zonereports.lake import Lake
from zonereports.pipeline.evidence_pages import EvidencePages
from zonereports.pipeline.lost import is_blank
from zonereports.pipeline.tables import every_table
from zonereports.state import State, decoded, encoded, insert_numbered

MANIFEST = "manifest.json"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    folder: Path
    schema: str
    """Revision of the state's schema."""
    made_at: str
    """ISO 8601, UTC."""
    files: dict[str, tuple[int, str]]
    """By path within the folder: bytes and SHA-256."""
    rows: dict[str, int]
    """By table of the state."""
    digests: dict[str, str]
    """By table of the lake, as its last commit records them."""

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(size for size, _ in self.files.values())


def create(
    folder: Path, *, state: State, archive: Archive, lake: Lake, evidence: Path | None, at: datetime
) -> Backup:
    """Write a backup into a folder that is not there yet, or empty. Publishers may be at work.

    Raises:
        WrongSetting: something is in the folder.
        ArchiveDamaged, LakeDamaged: what is to be kept is not whole.
        CouldNotWrite: no room, or no permission.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongSetting(f"{folder} is not empty", next_step="name a folder that is not there")
    try:
        (folder / "state").mkdir(parents=True)
        with state.read() as connection:
            rows = {
                name: _dump(connection, name, folder / "state" / f"{name}.jsonl.gz")
                for name in sorted(every_table().tables)
            }
            ends = _ends(connection)
        archive.copy_out(folder / "archive", ends)
        lake.copy_out(folder / "lake")
        if evidence is not None and evidence.is_dir():
            shutil.copytree(evidence, folder / "evidence", ignore=lambda _, names: _staged(names))
        commits = lake.commits()
        made = Backup(
            folder,
            str(state.revision),
            at.isoformat(),
            {name: _measured(folder / name) for name in _names(folder)},
            rows,
            {name: told.digest for name, told in commits[-1].tables.items()} if commits else {},
        )
        _write_manifest(made)
    except OSError as error:
        raise CouldNotWrite(error.strerror or str(error), url=str(folder)) from error
    return made


def read_backup(folder: Path) -> Backup:
    """What a backup says it holds.

    Raises:
        BackupDamaged: it was never finished, or its manifest cannot be read.
    """
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        files = {name: (int(size), str(digest)) for name, (size, digest) in told["files"].items()}
        return Backup(folder, told["schema"], told["made_at"], files, told["rows"], told["digests"])
    except FileNotFoundError as error:
        raise BackupDamaged("no finished backup is here: no manifest", url=str(path)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"the manifest cannot be read ({error})", url=str(path)) from error


def verify_backup(folder: Path) -> tuple[Backup, list[str]]:
    """Read every file of a backup; one line for each that is missing, altered or too many.

    Raises:
        BackupDamaged: as `read_backup`.
    """
    backup = read_backup(folder)
    there = set(_names(folder))
    wrong = [f"{name}: is not in the manifest" for name in sorted(there - backup.files.keys())]
    for name, held in sorted(backup.files.items()):
        if name not in there:
            wrong.append(f"{name}: is missing")
        elif _measured(folder / name) != held:
            wrong.append(f"{name}: is not the file that was written")
    return backup, wrong


def restore(
    folder: Path, *, state: State, archive: Archive, lake: Lake, evidence: EvidencePages
) -> Backup:
    """Fill an empty state, archive and lake with a backup. Cut off, it may be done again.

    The state comes last, in one transaction.

    Raises:
        BackupDamaged: the backup is not whole; nothing was changed.
        WrongSetting: state, archive or lake hold something else, or the backup is of another schema.
        CouldNotWrite: no room, or no permission.
    """
    backup, wrong = verify_backup(folder)
    if wrong:
        raise BackupDamaged(f"{len(wrong)} files, the first is {wrong[0]}", url=str(folder))
    if backup.schema != state.revision:
        raise WrongSetting(
            f"the backup has schema {backup.schema}, this release {state.revision}",
            next_step="restore it with the release that made it, then upgrade",
        )
    with state.read() as connection:
        captures = connection.scalar(
            select(func.count()).select_from(every_table().tables["captures"])
        )
        blank = is_blank(connection) and not captures
    if not blank:
        raise WrongSetting(
            "the state database is not empty: it was not changed",
            url=state.url.render_as_string(),
            next_step="name another one with ZONEREPORTS_STATE_URL, or move it away",
        )
    foreign = [name for name in archive.files() if f"archive/{name}" not in backup.files]
    if foreign:
        raise WrongSetting(
            f"the archive holds {len(foreign)} files that are not of the backup: it was not changed",
            url=foreign[0],
            next_step="name another place with ZONEREPORTS_ARCHIVE_URL, or move it away",
        )
    lake.copy_in(folder / "lake")
    archive.copy_in(folder / "archive")
    for page in sorted((folder / "evidence").glob("*.html")):
        evidence.write(page.stem, page.read_bytes())
    with state.begin() as connection:
        for table in every_table().sorted_tables:
            connection.execute(table.delete())
            for rows in _loaded(folder / "state" / f"{table.name}.jsonl.gz"):
                insert_numbered(connection, table, [decoded(table, row) for row in rows])
    return backup


def _dump(connection: Connection, name: str, path: Path) -> int:
    table, count = every_table().tables[name], 0
    query = select(table).order_by(*table.primary_key.columns)
    answer = connection.execution_options(yield_per=_BATCH).execute(query)
    # Without name and time in its head: the same rows give the same file.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        for row in answer:
            file.write(json.dumps(encoded(row._asdict()), ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _loaded(path: Path) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            batch.append(json.loads(line))
            if len(batch) == _BATCH:
                yield batch
                batch = []
    yield batch


def _ends(connection: Connection) -> dict[str, int]:
    captures = every_table().tables["captures"]
    end = func.max(captures.c.offset + captures.c.length)
    query = select(captures.c.file, end).group_by(captures.c.file)
    return {name: int(size) for name, size in connection.execute(query)}


def _staged(names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".html")}


def _names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path != folder / MANIFEST
    )


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def _write_manifest(made: Backup) -> None:
    for path in made.folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    told = {name: getattr(made, name) for name in ("schema", "made_at", "rows", "digests", "files")}
    staged = made.folder / f"{MANIFEST}.staging"
    staged.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    staged.replace(made.folder / MANIFEST)
