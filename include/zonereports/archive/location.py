"""From the setting to the store that it names."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from zonereports.archive.folder import FolderStore
from zonereports.archive.index import CaptureIndex
from zonereports.archive.objects import ObjectStore
from zonereports.archive.store import Adopt, Store
from zonereports.archive.survey import Survey
from zonereports.errors import WrongSetting

_KNOWN = {"endpoint", "region"}


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
    if isinstance(location, str) and "://" in location:
        return _objects(location, survey=survey, adopt=adopt, tries=tries)
    root = Path(location)
    if isinstance(location, str) and not root.is_absolute():
        raise _wrong(location, "a folder is given as an absolute path")
    return FolderStore(root, max_file_bytes=max_file_bytes, ends=index.ends, adopt=adopt)


def _objects(location: str, *, survey: Survey, adopt: Adopt, tries: int) -> ObjectStore:
    parts = urlsplit(location)
    if parts.scheme != "s3":
        raise _wrong(location, f"{parts.scheme}:// is not known")
    if "@" in parts.netloc:
        # Not printed: it would stand in the log.
        raise WrongSetting(
            "ZONEREPORTS_ARCHIVE_URL holds credentials",
            next_step="take them out, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    asked = parse_qs(parts.query, keep_blank_values=True)
    unknown = sorted(set(asked) - _KNOWN)
    if not parts.netloc or unknown:
        raise _wrong(location, f"{unknown[0]} is not known" if unknown else "it names no bucket")
    endpoint = asked.get("endpoint", [None])[0]
    if endpoint is not None and urlsplit(endpoint).scheme not in ("http", "https"):
        raise _wrong(location, "an endpoint begins with http:// or https://")

    return ObjectStore(
        parts.netloc,
        parts.path.strip("/"),
        endpoint=endpoint,
        region=asked.get("region", [None])[0],
        newest=survey.newest,
        known=survey.files_from,
        adopt=adopt,
        tries=tries,
    )


def _wrong(location: str, what: str) -> WrongSetting:
    return WrongSetting(
        f"ZONEREPORTS_ARCHIVE_URL={location!r}: {what}",
        next_step="give an absolute path, or s3://bucket/prefix?endpoint=https://…",
    )
