"""A replay of many reports: reports a second, and whether memory follows their number.

The corpus is made of the replica's pages, each under other names and years, so that every one is a
report of its own zone and year (`ZONEREPORTS_BENCH_REPORTS`, 10,000). Each size is replayed by a
process of its own: a peak cannot be undone within one.
"""

from __future__ import annotations

import json
import logging
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from replica import Replica
from zonereports.fetch import Response
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

REPORTS = int(os.environ.get("ZONEREPORTS_BENCH_REPORTS", "10000"))
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?=亿元)")
_YEAR = re.compile(r"20(?:2[2-6])")
_NAMES = "青山 临溪 云岭 松河 白湾 枫林".split()
_FIRST = "东南西北上中下新大小长广平安永宁和明清金银石泉龙凤虎鹿鹤梅兰"
_SECOND = "阳阴山川河湖江海溪泽峰岭岗坡原野林桥渡港口关城堡寨村镇坊集庄"
_YEARS = 12

Page = tuple[str, str, str, str]
"""Site, address, text, content type."""


def figures() -> list[str]:
    """Reports a second of a replay into a fresh folder, with peak memory at a tenth and at all."""
    few = max(1, REPORTS // 10)
    with Replica() as replica, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sites").mkdir()
        replica.write_site_files(folder / "sites")
        (folder / "pages.json").write_text(json.dumps(_pages(replica)), encoding="utf-8")
        lines = []
        for count in (few, REPORTS):
            done = _in_a_process(folder, count)
            lines += [
                f"{count} captures: {done['wall_s']:.1f} s wall, {done['cpu_s']:.1f} s CPU, "
                f"{count / done['wall_s']:.1f} reports/s wall, {count / done['cpu_s']:.1f} reports/s "
                f"CPU, peak {done['peak_mb']:.0f} MB",
                f"rows: {done['rows']}",
                f"value-level difference against nothing published: {done['difference']}, "
                f"{done['report_mb']:.1f} MB of JSON",
            ]
    return lines


def measure(folder: Path, count: int) -> dict[str, float | str]:
    """Archive so many reports and replay them; what it cost, of the replay alone."""
    pages: list[Page] = [
        tuple(page) for page in json.loads((folder / "pages.json").read_text("utf-8"))
    ]
    pipeline = Pipeline(
        Settings(home=folder / f"of-{count}", sites=folder / "sites", alert_channels=("file",))
    )
    for number in range(count):
        pipeline.archive.store(_report(pages, number), kind="article", site=_site(pages, number))
    wall, cpu = time.perf_counter(), time.process_time()
    result = pipeline.replay(into=folder / f"again-{count}")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    pipeline.close()
    total = result.difference.total
    return {
        "wall_s": wall,
        "cpu_s": cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": ", ".join(f"{rows} {table}" for table, rows in result.rows.items()),
        "difference": f"{total['added']} added, {total['removed']} removed, "
        f"{total['changed']} changed",
        "report_mb": result.report.stat().st_size / 1e6,
    }


def _in_a_process(folder: Path, count: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.replay", str(folder), str(count)],
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _site(pages: list[Page], number: int) -> str:
    return pages[number % len(pages)][0]


def _report(pages: list[Page], number: int) -> Response:
    """The report of that number: a page under a name and a year that no other number has."""
    _, url, text, kind = pages[number % len(pages)]
    name, year = divmod(number // len(pages), _YEARS)
    if name:  # the first round keeps its names
        first, second = divmod(name, len(_SECOND))
        for old in _NAMES:
            text = text.replace(old, _FIRST[first % len(_FIRST)] + _SECOND[second] + old[1:])
    text = _YEAR.sub(lambda match: str(int(match[0]) - year * 3), text)
    told = f"{1 + number % 90}.{number // 90:03d}"
    return Response(
        url=f"{url}?{number}",
        final_url=f"{url}?{number}",
        status=200,
        headers=(("Content-Type", kind),),
        body=_AMOUNT.sub(told, text, count=1).encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=5 * number),
    )


def _pages(replica: Replica) -> list[Page]:
    """Pages with a report in their text, as UTF-8."""
    found: list[Page] = []
    with requests.Session() as session:
        session.trust_env = False
        for item in replica.truth():
            if item["attachment"]:
                continue
            answer = session.get(item["url"], timeout=20)
            text = answer.content.decode(_charset(answer.content), "replace")
            text = re.sub(r"(?i)charset=[\"']?(gb2312|gbk|gb18030)", "charset=utf-8", text)
            found.append((item["site"], item["url"], text, "text/html; charset=utf-8"))
    return found


def _charset(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
