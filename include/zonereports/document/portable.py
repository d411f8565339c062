"""A PDF to a leaf."""

from __future__ import annotations

from zonereports.document.confined import read_confined
from zonereports.document.furniture import squeeze
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.paragraphs import is_row
from zonereports.document.places import Place
from zonereports.document.running_heads import without_running_heads
from zonereports.document.traced import Trace, joined, substitute
from zonereports.errors import NeedsOcr

_MIN_PER_PAGE = 10


def read_pdf(body: bytes, trace: Trace | None = None) -> Leaf:
    """The text layer, page by page, without page numbers and running heads.

    Raises:
        UnreadablePage: encrypted, broken, too long, or more work than a report is.
        NeedsOcr: scanned, without a text layer.
    """
    pages = [
        _lines(text, number, trace)
        for number, text in enumerate(read_confined("pdf", body, "the PDF"), 1)
    ]
    text_length = sum(len(squeeze(line)) for page in pages for line in page)
    if text_length < _MIN_PER_PAGE * max(1, len(pages)):
        raise NeedsOcr("the PDF is scanned and has no text layer")
    lines = without_running_heads(pages)
    return Leaf(
        lines=tuple(joined("\t", line.split()) if is_row(line) else line for line in lines),
        wrapped=True,
    )


def _lines(text: str, number: int, trace: Trace | None) -> list[str]:
    if trace is not None:
        text = trace.take(text, Place("page", part=trace.part, number=number))
    # U+FFFE is pdfium's mark for a hyphen at a line's end.
    raw = text.replace("\ufffe", "").splitlines()
    return [line for one in raw if (line := substitute(INVISIBLE, "", one).strip(SPACES + "\t"))]
