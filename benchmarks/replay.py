"""A replay of many reports: reports a second, and whether memory follows their number.

The corpus is made of the replica's sites and pages under other names, hosts and years, so that every
page is a report of its own zone and year (`ZONEREPORTS_BENCH_REPORTS`, 10,000). Each size is replayed by a
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
from functools import cache
from itertools import product
from pathlib import Path

import requests

from replica import Replica
from replica.counties import COUNTIES
from zonereports.document import zone_key
from zonereports.fetch import Response
from zonereports.pipeline import Pipeline
from zonereports.settings import Settings

REPORTS = int(os.environ.get("ZONEREPORTS_BENCH_REPORTS", "10000"))
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?=亿元)")
_YEAR = re.compile(r"20(?:2[2-6])")
_NAMES = [*(county.name[:2] for county in COUNTIES), "滨海"]
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
        pages = _pages(replica)
        (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
        _write_more_sites(folder / "sites", REPORTS // len(pages) // _YEARS)
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
        site, report = _report(pages, number)
        pipeline.archive.store(report, kind="article", site=site)
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


def _report(pages: list[Page], number: int) -> tuple[str, Response]:
    """The report of that number, and its site: under a name and a year that no other number has."""
    site, url, text, kind = pages[number % len(pages)]
    name, year = divmod(number // len(pages), _YEARS)
    text = _YEAR.sub(lambda match: str(int(match[0]) - year * 3), _renamed(text, name))
    told = f"{1 + number % 90}.{number // 90:03d}"
    url = _renamed(f"{url}?{number}", name)
    return _key(site, name), Response(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", kind),),
        body=_AMOUNT.sub(told, text, count=1).encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=5 * number),
    )


def _write_more_sites(folder: Path, names: int) -> None:
    """Beside each county file, one for each further name."""
    for path in sorted(folder.glob("*.yaml")):
        text = path.read_text("utf-8")
        for name in range(1, names + 1):
            there = folder / f"{_key(path.stem, name)}.yaml"
            there.write_text(_renamed(text, name), encoding="utf-8")


@cache
def _begins() -> list[str]:
    """Two characters each, with which no name begins or ends like that of a real place."""
    return [
        begin
        for begin in map("".join, product(_FIRST, _SECOND))
        if all(zone_key(f"浙江{begin}{old[0]}开发区")[0] == begin + old[0] for old in _NAMES)
    ]


def _key(site: str, name: int) -> str:
    return f"{site}-{name:03}" if name else site


def _renamed(text: str, name: int) -> str:
    """Counties and zones under their name of that number, on a host of theirs; 0 is their own."""
    if not name:
        return text
    for old in _NAMES:
        text = text.replace(old, _begins()[name - 1] + old[0])
    return text.replace("//127.0.", f"//127.{name}.")


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
