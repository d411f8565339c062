"""Files that a person has, brought into the archive like pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from zonereports.errors import UnreadablePage, WrongSetting
from zonereports.fetch import Response

_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".shtml": "text/html",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".wps": "application/vnd.ms-works",
    ".rtf": "application/rtf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".et": "application/vnd.ms-excel",
    ".ofd": "application/ofd",
    ".zip": "application/zip",
}


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those of a known kind in the folders named, in order of their names.

    Raises:
        WrongSetting: a path that does not exist, or a folder without any file to read.
    """
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _TYPES)
            if not inside:
                raise WrongSetting(
                    "no file to read in this folder",
                    url=str(path),
                    next_step=f"give files that end in {' '.join(sorted(_TYPES))}",
                )
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise WrongSetting("no such file", url=str(path), next_step="check the path")


def as_response(path: Path, *, now: datetime, max_bytes: int) -> Response:
    """A file as if it had been served: its address is its digest and its name, not its folder.

    Raises:
        UnreadablePage: larger than max_bytes, or not readable by this user.
    """
    try:
        if path.stat().st_size > max_bytes:
            raise UnreadablePage(
                f"{path.stat().st_size} bytes, more than the {max_bytes} accepted", url=str(path)
            )
        body = path.read_bytes()
    except OSError as error:
        raise UnreadablePage(error.strerror or "cannot be opened", url=str(path)) from error
    address = f"file:{hashlib.sha256(body).hexdigest()[:16]}/{path.name}"
    kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
    return Response(
        url=address,
        final_url=address,
        status=200,
        headers=(("Content-Type", kind),),
        body=body,
        fetched_at=now,
    )
