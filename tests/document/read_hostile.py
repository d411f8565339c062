"""Reads hostile files and prints what became of each, a JSON line a file: run by the test."""

import contextlib
import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.document.hostile import FILES, READABLE
from zonereports.document import find_attachments, find_parts, read, report_attachment
from zonereports.errors import UnreadablePage, ZoneReportsError
from zonereports.fetch import Response, check_page, decode

URL = "https://www.lanxi.example/xxgk/t20240105_77.html"


def main() -> None:
    for name in sys.argv[1:]:
        body = (FILES | READABLE)[name]()
        # The peak so far is that of making the file: start it anew.
        Path("/proc/self/clear_refs").write_text("5")
        before = used_s()
        outcome, told = "read", ""
        try:
            told = read(body, url=URL).text[:80]
        except UnreadablePage as error:
            outcome, told = type(error).__name__, error.what
        with contextlib.suppress(ZoneReportsError):
            page = Response(URL, URL, 200, (), body, datetime.now(UTC))
            check_page(page, decode(body)[0])
        with contextlib.suppress(UnreadablePage):
            find_attachments(body, url=URL)
        report_attachment(body, url=URL)
        with contextlib.suppress(UnreadablePage):
            find_parts([(body, None)], url=URL)
        status = Path("/proc/self/status").read_text().splitlines()
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        row = {
            "name": name,
            "outcome": outcome,
            "told": told,
            "bytes": len(body),
            "cpu_s": round(used_s() - before, 2),
            "own_mb": peak // 1024,
            "child_mb": children // 1024,
        }
        print(json.dumps(row, ensure_ascii=False), flush=True)


def used_s() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    main()
