"""`make bench`: every figure, or those of the parts named (ARGS='reading')."""

from __future__ import annotations

import importlib
import logging
import platform
import sys

_PARTS = (
    "dag_parse",
    "whole_run",
    "reading",
    "odd_texts",
    "body",
    "amounts",
    "confidence",
    "fetching",
    "sweep",
    "capacity",
    "production",
    "archive",
    "replay",
    "years",
    "overdue",
    "alerts",
    "lake",
    "readers",
    "readers_bucket",
    "pages",
    "gate",
)


def main() -> int:
    """Print the figures; 2 when a part is not known."""
    wanted = sys.argv[1:] or _PARTS
    unknown = [name for name in wanted if name not in _PARTS]
    if unknown:
        print(f"no part is named {unknown[0]}; there are {', '.join(_PARTS)}", file=sys.stderr)
        return 2
    logging.disable(logging.WARNING)
    print(f"Python {platform.python_version()}, {platform.machine()}")
    for name in wanted:
        print(f"\n{name}")
        for line in importlib.import_module(f"benchmarks.{name}").figures():
            print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
