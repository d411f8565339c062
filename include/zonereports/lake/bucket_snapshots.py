"""Snapshots in a bucket: immutable prefixes, and one pointer that is written on a condition.

    CURRENT                            "snapshots/<id>": which is current
    snapshots/<id>/manifest.json       what it holds, file by file; written last
    snapshots/<id>/<table>/report_year=2024/part-0.parquet
    deltas/<id>/…                      see `zonereports.lake.bucket_commits`
    writers/<id>                       somebody makes this snapshot, out of that one

A publisher makes the whole next snapshot, copying within the storage what did not change, and then
writes CURRENT if it still is what it began with. Who is overtaken begins anew.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import get_ident

from zonereports.errors import LakeDamaged, LakeUnreachable
from zonereports.lake.bucket_commits import BucketCommits
from zonereports.lake.cache import Cache
from zonereports.lake.snapshots import (
    MANIFEST,
    HeldFile,
    Manifest,
    is_snapshot_id,
    locked,
    manifest_json,
    parse_manifest,
    read_manifest,
    snapshot_time,
    staged_id,
    staging_name,
)
from zonereports.objects import Bucket, NoSuchObject, Overtaken

log = logging.getLogger(__name__)

POINTER = "CURRENT"
_PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What CURRENT said, and the tag with which it said so."""

    snapshot_id: str | None
    tag: str | None


class BucketSnapshots:
    """As `SnapshotKeeper`, in a bucket, read through copies on this machine.

    Args:
        bucket: where they stand.
        commits: beside them.
        cache: of this machine.
        for_check: a snapshot is fetched as it stands there, every object of it, unchecked.
    """

    def __init__(
        self,
        bucket: Bucket,
        commits: BucketCommits,
        cache: Cache,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        for_check: bool = False,
    ) -> None:
        self._bucket = bucket
        self._commits = commits
        self._cache = cache
        self._now = now
        self._sleep = sleep
        self._for_check = for_check
        self._owner: int | None = None
        """The thread that is the publisher of this machine now."""
        self._base: Pointer | None = None
        """What the next snapshot is made from; by its publisher alone."""
        self._staged = False
        self._above: datetime | None = None
        """The moment of the last snapshot that was tried here."""
        self._in_doubt = False
        """Whether the pointer may have been written, or was."""

    def current(self) -> Path | None:
        """As `SnapshotKeeper.current`; what of it is not on this machine is fetched."""
        snapshot_id = self._pinned().snapshot_id
        return None if snapshot_id is None else self._opened(snapshot_id)

    def manifest(self) -> Manifest | None:
        """As `SnapshotKeeper.manifest`: fetches no table."""
        snapshot_id = self._pinned().snapshot_id
        return None if snapshot_id is None else self._manifest_here(snapshot_id)

    def named(self, snapshot_id: str) -> Path | None:
        """As `SnapshotKeeper.named`."""
        if not is_snapshot_id(snapshot_id):
            return None
        try:
            self._bucket.get(f"snapshots/{snapshot_id}/{MANIFEST}")
        except NoSuchObject:
            return None
        return self._opened(snapshot_id)

    @contextmanager
    def lock(self, wait: timedelta) -> Iterator[None]:
        """As `SnapshotKeeper.lock`: among the publishers of this machine, who wait in turn."""
        self._cache.folder.mkdir(parents=True, exist_ok=True)
        with locked(self._cache.folder / ".lock", wait, self._sleep):
            self._owner, self._staged = get_ident(), False
            try:
                yield
            finally:
                self._owner = None

    def stage(self) -> Path:
        """As `SnapshotKeeper.stage`: a folder of this machine."""
        folder = self._cache.folder / "staging"
        shutil.rmtree(folder, ignore_errors=True)
        base = self._base or self._pinned()
        self._staged, self._in_doubt = True, False
        moment = self._now()
        since = [self._above] if self._above else []
        if base.snapshot_id is not None:
            since.append(snapshot_time(base.snapshot_id))
        if since:  # later than what it takes the place of, whatever the clock says
            moment = max(moment, max(since) + timedelta(microseconds=1))
        self._above = moment.astimezone(UTC)
        self._commits.begin(base.snapshot_id, lambda: self.pointer().tag == base.tag)
        staging = folder / staging_name(moment)
        staging.mkdir(parents=True)
        return staging

    def drop(self, staging: Path) -> None:
        """As `SnapshotKeeper.drop`; also what of it is in the bucket, unless it may be current."""
        shutil.rmtree(staging, ignore_errors=True)
        self._staged = False
        if not self._in_doubt and self._commits.claimed == staged_id(staging):
            # What cannot be removed now is removed after the next publication.
            with contextlib.suppress(LakeUnreachable):
                self._remove(staged_id(staging))

    def commit(self, staging: Path, files: dict[str, HeldFile]) -> Manifest:
        """As `SnapshotKeeper.commit`."""
        base = self._base
        assert base is not None, "nothing is staged"
        manifest = Manifest(staged_id(staging), files)
        text = manifest_json(manifest)
        self._upload(staging, manifest, base.snapshot_id)
        self._bucket.put(
            f"snapshots/{manifest.snapshot_id}/{MANIFEST}",
            text.encode(),
            content_type="application/json",
        )
        self._flip(base, manifest.snapshot_id)
        self._staged = False
        with contextlib.suppress(OSError):  # it is published; it can be fetched
            (staging / MANIFEST).write_text(text, encoding="utf-8")
            self._cache.adopt(staging, manifest)
        return manifest

    def prune(self, *, keep: int, grace: timedelta) -> list[str]:
        """As `SnapshotKeeper.prune`; and what killed or overtaken publishers left."""
        current = self.pointer().snapshot_id
        if current is None:
            return []
        # In this order: a publisher that begins meanwhile is in neither.
        there = self._bucket.folders("snapshots/")
        claims = self._claims()
        line = self._commits.ids(current)
        published = set(line)
        followed = dict(zip(line, line[1:], strict=False))
        for left in sorted({*there, *claims} - published):
            doomed = claims[left] in published - {current} if left in claims else left < current
            if doomed or (left in claims and claims[left] == ""):
                log.info("removed what a publisher left: %s", left)
                self._remove(left)
        self._bucket.delete(f"writers/{name}" for name in claims if name in published)
        retired = sorted(name for name in there if name in published and name != current)
        removed = []
        for name in retired[: max(0, len(retired) - keep)]:
            if self._now() - snapshot_time(followed[name]) > grace:
                self._remove_snapshot(name)
                removed.append(name)
        return removed

    def pointer(self) -> Pointer:
        """What CURRENT says now.

        Raises:
            LakeDamaged: no snapshot.
        """
        try:
            told, tag = self._bucket.tagged(POINTER)
        except NoSuchObject:
            return Pointer(None, None)
        folder, _, snapshot_id = told.decode("utf-8", "replace").strip().partition("/")
        if folder != "snapshots" or not is_snapshot_id(snapshot_id):
            raise LakeDamaged(
                f"the pointer says {told[:60]!r}, which is no snapshot",
                url=f"{self._bucket}{POINTER}",
            )
        return Pointer(snapshot_id, tag)

    def _pinned(self) -> Pointer:
        """What is current; for the publisher, while it is at work, what it began with."""
        if self._owner != get_ident():
            return self.pointer()
        if not self._staged or self._base is None:
            self._base = self.pointer()
        return self._base

    def _opened(self, snapshot_id: str) -> Path:
        here = self._cache.snapshot(snapshot_id)
        if here is not None:
            return here
        if self._for_check:
            return self._fetched_whole(snapshot_id)
        manifest = self._manifest(snapshot_id)
        return self._cache.add(manifest, lambda files: self._fetch(snapshot_id, files))

    def _fetched_whole(self, snapshot_id: str) -> Path:
        below = f"snapshots/{snapshot_id}/"
        names = [held.name.removeprefix(below) for held in self._bucket.below(below)]
        if not names:
            raise self._leads_nowhere(snapshot_id)
        target = self._cache.snapshots / snapshot_id
        for name in names:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
        self._fetch(snapshot_id, {name: target / name for name in names})
        return target

    def _manifest(self, snapshot_id: str) -> Manifest:
        name = f"snapshots/{snapshot_id}/{MANIFEST}"
        try:
            return parse_manifest(self._bucket.get(name))
        except NoSuchObject as error:
            raise self._leads_nowhere(snapshot_id) from error
        except (ValueError, KeyError, TypeError) as error:
            raise LakeDamaged(
                f"the manifest cannot be read ({error})", url=f"{self._bucket}{name}"
            ) from error

    def _leads_nowhere(self, snapshot_id: str) -> LakeDamaged:
        return LakeDamaged(
            f"the pointer leads to {snapshot_id}, which is not there",
            url=f"{self._bucket}{POINTER}",
        )

    def _fetch(self, snapshot_id: str, files: Mapping[str, Path]) -> None:
        def fetch(name: str) -> None:
            try:
                self._bucket.download(f"snapshots/{snapshot_id}/{name}", files[name])
            except NoSuchObject as error:
                raise LakeDamaged(
                    f"{name} is missing", url=f"{self._bucket}snapshots/{snapshot_id}/{name}"
                ) from error

        self._bucket.each(fetch, files)

    def _upload(self, staging: Path, manifest: Manifest, base: str | None) -> None:
        held = {} if base is None else self._manifest_here(base).files

        def bring(name: str) -> None:
            target = f"snapshots/{manifest.snapshot_id}/{name}"
            if held.get(name) == manifest.files[name]:
                try:
                    self._bucket.copy(f"snapshots/{base}/{name}", target)
                    return
                except NoSuchObject:  # pruned behind us: the pointer will tell
                    pass
            self._bucket.put(target, staging / name, content_type=_PARQUET)

        self._bucket.each(bring, manifest.files)

    def _manifest_here(self, snapshot_id: str) -> Manifest:
        here = self._cache.snapshot(snapshot_id)
        return self._manifest(snapshot_id) if here is None else read_manifest(here)

    def _flip(self, base: Pointer, snapshot_id: str) -> None:
        # From here on nobody but a later publication can tell, so that nothing may be removed.
        self._in_doubt = True
        try:
            self._bucket.put(
                POINTER,
                f"snapshots/{snapshot_id}".encode(),
                content_type="text/plain",
                only_after=base.tag,
                only_new=base.tag is None,
            )
        except (Overtaken, NoSuchObject) as error:
            # A first try that was done, and whose answer was lost, makes the second fail.
            if self.pointer().snapshot_id != snapshot_id:
                self._in_doubt = False
                raise Overtaken(str(error)) from error

    def _claims(self) -> dict[str, str]:
        """By the snapshot that somebody makes, or made: the one it is made from; empty for none."""
        names = [held.name.removeprefix("writers/") for held in self._bucket.below("writers/")]

        def base_of(name: str) -> tuple[str, str] | None:
            try:
                return name, self._bucket.get(f"writers/{name}").decode("utf-8", "replace")
            except NoSuchObject:  # just now
                return None

        return dict(found for found in self._bucket.each(base_of, names) if found is not None)

    def _remove(self, snapshot_id: str) -> None:
        """Remove all of a snapshot that was never published, its commit and, last, its claim."""
        self._remove_snapshot(snapshot_id)
        below = f"deltas/{snapshot_id}/"
        self._bucket.delete([held.name for held in self._bucket.below(below)])
        self._bucket.delete([f"writers/{snapshot_id}"])
        self._cache.forget(snapshot_id)

    def _remove_snapshot(self, snapshot_id: str) -> None:
        below = f"snapshots/{snapshot_id}/"
        # Its manifest first: without it there is no such snapshot for anybody.
        self._bucket.delete([below + MANIFEST])
        self._bucket.delete([held.name for held in self._bucket.below(below)])
