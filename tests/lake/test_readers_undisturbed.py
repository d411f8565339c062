"""Readers while a writer publishes and is killed; `python -m benchmarks readers` does it at length."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from benchmarks.readers import disturb, meet
from benchmarks.readers_bucket import OF_BUCKETS
from benchmarks.readers_rows import COLUMNS, ZONES, Place, fill, open_lake, publish_rounds, wrong
from benchmarks.readers_tools import OF_FOLDERS
from tests.object_storage import Storage

_ALL_KEPT = "6 of 6 commits kept, 6 recorded, nothing wrong"


@pytest.mark.timeout(300)
def test_no_reader_is_disturbed_by_a_writer_that_is_killed(tmp_path: Path) -> None:
    outcome = disturb(Place(tmp_path), OF_FOLDERS, reads=60, kills=4, rounds=3)
    assert outcome.kills >= 4
    assert outcome.lost == []
    once = outcome.of("resolved", "library")
    assert once.reads >= 20
    assert not once.errors
    assert not once.wrong
    plain = outcome.of("plain path")
    assert plain.reads >= 15
    assert plain.silent == 0
    assert meet(Place(tmp_path), writers=2, each=3) == _ALL_KEPT


@pytest.mark.timeout(300)
def test_no_reader_of_a_bucket_is_disturbed_either(
    tmp_path: Path, storage: Storage, prefix: str
) -> None:
    place = Place(tmp_path, storage.url(prefix))
    outcome = disturb(place, OF_BUCKETS, reads=20, kills=2, rounds=2)
    assert outcome.kills >= 2
    assert outcome.lost == []
    once = outcome.of("resolved", "library")
    assert once.reads >= 20
    assert not once.errors
    assert not once.wrong
    assert meet(place, writers=2, each=3) == _ALL_KEPT


def test_an_answer_that_is_wrong_is_told_from_a_right_one(tmp_path: Path) -> None:
    lake = open_lake(Place(tmp_path))
    fill(lake)
    before = lake.read("observations", COLUMNS["observations"])
    old_documents = lake.read("documents", COLUMNS["documents"])
    published = publish_rounds(lake)
    assert next(published) == 1
    numbers = lake.read("observations", COLUMNS["observations"])
    documents = lake.read("documents", COLUMNS["documents"])
    assert wrong(numbers, documents, since=1) == set()
    assert wrong(numbers.slice(1), documents, since=1) == {"missing"}
    assert wrong(pa.concat_tables([numbers, numbers.slice(3, 1)]), None, since=1) == {"doubled"}
    assert wrong(before, old_documents, since=1) == {"old"}
    assert wrong(numbers, old_documents, since=1) == {"apart"}
    first = numbers["report_id"].to_pylist().index(f"r{1 % ZONES}-2022")
    other = before["report_id"].to_pylist().index(f"r{1 % ZONES}-2022")
    torn = pa.concat_tables(
        [numbers.slice(0, first), before.slice(other, 1), numbers.slice(first + 1)]
    )
    assert wrong(torn, None, since=1) == {"torn"}
