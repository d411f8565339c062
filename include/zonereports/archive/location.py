"""From the setting to the store that it names."""

from __future__ import annotations

from pathlib import Path

from zonereports.archive.folder import FolderStore
from zonereports.archive.index import CaptureIndex
from zonereports.archive.objects import ObjectStore
from zonereports.archive.store import Adopt, Store
from zonereports.archive.survey import Survey
from zonereports.errors import ArchiveUnreachable, WrongSetting
from zonereports.objects import Address, Bucket, is_url

_SETTING = "ZONEREPORTS_ARCHIVE_URL"


def open_store(
    location: Path | str,
    *,
    index: CaptureIndex,
    survey: Survey,
    adopt: Adopt,
    max_file_bytes: int,
    tries: int = 5,
) -> Store:
    """The store at a folder, or at `s3://bucket/prefix?endpoint=…&region=…`.

    Raises:
        WrongSetting: neither of them, or a URL with credentials in it.
    """
    if isinstance(location, str) and is_url(location):
        address = Address.parse(location, _SETTING)
        return ObjectStore(
            Bucket(address, unreachable=ArchiveUnreachable, tries=tries),
            newest=survey.newest,
            known=survey.files_from,
            adopt=adopt,
        )
    root = Path(location)
    if isinstance(location, str) and not root.is_absolute():
        raise WrongSetting(
            f"{_SETTING}={location!r}: a folder is given as an absolute path",
            next_step="give an absolute path, or s3://bucket/prefix?endpoint=https://…",
        )
    return FolderStore(root, max_file_bytes=max_file_bytes, ends=index.ends, adopt=adopt)
