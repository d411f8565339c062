"""Reads what C and Rust libraries read in a process of its own, with limits.

PDFium and calamine can neither be stopped nor bounded from Python: a page of looped objects, or a
sheet that declares a thousand million cells, takes all time or memory, and a fault in them ends
the process with everything in it. Their process may end instead (docs/decisions/0008).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from zonereports.errors import UnreadablePage

_WORK = Path(__file__).with_name("confined_work.py")
# Reading the longest report seen takes a second. The clock is a guard for a machine at rest: the
# work itself ends after some seconds of computing, however busy the machine is.
_PATIENCE_S = 60


def read_confined(kind: str, body: bytes, what: str) -> Any:
    """What `confined_work` finds in these bytes: plain lists, texts and numbers.

    Args:
        kind: "pdf" or "xls".
        body: the file.
        what: how an error calls it.

    Raises:
        UnreadablePage: it says why, or the process ended without an answer.
    """
    # -P: this folder is not on the path of the child, where html.py would hide Python's own.
    command = [sys.executable, "-P", "-X", "utf8", str(_WORK), kind]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired as error:
        raise UnreadablePage(f"{what} was not read within {_PATIENCE_S} s") from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1][:200]
        raise UnreadablePage(f"{what} {_ending(done.returncode, told)}")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise UnreadablePage(f"{what} {answer['refused']}")
    return answer["found"]


def _ending(code: int, told: str) -> str:
    if code in (-24, -9):  # SIGXCPU, and SIGKILL behind it
        return "takes more computing than a report can"
    if "alloc" in told.lower() or "memory" in told.lower() or code == -6:
        return "needs more memory than a report can"
    return f"broke its reader (status {code}{': ' + told if told else ''})"
