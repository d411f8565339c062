"""Runs of the platform, each in a process of its own that a test may kill.

A helper process imports everything heavy once and forks for each run, so that a kill falls into the
work and not into the imports.
"""

import contextlib
import importlib
import os
import select
import signal
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]


def serve(run):
    """Call `run` in a fork of its own with the words of each line of the standard input.

    Answers each line with the process id, and with the exit status when the run has ended.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for heavy in ("great_expectations", "duckdb", "pyarrow.parquet", "trafilatura"):
            importlib.import_module(heavy)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = run(*line.rstrip("\n").split("\t"))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


class Forked:
    """The helper process of a module that serves runs; a context manager."""

    def __init__(self, module):
        path = os.pathsep.join(filter(None, [str(_REPOSITORY), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=_REPOSITORY,
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._line() == "ready"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()

    def run(self, *words, kill_after_s=None):
        """Exit status of one run; -9 when a kill came before its end."""
        self._process.stdin.write(("\t".join(map(str, words)) + "\n").encode())
        pid = int(self._line())
        if kill_after_s is not None and not self._ended_within(kill_after_s):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return int(self._line())

    def _ended_within(self, seconds):
        return bool(select.select([self._process.stdout], [], [], seconds)[0])

    def _line(self):
        return self._process.stdout.readline().decode().strip()
