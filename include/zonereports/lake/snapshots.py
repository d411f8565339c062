"""Immutable snapshots, and the one pointer that says which is current.

    store/.lock                            one publisher at a time (flock)
    store/snapshots/<id>.staging/          being written; swept by the next publisher
    store/snapshots/<id>/manifest.json     what it holds, file by file
    store/snapshots/<id>/<table>/report_year=2024/part-0.parquet
    store/current -> snapshots/<id>        replaced in one step

A snapshot is complete before it has its name, and never changes after.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.errors import LakeBusy, LakeDamaged

_STAGING = ".staging"
_ID = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"\d{8}T\d{12}Z")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file of a snapshot, as it was written."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds."""

    snapshot_id: str
    files: dict[str, HeldFile]
    """By path within the snapshot."""

    def rows(self, table: str) -> int:
        """Rows of a table."""
        return sum(f.rows for path, f in self.files.items() if path.startswith(f"{table}/"))


def staged_id(staging: Path) -> str:
    """The name that a staged folder will have as a snapshot."""
    return staging.name.removesuffix(_STAGING)


def staging_name(moment: datetime) -> str:
    """The name of the folder in which a snapshot of this moment is made."""
    return moment.astimezone(UTC).strftime(_ID) + _STAGING


def is_snapshot_id(name: str) -> bool:
    """Whether a name can be that of a snapshot."""
    return bool(_NAME.fullmatch(name))


def snapshot_time(snapshot_id: str) -> datetime:
    """When a snapshot was published, aware UTC."""
    return datetime.strptime(snapshot_id, _ID).replace(tzinfo=UTC)


def read_manifest(snapshot: Path) -> Manifest:
    """What a snapshot says it holds.

    Raises:
        LakeDamaged: it has no manifest, or none that can be read.
    """
    path = snapshot / MANIFEST
    try:
        return parse_manifest(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LakeDamaged(f"the manifest cannot be read ({error})", url=str(path)) from error


def parse_manifest(text: bytes) -> Manifest:
    """What `manifest_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: something else did.
    """
    told = json.loads(text)
    files = {name: HeldFile(**held) for name, held in told["files"].items()}
    return Manifest(told["snapshot_id"], files)


def manifest_json(manifest: Manifest) -> str:
    """A manifest as it is kept beside its files."""
    files = {name: asdict(manifest.files[name]) for name in sorted(manifest.files)}
    return json.dumps({"snapshot_id": manifest.snapshot_id, "files": files}, indent=1)


class Snapshots:
    """The folder of snapshots. All but `current` are for the holder of the lock."""

    def __init__(
        self, folder: Path, *, now: Callable[[], datetime], sleep: Callable[[float], None]
    ) -> None:
        self.folder = folder
        self._all = folder / "snapshots"
        self._now = now
        self._sleep = sleep

    def current(self) -> Path | None:
        """The current snapshot, without links; None when nothing was ever published.

        Raises:
            LakeDamaged: the pointer leads nowhere.
        """
        pointer = self.folder / "current"
        if not pointer.is_symlink():
            if pointer.exists():
                raise LakeDamaged("the pointer is no symlink", url=str(pointer))
            return None
        snapshot = Path(os.path.realpath(pointer))
        if not snapshot.is_dir():
            raise LakeDamaged(
                f"the pointer leads to {snapshot}, which is not there", url=str(pointer)
            )
        return snapshot

    def manifest(self) -> Manifest | None:
        """What the current snapshot holds; None when nothing was ever published.

        Raises:
            LakeDamaged: the pointer leads nowhere, or the manifest cannot be read.
        """
        current = self.current()
        return None if current is None else read_manifest(current)

    def named(self, snapshot_id: str) -> Path | None:
        """A snapshot that is still kept, without links; None when it is gone."""
        path = Path(os.path.realpath(self._all)) / snapshot_id
        return path if _NAME.fullmatch(snapshot_id) and path.is_dir() else None

    @contextmanager
    def lock(self, wait: timedelta) -> Iterator[None]:
        """Be the only publisher; the end of the process, however it ends, gives way.

        Raises:
            LakeBusy: another publisher did not end within `wait`.
        """
        self._all.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / ".lock", wait, self._sleep):
            yield

    def stage(self) -> Path:
        """An empty folder for the next snapshot; what killed publishers left is removed."""
        for left in self._all.glob(f"*{_STAGING}"):
            shutil.rmtree(left)
        moment = self._now()
        known = [snapshot_time(snapshot.name) for snapshot in self._named()]
        if known:  # a clock that was set back must not make the new one older than the last
            moment = max(moment, max(known) + timedelta(microseconds=1))
        staging = self._all / staging_name(moment)
        staging.mkdir()
        return staging

    def drop(self, staging: Path) -> None:
        """Throw a staged folder away."""
        shutil.rmtree(staging)

    def commit(self, staging: Path, files: dict[str, HeldFile]) -> Manifest:
        """Make a staged folder the current snapshot, in one step."""
        manifest = Manifest(staged_id(staging), files)
        with (staging / MANIFEST).open("x", encoding="utf-8") as file:
            file.write(manifest_json(manifest))
            file.flush()
            os.fsync(file.fileno())
        for folder, _, _ in os.walk(staging, topdown=False):
            sync_folder(Path(folder))
        final = staging.with_name(manifest.snapshot_id)
        staging.rename(final)
        sync_folder(self._all)
        before = self.current()
        if before is not None:
            # The time of its retirement, from which its grace counts. Before the flip, so that a
            # crash in between cannot shorten it.
            retired = self._now().timestamp()
            os.utime(before, (retired, retired))
        pointer = self.folder / f"current{_STAGING}"
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(Path("snapshots") / final.name)
        pointer.replace(self.folder / "current")
        sync_folder(self.folder)
        return manifest

    def prune(self, *, keep: int, grace: timedelta) -> list[str]:
        """Remove snapshots that ceased to be current longer than `grace` ago, but the last `keep`."""
        current = self.current()
        retired = [snapshot for snapshot in self._named() if snapshot != current]
        removed = []
        for snapshot in retired[: max(0, len(retired) - keep)]:
            since = datetime.fromtimestamp(snapshot.stat().st_mtime, UTC)
            if self._now() - since > grace:
                # Under the other name first: a crash half-way must not leave half a snapshot.
                doomed = snapshot.rename(snapshot.with_name(snapshot.name + _STAGING))
                shutil.rmtree(doomed)
                removed.append(snapshot.name)
        return removed

    def _named(self) -> list[Path]:
        """Complete snapshots, oldest first, without links."""
        folder = Path(os.path.realpath(self._all))
        return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


@contextmanager
def locked(path: Path, wait: timedelta, sleep: Callable[[float], None]) -> Iterator[None]:
    """Hold a file's lock; the end of the process, however it ends, gives way.

    Raises:
        LakeBusy: another publisher did not end within `wait`.
    """
    deadline = time.monotonic() + wait.total_seconds()
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LakeBusy(
                        f"another publisher has held it for {wait}", url=str(path.parent)
                    ) from None
                sleep(0.05)
        yield


def held_file(path: Path, rows: int) -> HeldFile:
    """The manifest's entry for a file that was just written."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return HeldFile(rows, path.stat().st_size, digest)


def link(source: Path, target: Path) -> None:
    """Bring an unchanged file into another snapshot: the same file, or a copy where links fail."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
