"""Reads one hostile file and prints what became of it, as JSON: run as a program by the test."""

import json
import resource
import sys
import time


def main() -> None:
    from tests.document.hostile import FILES

    body = FILES[sys.argv[1]]()
    from zonereports.document import find_attachments, read, report_attachment
    from zonereports.errors import UnreadablePage
    from zonereports.fetch import Response, check_page, decode

    url = "https://www.lanxi.example/xxgk/t20240105_77.html"
    before = resource.getrusage(resource.RUSAGE_SELF)
    # The peak so far is that of making the file: start it anew.
    with open("/proc/self/clear_refs", "w") as handle:  # noqa: PTH123
        handle.write("5")
    started = time.monotonic()
    outcome, told = "read", ""
    try:
        document = read(body, url=url)
        told = document.text[:80]
    except UnreadablePage as error:
        outcome, told = type(error).__name__, error.what
    reading = time.monotonic() - started
    if sys.argv[2:] == ["page"]:
        try:
            text, _ = decode(body)
            check_page(Response(url, url, 200, (), body, None), text)
        except Exception as error:
            assert type(error).__module__ == "zonereports.errors", repr(error)
        try:
            find_attachments(body, url=url)
        except UnreadablePage:
            pass
        report_attachment(body, url=url)
    own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum((own.ru_utime - before.ru_utime, own.ru_stime - before.ru_stime, child.ru_utime, child.ru_stime))
    with open("/proc/self/status") as handle:  # noqa: PTH123
        peak = next(int(line.split()[1]) for line in handle if line.startswith("VmHWM"))
    print(
        json.dumps(
            {
                "outcome": outcome,
                "told": told,
                "size": len(body),
                "reading_s": round(reading, 2),
                "cpu_s": round(cpu, 2),
                "wall_s": round(time.monotonic() - started, 2),
                "own_mb": peak // 1024,
                "child_mb": child.ru_maxrss // 1024,
            },
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
