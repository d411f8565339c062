"""A PDF to a leaf."""

from __future__ import annotations

from collections import Counter

import pypdfium2 as pdfium
from pypdfium2 import PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD

from zonereports.document.furniture import is_page_number, squeeze
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.paragraphs import is_row
from zonereports.document.places import Place
from zonereports.document.traced import Trace, joined, substitute
from zonereports.errors import UnreadablePage

# The longest report seen in an attachment had 38 pages; ten times that is no work report.
_MAX_PAGES = 400
_MAX_CHARACTERS = 2_000_000
_MIN_PER_PAGE = 10


def read_pdf(body: bytes, trace: Trace | None = None) -> Leaf:
    """The text layer, page by page, without page numbers and running heads.

    Raises:
        UnreadablePage: encrypted, broken, too long, or scanned without a text layer.
    """
    try:
        pdf = pdfium.PdfDocument(body)
    except PdfiumError as error:
        if (
            getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
            or "password" in str(error).lower()
        ):
            raise UnreadablePage("the PDF is encrypted") from error
        raise UnreadablePage(f"the PDF is broken: {error}") from error
    try:
        if len(pdf) > _MAX_PAGES:
            raise UnreadablePage(f"the PDF has {len(pdf)} pages, more than {_MAX_PAGES}")
        pages = _pages(pdf, trace)
    except PdfiumError as error:
        raise UnreadablePage(f"the PDF is broken: {error}") from error
    finally:
        pdf.close()
    text_length = sum(len(squeeze(line)) for page in pages for line in page)
    if text_length < _MIN_PER_PAGE * max(1, len(pages)):
        raise UnreadablePage(
            "the PDF is scanned and has no text layer",
            next_step="it needs OCR; run it through an OCR tool and import the result",
        )
    heads = _running(pages)
    lines = [
        line
        for page in pages
        for number, line in enumerate(page)
        if not (
            (number in (0, len(page) - 1) and is_page_number(line))
            or (number in (0, 1, len(page) - 1) and line in heads)
        )
    ]
    lines = [joined("\t", line.split()) if is_row(line) else line for line in lines]
    return Leaf(lines=tuple(lines), wrapped=True)


def _pages(pdf: pdfium.PdfDocument, trace: Trace | None) -> list[list[str]]:
    pages: list[list[str]] = []
    total = 0
    for number in range(len(pdf)):
        page = pdf[number]
        layer = page.get_textpage()
        total += layer.count_chars()
        if total > _MAX_CHARACTERS:
            raise UnreadablePage(f"the PDF holds more than {_MAX_CHARACTERS} characters")
        # U+FFFE is pdfium's mark for a hyphen at a line's end.
        text = layer.get_text_range()
        if trace is not None:
            text = trace.take(text, Place("page", number=number + 1))
        text = text.replace("\ufffe", "")
        layer.close()
        page.close()
        lines = (substitute(INVISIBLE, "", raw).strip(SPACES + "\t") for raw in text.splitlines())
        pages.append([line for line in lines if line])
    return pages


def _running(pages: list[list[str]]) -> frozenset[str]:
    """Lines at the head or foot of most pages."""
    counts = Counter(line for page in pages for line in {*page[:2], *page[-1:]})
    return frozenset(
        line for line, times in counts.items() if times >= 3 and times * 2 > len(pages)
    )
