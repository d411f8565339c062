"""Where the pages of evidence are kept: a folder of files, or a bucket of objects."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from uuid import uuid4

from zonereports.errors import CouldNotWrite, EvidenceUnreachable, WrongSetting
from zonereports.objects import Address, Bucket, NoSuchObject, is_url

_SETTING = "ZONEREPORTS_EVIDENCE_URL"


class EvidencePages(Protocol):
    """The page of each published version, by its document id."""

    @property
    def folder(self) -> Path | None:
        """Where the files are; None when they are in a bucket."""

    def write(self, document_id: str, page: bytes) -> str:
        """Keep a page; where it stands. The same page again changes nothing.

        Raises:
            CouldNotWrite: no room, or no permission.
            EvidenceUnreachable: the storage does not answer.
        """

    def read(self, document_id: str) -> str | None:
        """The page; None when none is kept.

        Raises:
            EvidenceUnreachable: the storage does not answer.
        """


def open_evidence(location: str, *, lake: str, home: Path) -> EvidencePages:
    """The pages at a place.

    Args:
        location: the setting: an absolute path, an address, or empty.
        lake: address of the lake; when it is given and the location is not, they stand beside it.
        home: the folder when nothing is given.

    Raises:
        WrongSetting: neither a path nor an address.
    """
    if is_url(location):
        return BucketPages(Address.parse(location, _SETTING))
    if location:
        if not Path(location).is_absolute():
            raise WrongSetting(f"{_SETTING}={location!r}: a folder is given as an absolute path")
        return FolderPages(Path(location))
    if lake:
        return BucketPages(Address.parse(lake, "ZONEREPORTS_LAKE_URL").sibling("evidence"))
    return FolderPages(home)


class FolderPages:
    """As `EvidencePages`, files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, document_id: str, page: bytes) -> str:
        """As `EvidencePages.write`."""
        path = self.folder / f"{document_id}.html"
        # Of this process alone, so that two that write the same page do not write into each other.
        staged = self.folder / f".{path.name}.{uuid4().hex}"
        try:
            if path.is_file() and path.read_bytes() == page:
                return str(path)
            self.folder.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(page)
            staged.replace(path)
        except OSError as error:
            staged.unlink(missing_ok=True)
            raise CouldNotWrite(error.strerror or "cannot be written", url=str(path)) from error
        return str(path)

    def read(self, document_id: str) -> str | None:
        """As `EvidencePages.read`."""
        try:
            return (self.folder / f"{document_id}.html").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None


class BucketPages:
    """As `EvidencePages`, objects that browsers show as pages."""

    folder = None

    def __init__(self, address: Address) -> None:
        self._bucket = Bucket(address, unreachable=EvidenceUnreachable)

    def write(self, document_id: str, page: bytes) -> str:
        """As `EvidencePages.write`."""
        name = f"{document_id}.html"
        self._bucket.put(name, page, content_type="text/html; charset=utf-8")
        return f"{self._bucket}{name}"

    def read(self, document_id: str) -> str | None:
        """As `EvidencePages.read`."""
        try:
            return self._bucket.get(f"{document_id}.html").decode("utf-8")
        except NoSuchObject:
            return None
