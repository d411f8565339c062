"""Records in WARC files of a local folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from zonereports.archive.index import Place
from zonereports.archive.store import SUFFIX, Adopt, StoredFile
from zonereports.archive.writer import Writer
from zonereports.errors import ArchiveDamaged, CouldNotWrite


class FolderStore:
    """Files that only grow, each written by one process at a time.

    Args:
        root: the folder; made at the first `append`.
        max_file_bytes: a file of this size is closed and another begun.
        ends: by file, the end of its last indexed record.
        adopt: told of whole records without a row, file by file.
    """

    at_once = 1

    def __init__(
        self,
        root: Path,
        *,
        max_file_bytes: int,
        ends: Callable[[str | None], dict[str, int]],
        adopt: Adopt,
    ) -> None:
        self._root = root
        self._writer = Writer(root, max_bytes=max_file_bytes, ends=ends, adopt=adopt)

    def append(self, capture_id: str, record: bytes, at: datetime) -> Place:
        """As `Store.append`: written and synced, file and folder."""
        return self._writer.append(record, at)

    def read(self, place: Place) -> bytes:
        """As `Store.read`."""
        path = self._root / place.file
        try:
            with path.open("rb") as file:
                return os.pread(file.fileno(), place.length, place.offset)
        except OSError as error:
            raise ArchiveDamaged(f"cannot be opened ({error.strerror})", url=str(path)) from error

    def bring(self, name: str, source: Path) -> None:
        """As `Store.bring`."""
        path = self._root / name
        staged = path.with_name(f".{path.name}.coming")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, staged)
            with staged.open("rb") as file:
                os.fsync(file.fileno())
            staged.replace(path)
        except OSError as error:
            raise CouldNotWrite(error.strerror or str(error), url=str(path)) from error

    def files(self) -> Iterator[StoredFile]:
        """As `Store.files`."""
        for path in sorted(self._root.glob(f"*{SUFFIX}")):
            yield StoredFile(path.name, path.stat().st_size)

    def close(self) -> None:
        """As `Store.close`."""
        self._writer.close()

    def __str__(self) -> str:
        return str(self._root)
