"""Hostile and broken files: each ends in a reason of its own, within memory and time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.document.hostile import FILES, READABLE

REPOSITORY = Path(__file__).parents[2]
MOST_MB = 512
MOST_S = 10
"""Of computing, own and the child's: the clock would measure what else the machine does."""
KINDS = sorted({name.partition("_")[0] for name in FILES | READABLE})


def measured(names):
    done = subprocess.run(
        [sys.executable, "-m", "tests.document.read_hostile", *names],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": f"{REPOSITORY / 'include'}{os.pathsep}{REPOSITORY}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_ends_in_its_reason_within_memory_and_time(kind):
    names = [name for name in FILES | READABLE if name.partition("_")[0] == kind]
    rows = measured(names)
    assert [row["name"] for row in rows] == names
    for row in rows:
        if row["name"] in FILES:
            assert row["outcome"] in ("UnreadablePage", "NeedsOcr"), row
            assert row["told"], row
        assert row["cpu_s"] < MOST_S, row
        assert max(row["own_mb"], row["child_mb"]) < MOST_MB, row


def test_there_are_many_of_them():
    assert len(FILES) >= 60
