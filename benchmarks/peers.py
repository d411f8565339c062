"""Environments for peers: installed once, apart from ours, where a benchmark asks for one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
_INSTALL_S = 900


class NoPeer(Exception):
    """The peer cannot be installed or started here; the message says why."""


def folder() -> Path:
    """Where environments of peers are kept: $ZONEREPORTS_BENCH, or .bench in the repository."""
    return Path(os.environ.get("ZONEREPORTS_BENCH") or REPOSITORY / ".bench")


def environment(name: str, requirements: Sequence[str]) -> Path:
    """The interpreter of the peer's environment, made when it is not there yet.

    Raises:
        NoPeer: it does not install; the last line of the installer says why.
    """
    home = folder() / name
    python = home / "bin" / "python"
    ready = home / "installed.txt"
    wanted = "\n".join(requirements)
    if ready.exists() and ready.read_text(encoding="utf-8") == wanted:
        return python
    try:
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(home)],
            [str(python), "-m", "pip", "install", "--quiet", *requirements],
        ):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=_INSTALL_S)
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "no message").strip().splitlines()
        raise NoPeer(f"does not install: {lines[-1][:120]}") from error
    except subprocess.TimeoutExpired as error:
        raise NoPeer(f"does not install within {_INSTALL_S} s") from error
    ready.write_text(wanted, encoding="utf-8")
    return python
