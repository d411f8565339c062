"""Imports that kill themselves at a named moment, for a test to judge (`tests.pipeline.forked`).

A line is an import: home, folder of files, moment, how often it is passed before.
"""

import importlib
import os
import signal
from pathlib import Path

from tests.pipeline.forked import serve
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

MOMENTS = {
    "before a record": "zonereports.archive.writer.Writer.append",
    "between record and index": "zonereports.archive.index.CaptureIndex.add",
    "before reading": "zonereports.pipeline.publish.observe_document",
    "before the lake": "zonereports.lake.Lake.publish",
    "with a staged snapshot": "zonereports.lake.snapshots.Snapshots.commit",
    "between lake and state": "zonereports.pipeline.publish.write_evidence",
    "within the state": "zonereports.pipeline.publish.store_verdict",
    "before the feeds": "zonereports.pipeline.feeds.write_feeds",
}


def kill_at(moment, passes):
    """Have this process end the next time but `passes` that the moment comes."""
    path, name = MOMENTS[moment].rsplit(".", 1)
    try:
        holder = importlib.import_module(path)
    except ModuleNotFoundError:
        module, kind = path.rsplit(".", 1)
        holder = getattr(importlib.import_module(module), kind)
    real, left = getattr(holder, name), [passes]

    def killing(*args, **given):
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return real(*args, **given)

    setattr(holder, name, killing)


def impatient(publisher):
    """A publisher that publishes each report by itself."""

    def make():
        made = publisher()
        made.patience_s = 0.0
        return made

    return make


def run(home, folder, moment="never", passes=0):
    pipeline = Pipeline(Settings(home=Path(home)))
    if moment in MOMENTS:
        kill_at(moment, int(passes))
        pipeline._publisher = impatient(pipeline._publisher)
    pipeline.import_files([Path(folder)])
    pipeline.close()
    return 0


if __name__ == "__main__":
    serve(run)
