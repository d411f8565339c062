"""A replay of many reports: reports a second, and whether memory follows their number."""

from __future__ import annotations

import logging
import os
import re
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from replica import Replica
from zonereports.fetch import Response
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

REPORTS = int(os.environ.get("ZONEREPORTS_BENCH_REPORTS", "2000"))
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?=亿元)".encode())


def figures() -> list[str]:
    """Reports a second of a replay into a fresh folder, with peak memory after a tenth and all."""
    logging.disable(logging.WARNING)
    few = max(1, REPORTS // 10)
    with Replica() as replica, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sites").mkdir()
        replica.write_site_files(folder / "sites")
        pages = _pages(replica)
        first = _replayed(folder, "few", pages, few)
        whole = _replayed(folder, "all", pages, REPORTS)
    return [
        f"{few} reports: {first[0]:.1f} s, {few / first[0]:.0f} reports/s, peak {first[1]:.0f} MB",
        f"{REPORTS} reports: {whole[0]:.1f} s, {REPORTS / whole[0]:.0f} reports/s, "
        f"peak {whole[1]:.0f} MB (of this process, the replica's pages in it)",
        f"rows: {whole[2]}",
    ]


def _replayed(
    folder: Path, name: str, pages: list[tuple[str, str, bytes, str]], count: int
) -> tuple[float, float, str]:
    pipeline = Pipeline(
        Settings(home=folder / name, sites=folder / "sites", alert_channels=("file",))
    )
    for number in range(count):
        site, url, body, kind = pages[number % len(pages)]
        told = f"{1 + number % 90}.{number // 90:03d}".encode()
        response = Response(
            url=f"{url}?{number}",
            final_url=f"{url}?{number}",
            status=200,
            headers=(("Content-Type", kind),),
            body=_AMOUNT.sub(told, body, count=1),
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=5 * number),
        )
        pipeline.archive.store(response, kind="article", site=site)
    began = time.perf_counter()
    result = pipeline.replay(into=folder / f"{name}-again")
    seconds = time.perf_counter() - began
    pipeline.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, peak, ", ".join(f"{rows} {table}" for table, rows in result.rows.items())


def _pages(replica: Replica) -> list[tuple[str, str, bytes, str]]:
    with requests.Session() as session:
        session.trust_env = False
        found = []
        for item in replica.truth():
            answer = session.get(item["url"], timeout=20)
            found.append(
                (item["site"], item["url"], answer.content, answer.headers["Content-Type"])
            )
    return found
