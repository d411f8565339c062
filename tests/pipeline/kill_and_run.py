"""Runs of the platform, each in a process of its own, for a test to kill.

Reads one line a run (home and sites, separated by a tab), answers with the process id, and with
the exit status when it has ended. Everything heavy is imported before the fork, so that a kill
falls into the work and not into the imports.
"""

import importlib
import os
import sys
import warnings
from pathlib import Path

from zonereports.pipeline import Pipeline
from zonereports.settings import Settings


def run(home, sites):
    result = Pipeline(
        Settings(
            home=Path(home),
            sites=Path(sites),
            allow_addresses=("127.0.0.0/8",),
            alert_channels=("file",),
        )
    ).run()
    return 0 if result.ok else 1


def main():
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
            finally:
                os._exit(status)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
