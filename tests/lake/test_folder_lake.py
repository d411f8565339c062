"""What is so of a lake in a folder alone: links, one lock on its disk, a store that can be moved."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.lake.lake_rows import document, observations
from zonereports.errors import CouldNotWrite, LakeBusy, WrongSetting
from zonereports.lake import Commit, Lake
from zonereports.lake.commits import DELTAS
from zonereports.lake.snapshots import MANIFEST

Open = Callable[..., Lake]


def publish(lake: Lake, *documents: dict[str, Any]) -> Commit | None:
    rows = [row for d in documents for row in observations(d)]
    return lake.publish(documents, rows, [], reports={d["report_id"] for d in documents})


def publish_versions(lake: Lake) -> None:
    for number in (1, 2):
        publish(lake, document("r1", number, amounts=(str(number),)))


def test_a_second_publisher_waits_for_the_first(in_folder: Open, tmp_path: Path) -> None:
    (tmp_path / "data/store").mkdir(parents=True)
    other = (tmp_path / "data/store/.lock").open("a")
    fcntl.flock(other, fcntl.LOCK_EX)
    assert publish(in_folder(sleep=lambda _: other.close()), document()) is not None


def test_a_publisher_that_waited_long_enough_says_so(in_folder: Open, tmp_path: Path) -> None:
    lake = in_folder(wait=timedelta(0))
    publish(lake, document())
    with (tmp_path / "data/store/.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(LakeBusy):
            publish(lake, document("r2"))
    assert publish(lake, document("r2")) is not None


def test_what_a_killed_publisher_left_is_swept(folder_lake: Lake) -> None:
    # In a bucket it leaves something else: see test_s3_lake.
    publish(folder_lake, document())
    left = folder_lake.snapshot().parent / "20250301T040000000001Z.staging"
    (left / "documents").mkdir(parents=True)
    publish(folder_lake, document("r2"))
    assert not left.exists()


def test_something_in_the_place_of_a_link_is_not_removed(folder_lake: Lake, tmp_path: Path) -> None:
    own = tmp_path / "data" / "lake" / "documents"
    own.mkdir(parents=True)
    with pytest.raises(WrongSetting, match="in the way"):
        publish(folder_lake, document())
    assert own.is_dir()
    assert folder_lake.describe()["snapshot_id"] is None


def test_the_store_must_stand_outside_the_lake(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="contain each other"):
        Lake(tmp_path / "lake", tmp_path / "lake" / "store")


def test_the_whole_folder_can_be_moved(folder_lake: Lake, tmp_path: Path) -> None:
    publish(folder_lake, document())
    (tmp_path / "data").rename(tmp_path / "elsewhere")
    moved = Lake(tmp_path / "elsewhere" / "lake", tmp_path / "elsewhere" / "store")
    assert moved.read("documents").num_rows == 1
    assert moved.verify() == []


def test_an_unwritable_store_is_said_in_one_line(in_folder: Open, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/store").write_text("a file in the way")
    with pytest.raises(CouldNotWrite):
        publish(in_folder(), document())


def test_a_commit_that_was_never_published_is_swept_and_not_seen(folder_lake: Lake) -> None:
    # In a bucket other publishers may be at work: see test_s3_lake for what goes when there.
    publish_versions(folder_lake)
    known = [c.commit_id for c in folder_lake.commits()]
    folder = folder_lake.snapshot().parents[1] / DELTAS
    shutil.copytree(folder / known[-1], folder / "29990101T000000000000Z")
    shutil.copytree(folder / known[-1], folder / "20250401T000000000000Z.staging")
    assert [c.commit_id for c in folder_lake.commits()] == known
    assert folder_lake.replay("observations").num_rows == 1
    after = publish(folder_lake, document("r3", amounts=("5",)))
    assert after is not None
    assert sorted(path.name for path in folder.iterdir()) == [*known, after.snapshot_id]
    assert folder_lake.verify() == []


def test_a_commit_whose_record_was_lost_is_found(folder_lake: Lake) -> None:
    # A folder lists what is there; in a bucket the line of commits tells what there must be.
    publish_versions(folder_lake)
    [first, _] = folder_lake.commits()
    shutil.rmtree(folder_lake.snapshot().parents[1] / DELTAS / first.commit_id)
    assert [problem.check for problem in folder_lake.verify()] == ["delta"]


def test_a_link_that_was_removed_is_found(folder_lake: Lake, tmp_path: Path) -> None:
    publish(folder_lake, document())
    (tmp_path / "data/lake/observations").unlink()
    assert [problem.check for problem in folder_lake.verify()] == ["link"]


def test_a_link_that_is_not_there_yet_is_no_fault_and_comes(folder_lake: Lake) -> None:
    publish(folder_lake, document())
    link = Path(folder_lake.describe()["tables"]["findings"]["path"].removesuffix("/**/*.parquet"))
    shutil.rmtree(folder_lake.snapshot() / "findings")
    manifest = folder_lake.snapshot() / MANIFEST
    told = json.loads(manifest.read_text())
    told["files"] = {k: v for k, v in told["files"].items() if not k.startswith("findings/")}
    manifest.write_text(json.dumps(told))
    link.unlink()
    assert folder_lake.verify() == []
    publish(folder_lake, document("r2"))
    assert len(pd.read_parquet(link)) == 0
