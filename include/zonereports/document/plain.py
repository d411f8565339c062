"""A plain text file to a leaf."""

from __future__ import annotations

from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.paragraphs import is_wrapped


def read_plain(text: str) -> Leaf:
    """Lines as paragraphs; lines that end where the paper ended are joined again."""
    lines = tuple(
        line
        for raw in INVISIBLE.sub("", text).replace("\f", "\n").splitlines()
        if (line := raw.strip(SPACES + "\t"))
    )
    return Leaf(lines=lines, wrapped=is_wrapped(lines))
