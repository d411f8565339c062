"""A writer that is killed at any moment costs nothing that was indexed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from zonereports.archive import Archive
from zonereports.fetch import Response
from zonereports.state import State

ROUNDS = 10

WRITER = """
import random, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zonereports.archive import Archive
from zonereports.fetch import Response
from zonereports.state import State

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(seed)
archive = Archive(folder / "archive", State(f"sqlite:///{folder / 'state.db'}"), max_file_bytes=400_000)
print("ready", flush=True)
for n in range(100_000):
    url = f"https://www.qingshan.example/{seed}/{n // 2}.html"
    body = random.Random(n // 2).randbytes(chance.choice([100, 20_000]) if n % 2 == 0 else 100)
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seed * 1_000_000 + n)
    headers = (("Content-Type", "text/html"),)
    stored = archive.store(Response(url, url, 200, headers, body, at), kind="article", site="qingshan")
    print(stored.id, flush=True)
"""


def start(folder: Path, seed: int) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def kill_at_random(writer: subprocess.Popen[str], chance: random.Random) -> list[str]:
    assert writer.stdout is not None
    with writer.stdout:
        assert writer.stdout.readline() == "ready\n"
        told = [writer.stdout.readline().rstrip() for _ in range(chance.randrange(3))]
        time.sleep(chance.uniform(0.0, 0.2))
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().splitlines()
    writer.wait()
    return [line for line in told if len(line) == 16]


def read_to_the_end(path: Path) -> int:
    with path.open("rb") as file:
        iterator = ArchiveIterator(file, check_digests="raise")
        count = 0
        for record in iterator:
            record.content_stream().read()
            count += 1
        assert iterator.err_count == 0
    return count


def test_a_killed_writer_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    chance = random.Random(20250301)
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    archive = Archive(tmp_path / "archive", state, max_file_bytes=400_000)
    promised: set[str] = set()
    for seed in range(ROUNDS):
        promised |= set(kill_at_random(start(tmp_path, seed), chance))
        seen = {capture.id for capture in archive.captures()}
        assert promised <= seen
        assert archive.verify().damaged == ()
    assert promised, "the rounds were too short to store anything"

    at = datetime(2030, 1, 1, tzinfo=UTC)
    url = "https://www.qingshan.example/last.html"
    archive.store(Response(url, url, 200, (), b"after the kills", at), kind="article", site="s")
    verification = archive.verify()
    assert verification.damaged == ()
    files = sorted((tmp_path / "archive").glob("*.warc.gz"))
    whole = sum(read_to_the_end(path) for path in files)
    assert whole == verification.records + sum(path.stat().st_size > 0 for path in files)
    archive.close()
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
    assert read_to_the_end(path) == 3
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
