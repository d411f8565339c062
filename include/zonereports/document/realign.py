"""Origins for lines that a library made of a page, looked for in the page's own lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zonereports.document.places import UNPLACED
from zonereports.document.traced import Run, Trace, Traced


def realign(lines: list[str], trace: Trace, page: Callable[[], list[str]]) -> list[str]:
    """The same lines, each with its origins.

    A line's characters without its blanks are looked for in those of the page, behind those of
    the line before; a line that the page does not have there is marked as unplaced.

    Args:
        lines: some without origins.
        trace: what took up the page.
        page: gives all lines of the page with their origins; called if needed.
    """
    if all(isinstance(line, Traced) for line in lines):
        return lines
    stream = [pair for line in page() if isinstance(line, Traced) for pair in _characters(line)]
    written = "".join(char for char, _ in stream)
    placed: list[str] = []
    cursor = 0
    for line in lines:
        bare = "".join(line.split())
        at = written.find(bare, cursor)
        if isinstance(line, Traced):
            placed.append(line)
        elif at < 0:
            placed.append(trace.take(line, UNPLACED))
        else:
            placed.append(
                Traced.of(line, _runs(line, [taken for _, taken in stream[at : at + len(bare)]]))
            )
            cursor = at + len(bare)
    return placed


def _characters(line: Traced) -> Iterator[tuple[str, int]]:
    for run in line.runs:
        for step in range(run.length):
            if not (char := str.__getitem__(line, run.at + step)).isspace():
                yield char, run.taken + step


def _runs(line: str, taken: list[int]) -> Iterator[Run]:
    bare = (at for at, char in enumerate(line) if not char.isspace())
    last: Run | None = None
    for at, number in zip(bare, taken, strict=False):
        if last is not None and (last.at + last.length, last.taken + last.length) == (at, number):
            last = last._replace(length=last.length + 1)
            continue
        if last is not None:
            yield last
        last = Run(at, number, 1)
    if last is not None:
        yield last
