"""The archive: storing, verifying and building the index again, with peak memory."""

from __future__ import annotations

import os
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zonereports.archive import Archive
from zonereports.fetch import Response
from zonereports.state import State

PAGES = int(os.environ.get("ZONEREPORTS_BENCH_CAPTURES", "3000"))
_WORDS = (
    "青山经济开发区全年完成规上工业总产值固定资产投资同比增长亿元项目企业招商安全服务建设".split(
        "业"
    )
)


def page(number: int) -> Response:
    """A page of 20 to 60 kB whose text compresses as pages do."""
    chance = random.Random(number)
    body = "".join(
        f"<p>{chance.choice(_WORDS)}{chance.randrange(10_000)}.{chance.randrange(100)}</p>"
        for _ in range(chance.randrange(400, 1_200))
    ).encode()
    url = f"https://www.qingshan.example/{number}.html"
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return Response(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), body, at)


def figures() -> list[str]:
    """Records and megabytes a second of each verb, and what they hold in memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        state = State(f"sqlite:///{folder / 'state.db'}")
        archive = Archive(folder / "archive", state)
        pages = 0

        def store() -> int:
            nonlocal pages
            for number in range(PAGES):
                response = page(number)
                pages += len(response.body)
                archive.store(response, kind="article", site="qingshan")
            return PAGES

        stored = _timed(store)
        size = sum(path.stat().st_size for path in (folder / "archive").iterdir())
        before = _peak()
        verified = _timed(lambda: archive.verify().records)
        fresh = State(f"sqlite:///{folder / 'fresh.db'}")
        again = Archive(folder / "archive", fresh)
        found = _timed(lambda: again.reindex().restored)
        grown = _peak() - before
        for one in (archive, again):
            one.close()
        for one in (state, fresh):
            one.close()
    lines = [f"{PAGES} pages, {pages / 1e6:.0f} MB as served, {size / 1e6:.0f} MB in the archive"]
    for verb, (count, seconds) in (("store", stored), ("verify", verified), ("reindex", found)):
        lines.append(
            f"{verb}: {count / seconds:.0f} records/s, {pages / 1e6 / seconds:.1f} MB/s as served, "
            f"{size / 1e6 / seconds:.1f} MB/s compressed (wall)"
        )
    return [*lines, f"memory that verify and reindex added to the peak: {grown:.0f} MB"]


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    count = work()
    return count, time.perf_counter() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
