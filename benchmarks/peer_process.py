"""A peer in an environment of its own: installed once, started, asked in rounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_REPOSITORY = Path(__file__).resolve().parents[1]
_INSTALL_S = 900


class NoPeer(Exception):
    """The peer cannot be installed or started here; the message says why."""


def folder() -> Path:
    """Where environments of peers are kept: $ZONEREPORTS_BENCH, or .bench in the repository."""
    return Path(os.environ.get("ZONEREPORTS_BENCH") or _REPOSITORY / ".bench")


class Peer:
    """One running peer; close it."""

    def __init__(self, name: str, requirements: Sequence[str]) -> None:
        python = _environment(name, requirements)
        self._process = subprocess.Popen(
            [str(python), str(_REPOSITORY / "benchmarks" / "amount_peers.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            cwd=folder(),
        )
        if self._line() != "ready":
            raise NoPeer("does not start")

    def ask(self, texts: Sequence[str]) -> tuple[list[Any], float]:
        """The hits of each text, and the CPU seconds they cost."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(json.dumps(text) + "\n" for text in texts) + "\n")
        self._process.stdin.flush()
        hits, taken = self._line()
        return hits, taken

    def close(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=30)

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NoPeer(f"stopped with status {self._process.wait(timeout=30)}")
        return json.loads(line)


def _environment(name: str, requirements: Sequence[str]) -> Path:
    """The interpreter of the peer's environment, made when it is not there yet."""
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
