"""Runs of the platform for a test to kill: home and sites in a line (`tests.pipeline.forked`)."""

from pathlib import Path

from tests.pipeline.forked import serve
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


if __name__ == "__main__":
    serve(run)
