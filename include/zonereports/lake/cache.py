"""Copies on this machine's disk of what never changes in a lake's bucket.

    files/<sha256>                     each content once
    snapshots/<id>/…                   whole snapshots, made of links to them
    deltas/<id>/…                      commits
    staging/<id>.staging/              the next snapshot, being written
    .lock                              one publisher of this machine at a time

Everything can be deleted at any time when nobody reads: it is fetched again.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zonereports.errors import CouldNotWrite, LakeDamaged
from zonereports.lake.snapshots import MANIFEST, Manifest, held_file, link, manifest_json

log = logging.getLogger(__name__)

_IN_USE_S = 600
"""A copy that was asked for so recently is not removed: a query may be at work in it."""
_ABANDONED_S = 86_400
"""What a process began to fetch so long ago, it was killed over."""


class Cache:
    """One folder, shared by all processes of a machine.

    Args:
        folder: made when something is put into it.
        max_bytes: what it holds at most beyond what was asked for in the last ten minutes.
        clock: seconds since the epoch, as the file system's.
    """

    def __init__(
        self, folder: Path, *, max_bytes: int, clock: Callable[[], float] = time.time
    ) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._clock = clock
        self._files = folder / "files"
        self.snapshots = folder / "snapshots"
        self._deltas = folder / "deltas"

    def snapshot(self, snapshot_id: str) -> Path | None:
        """Folder of a snapshot that is here, noted as asked for."""
        path = self.snapshots / snapshot_id
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        except OSError:  # a disk that is read-only by now still reads
            return path if path.is_dir() else None
        return path

    def add(
        self,
        manifest: Manifest,
        fetch: Callable[[Mapping[str, Path]], None],
    ) -> Path:
        """Have a snapshot here; only contents that are not here yet are fetched.

        Args:
            manifest: of the snapshot.
            fetch: writes some of its files, each to its path.

        Raises:
            LakeDamaged: what came is not what the manifest says.
            CouldNotWrite: no room or no permission.
        """
        try:
            staging = self._new(self.snapshots, manifest.snapshot_id)
            try:
                self._fill(staging, manifest, fetch)
                self._name(staging, self.snapshots / manifest.snapshot_id)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        except OSError as error:
            raise CouldNotWrite(str(error), url=str(self.folder)) from error
        path = self.snapshot(manifest.snapshot_id)
        assert path is not None
        self.trim()
        return path

    def adopt(self, staging: Path, manifest: Manifest) -> None:
        """Take a folder in that was just published from here, with its manifest."""
        self._files.mkdir(parents=True, exist_ok=True)
        for name, held in manifest.files.items():
            with contextlib.suppress(FileExistsError):
                os.link(staging / name, self._files / held.sha256)
        self._name(staging, self.snapshots / manifest.snapshot_id)
        self.snapshot(manifest.snapshot_id)
        self.trim()

    def delta(self, commit_id: str, name: str, fetch: Callable[[], bytes]) -> Path:
        """A file of a commit, fetched when it is not here."""
        path = self._deltas / commit_id / name
        if not path.exists():
            data = fetch()
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh = path.with_name(f".{name}.{uuid.uuid4().hex}")
                fresh.write_bytes(data)
                fresh.replace(path)
            except OSError as error:
                raise CouldNotWrite(str(error), url=str(path)) from error
        return path

    def forget(self, snapshot_id: str) -> None:
        """Remove the copy of a snapshot and of its commit."""
        for path in (self.snapshots / snapshot_id, self._deltas / snapshot_id):
            self._remove(path)

    def trim(self) -> None:
        """Remove what was not asked for longest, until no more is held than allowed."""
        try:
            self._trim()
        except OSError as error:  # what was fetched is there
            log.warning("the copies of the lake could not be trimmed: %s", error)

    def _trim(self) -> None:
        self._drop_abandoned()
        excess = self._bytes() - self.max_bytes
        if excess <= 0:
            return
        for at, path in sorted([*self._listed(self._deltas), *self._listed(self.snapshots)]):
            if excess <= 0 or self._clock() - at < _IN_USE_S:
                break
            self._remove(path)
            self._drop_unlinked()
            excess = self._bytes() - self.max_bytes

    def _fill(
        self,
        staging: Path,
        manifest: Manifest,
        fetch: Callable[[Mapping[str, Path]], None],
    ) -> None:
        self._files.mkdir(parents=True, exist_ok=True)
        missing = {
            name: staging / name
            for name, held in manifest.files.items()
            if not self._link(held.sha256, staging / name)
        }
        for path in missing.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        fetch(missing)
        for name, path in missing.items():
            held = manifest.files[name]
            if held_file(path, held.rows) != held:
                raise LakeDamaged(
                    f"{name} of {manifest.snapshot_id} is not the file that was published",
                    next_step="run: zonereports lake verify, then zonereports replay --publish",
                )
            with contextlib.suppress(OSError):  # held once at least
                os.link(path, self._files / held.sha256)
        (staging / MANIFEST).write_text(manifest_json(manifest), encoding="utf-8")

    def _link(self, sha256: str, target: Path) -> bool:
        source = self._files / sha256
        if not source.exists():
            return False
        try:
            link(source, target)
        except FileNotFoundError:  # trimmed just now
            return False
        return True

    def _new(self, folder: Path, name: str) -> Path:
        staging = folder / f".{name}.{uuid.uuid4().hex}"
        staging.mkdir(parents=True)
        return staging

    @staticmethod
    def _name(staging: Path, final: Path) -> None:
        """Give a whole folder its name, unless another process was first."""
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            staging.rename(final)
        except OSError:
            if not final.is_dir():
                raise
            shutil.rmtree(staging)

    def _remove(self, path: Path) -> None:
        # Under another name first: nobody may find half of it.
        doomed = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        with contextlib.suppress(FileNotFoundError):
            path.rename(doomed)
            shutil.rmtree(doomed)

    def _drop_unlinked(self) -> None:
        """Drop the contents that no snapshot holds any more."""
        for path in self._entries(self._files):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_nlink == 1:
                    path.unlink()

    def _drop_abandoned(self) -> None:
        for folder in (self.snapshots, self._deltas):
            for path in self._entries(folder):
                with contextlib.suppress(FileNotFoundError):
                    age = self._clock() - path.stat().st_mtime
                    if path.name.startswith(".") and age >= _ABANDONED_S:
                        shutil.rmtree(path)

    def _bytes(self) -> int:
        """What is held, each content once."""
        held: dict[int, int] = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    told = (Path(folder) / name).stat()
                    held[told.st_ino] = told.st_size
        return sum(held.values())

    def _listed(self, folder: Path) -> Iterator[tuple[float, Path]]:
        for path in self._entries(folder):
            with contextlib.suppress(FileNotFoundError):
                if not path.name.startswith("."):
                    yield path.stat().st_mtime, path

    @staticmethod
    def _entries(folder: Path) -> list[Path]:
        try:
            return list(folder.iterdir())
        except FileNotFoundError:
            return []

    @contextmanager
    def temporary(self) -> Iterator[Cache]:
        """An empty cache beside this one, for a while."""
        folder = self.folder / f"check-{uuid.uuid4().hex}"
        try:
            yield Cache(folder, max_bytes=1 << 62)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
