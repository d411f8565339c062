"""A plain text file to a leaf."""

from __future__ import annotations

from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.paragraphs import is_wrapped
from zonereports.document.places import Place
from zonereports.document.traced import Trace, joined, substitute


def read_plain(text: str, trace: Trace | None = None) -> Leaf:
    """Lines as paragraphs; lines that end where the paper ended are joined again."""
    if trace is not None:
        # A line is what an editor counts: 1 and up, with its own offset.
        raws = text.splitlines(keepends=True)
        text = joined(
            "", [trace.take(raw, Place("line", number=n)) for n, raw in enumerate(raws, 1)]
        )
    lines = tuple(
        line
        for raw in substitute(INVISIBLE, "", text).replace("\f", "\n").splitlines()
        if (line := raw.strip(SPACES + "\t"))
    )
    return Leaf(lines=lines, wrapped=is_wrapped(lines))
