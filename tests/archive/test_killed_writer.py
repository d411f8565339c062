"""A writer that is killed at any moment costs nothing that was indexed."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from sqlalchemy import event, text
from warcio.archiveiterator import ArchiveIterator

from zonereports.archive import Archive
from zonereports.fetch import Response
from zonereports.state import State

KILLS, WRITERS = 100, 4


class Writers:
    """Starts writers, several at a time, and kills them."""

    def __init__(self, location: str, folder: Path) -> None:
        self.told = folder / "told"
        self.told.touch()
        self.order = f"{location}\tsqlite:///{folder / 'state.db'}\t{folder / 'told'}"
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("archiving_child.py"))],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._line() == "ready"

    def kill(self, seed: int, waits: list[float]) -> None:
        """One round: a writer for each wait, killed when it is over.

        The waits begin with the first record that is stored, however slow the machine is; in every
        fourth round with the fork, so that beginnings are killed too.
        """
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self.order}\t{len(waits)}\t{seed}\n")
        size, patience = self.told.stat().st_size, time.monotonic() + 10
        pids = [int(pid) for pid in self._line().split()]
        while seed % 4 and self.told.stat().st_size == size and time.monotonic() < patience:
            time.sleep(0.005)
        began = time.monotonic()
        for wait, pid in sorted(zip(waits, pids, strict=True)):
            time.sleep(max(0.0, began + wait - time.monotonic()))
            os.kill(pid, signal.SIGKILL)
        assert self._line() == "ended"

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


def kill_many(location: str, folder: Path, *, kills: int, seconds: float) -> set[str]:
    """Kill writers at random moments; the captures that they were told to be stored."""
    chance = random.Random(20250301)
    writers = Writers(location, folder)
    for seed in range(kills // WRITERS):
        writers.kill(seed, [chance.uniform(0.0, seconds) for _ in range(WRITERS)])
    writers.close()
    # The last line of a killed writer may be half a line, or run into another's.
    return {line for line in (folder / "told").read_text().split("\n") if len(line) == 16}


def read_to_the_end(data: bytes) -> int:
    """The records that two other readers find in a file; both read all of it, digests included."""
    iterator = ArchiveIterator(BytesIO(data), check_digests="raise")
    count = 0
    for record in iterator:
        record.content_stream().read()
        count += 1
    assert iterator.err_count == 0
    every = WarcRecordType.any_type
    fast = FastIterator(BytesIO(data), record_types=every, parse_http=False)
    sound = [record.verify_block_digest() for record in fast]
    assert sound == [True] * count
    return count


@pytest.mark.timeout(120)
def test_a_hundred_killed_writers_lose_nothing_that_was_stored(tmp_path: Path) -> None:
    promised = kill_many(str(tmp_path / "archive"), tmp_path, kills=KILLS, seconds=0.1)
    assert len(promised) >= KILLS // 8
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    archive = Archive(tmp_path / "archive", state, max_file_bytes=400_000)
    assert archive.verify().damaged == ()
    assert promised <= {capture.id for capture in archive.captures()}

    archive.store(stored_page(23), kind="article", site="qingshan")
    verification = archive.verify()
    assert verification.damaged == ()
    files = sorted((tmp_path / "archive").glob("*.warc.gz"))
    whole = sum(read_to_the_end(path.read_bytes()) for path in files)
    assert whole == verification.records + sum(path.stat().st_size > 0 for path in files)
    assert archive.pending(), "what a killed writer left is still to be read"
    archive.close()
    state.close()


@pytest.mark.timeout(120)
def test_killed_writers_leave_no_row_without_its_object(storage, tmp_path: Path) -> None:
    promised = kill_many(storage.url, tmp_path, kills=KILLS // 4, seconds=0.3)
    assert len(promised) >= KILLS // 25
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    archive = Archive(storage.url, state)
    assert archive.verify().damaged == ()
    assert promised <= {capture.id for capture in archive.captures()}

    archive.store(stored_page(23), kind="article", site="qingshan")
    assert archive.verify().damaged == ()
    keys = storage.all_keys()
    for key in keys:
        assert read_to_the_end(storage.bytes_of(key)) == 2
    assert len(keys) == len(archive.captures())
    archive.close()
    state.close()


def test_a_row_is_written_only_when_its_bytes_survive_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes at each moment at which a row is inserted: only what was synced is left."""
    synced: dict[int, int] = {}
    plain = os.fsync

    def fsync(handle: int) -> None:
        told = os.fstat(handle)
        if stat.S_ISDIR(told.st_mode):
            listed.update(entry.inode() for entry in os.scandir(handle))
        else:
            synced[told.st_ino] = told.st_size
        plain(handle)

    listed: set[int] = set()
    monkeypatch.setattr(os, "fsync", fsync)
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    archive = Archive(tmp_path / "archive", state, max_file_bytes=3_000)
    cut: list[str] = []

    @event.listens_for(state.engine, "before_cursor_execute")
    def power_cut(_1: object, _2: object, statement: str, values: object, *_3: object) -> None:
        if statement.startswith("INSERT INTO captures"):
            assert isinstance(values, tuple)
            columns = statement.partition("(")[2].partition(")")[0].replace('"', "").split(", ")
            row = dict(zip(columns, values, strict=True))
            name, end = row["file"], row["offset"] + row["length"]
            path = tmp_path / "archive" / name
            inode = path.stat().st_ino if path.exists() else 0
            if inode not in listed or synced.get(inode, 0) < end:
                cut.append(name)

    for n in range(12):
        archive.store(stored_page(n), kind="article", site="qingshan")
    # A killed writer's orphan is adopted only when it is safe, too.
    last = archive.captures()[-1].id
    with state.begin() as connection:
        connection.execute(text("delete from captures where id = :id"), {"id": last})
    archive.close()
    synced.clear()
    listed.clear()
    again = Archive(tmp_path / "archive", state, max_file_bytes=3_000)
    again.store(stored_page(20), kind="article", site="qingshan")
    assert last in {capture.id for capture in again.captures()}
    assert cut == []
    again.close()
    state.close()


def stored_page(n: int) -> Response:
    url = f"https://www.qingshan.example/{n}.html"
    at = datetime(2025, 1, 1, n, tzinfo=UTC)
    return Response(url, url, 200, (("Content-Type", "text/html"),), b"page %d" % n, at)


def test_half_a_record_at_the_end_is_cut_by_the_next_writer(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    first = Archive(tmp_path / "archive", state)
    first.store(stored_page(1), kind="article", site="qingshan")
    first.close()
    [path] = (tmp_path / "archive").glob("*.warc.gz")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])

    second = Archive(tmp_path / "archive", state)
    second.store(stored_page(2), kind="article", site="qingshan")
    assert path.read_bytes()[: len(whole)] == whole
    assert read_to_the_end(path.read_bytes()) == 3
    assert second.verify().damaged == ()
    second.close()
    state.close()


def test_the_file_of_a_living_writer_is_left_alone(tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    living = Archive(tmp_path / "archive", state)
    living.store(stored_page(1), kind="article", site="qingshan")
    [path] = (tmp_path / "archive").glob("*.warc.gz")
    with path.open("ab") as file:
        file.write(b"\x1f\x8b half")
    other = Archive(tmp_path / "archive", state)
    other.store(stored_page(2), kind="article", site="qingshan")
    assert path.read_bytes().endswith(b"\x1f\x8b half")
    living.close()
    other.close()
    state.close()


def test_a_lost_index_is_built_again_from_the_files(tmp_path: Path) -> None:
    old = State(f"sqlite:///{tmp_path / 'old.db'}")
    archive = Archive(tmp_path / "archive", old)
    captures = [
        archive.store(stored_page(n), kind="article", site="qingshan", link_title="总结")
        for n in range(1, 4)
    ]
    archive.close()
    old.close()

    new = State(f"sqlite:///{tmp_path / 'new.db'}")
    archive = Archive(tmp_path / "archive", new)
    archive.store(stored_page(9), kind="article", site="qingshan")
    again = archive.captures()
    assert [replace(capture, outcome=None) for capture in again[:3]] == captures
    # They may have been published and told before the index was lost: nobody is told again.
    assert archive.pending() == again[3:]
    assert archive.verify().records == 4
    archive.close()
    new.close()


def test_altered_bytes_behind_the_index_are_set_aside_not_lost(tmp_path: Path) -> None:
    old = State(f"sqlite:///{tmp_path / 'old.db'}")
    archive = Archive(tmp_path / "archive", old)
    for n in range(1, 4):
        archive.store(stored_page(n), kind="article", site="qingshan")
    archive.close()
    old.close()
    [path] = (tmp_path / "archive").glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    new = State(f"sqlite:///{tmp_path / 'new.db'}")
    archive = Archive(tmp_path / "archive", new)
    archive.store(stored_page(9), kind="article", site="qingshan")
    [aside] = (tmp_path / "archive").glob("*.removed")
    assert bytes(data).endswith(aside.read_bytes())
    assert archive.verify().damaged == ()
    assert sha256(archive.read(archive.captures()[-1].id).body).hexdigest()
    archive.close()
    new.close()
