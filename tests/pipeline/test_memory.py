"""What was freed goes back to the system."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
from pathlib import Path
from zonereports.pipeline.memory import give_back

def resident_mb():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20

give_back()
rows = [bytes(700) for _ in range(200_000)]
kept = rows[-1]  # behind all the others, so that the C library cannot shrink its heap by itself
del rows
held = resident_mb()
give_back()
print(held - resident_mb())
"""


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim") or not Path("/proc/self/statm").exists(),
    reason="the C library is not glibc",
)
def test_what_was_freed_between_what_is_used_goes_back_to_the_system():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) > 100
