"""A peer in an environment of its own: started, asked in rounds."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from benchmarks.peers import REPOSITORY, NoPeer, environment, folder


class Peer:
    """One running peer; close it."""

    def __init__(
        self,
        name: str,
        requirements: Sequence[str],
        *,
        script: str = "amount_peers",
        within: str = "",
    ) -> None:
        python = environment(within or name, requirements)
        self._process = subprocess.Popen(
            [str(python), str(REPOSITORY / "benchmarks" / f"{script}.py"), name],
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
