from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lake.kept_files import BucketFiles, FolderFiles, KeptFiles
from tests.lake.lake_rows import Clock
from tests.object_storage import Storage
from zonereports.lake import Lake, open_lake


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def prefix() -> str:
    """Of a lake in the bucket that no other test has."""
    return f"lakes/{uuid.uuid4().hex}"


@pytest.fixture
def in_bucket(storage: Storage, prefix: str, tmp_path: Path) -> Callable[..., Lake]:
    """Opens one lake in a bucket; `machine` names the disk of the copies."""
    return lambda machine="one", **options: open_lake(
        storage.url(prefix), cache=tmp_path / f"cache-{machine}", **options
    )


@pytest.fixture
def in_folder(tmp_path: Path) -> Callable[..., Lake]:
    """Opens one lake in a folder, `data` of the test's own."""
    return lambda **options: open_lake(tmp_path / "data", **options)


@pytest.fixture(params=["folder", "bucket"])
def open_here(request: pytest.FixtureRequest, prefix: str, tmp_path: Path) -> Callable[..., Lake]:
    """Opens lakes by a name, as two processes would; all in folders, then all in a bucket."""
    if request.param == "folder":
        return lambda name="data", **options: open_lake(tmp_path / name, **options)
    storage: Storage = request.getfixturevalue("storage")
    return lambda name="data", **options: open_lake(
        storage.url(f"{prefix}/{name}"), cache=tmp_path / "cache", **options
    )


@pytest.fixture
def kept(
    request: pytest.FixtureRequest, open_here: Callable[..., Lake], prefix: str, tmp_path: Path
) -> KeptFiles:
    """The files of `lake`, where they are kept."""
    if request.node.callspec.params["open_here"] == "folder":
        return FolderFiles(tmp_path / "data" / "store")
    return BucketFiles(request.getfixturevalue("storage"), f"{prefix}/data", tmp_path / "cache")


@pytest.fixture
def lake(open_here: Callable[..., Lake], clock: Clock) -> Lake:
    return open_here(now=clock)


@pytest.fixture
def folder_lake(in_folder: Callable[..., Lake], clock: Clock) -> Lake:
    """For what a folder alone has: links, one disk, files that can be harmed in place."""
    return in_folder(now=clock)
