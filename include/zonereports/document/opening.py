"""Bytes of any format to a leaf, the format told by the bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes

from zonereports.document.files import read_file
from zonereports.document.leaf import Leaf
from zonereports.document.markup import within_bounds
from zonereports.document.places import Place
from zonereports.document.plain import read_plain
from zonereports.document.traced import Trace, Traced
from zonereports.errors import UnreadablePage
from zonereports.fetch import decode

# The largest attachment seen was 19 MB, with photographs.
MAX_BYTES = 64_000_000
_HTML = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|meta|title|div|table|p|span|script|ucapcontent)[\s>/]",
    re.IGNORECASE,
)
_MHTML = re.compile(
    rb"^MIME-Version:.*?multipart/related", re.IGNORECASE | re.DOTALL | re.MULTILINE
)


def open_leaf(body: bytes, content_type: str | None, trace: Trace | None) -> tuple[Leaf, bool]:
    """The leaf, and whether the file is an attachment rather than a page.

    Raises:
        NeedsOcr: scanned, or a picture.
        UnreadablePage: empty, encrypted, broken, too large, or of a format that holds no text.
    """
    if len(body) > MAX_BYTES:
        raise UnreadablePage(f"{len(body)} bytes, more than {MAX_BYTES}")
    head = body[:1024].lstrip()
    if not head and not body.strip():
        raise UnreadablePage("the body is empty")
    if (file := read_file(body, trace)) is not None:
        return _placed(file, trace), True
    body, content_type, part = page_of(body, content_type)
    if trace is not None:
        trace.part = part
    text, encoding = decode(body, content_type)
    notes = (
        [f"{damaged} characters could not be decoded"] if (damaged := text.count("\ufffd")) else []
    )
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.append(f"decoded from {encoding}")
    text = within_bounds(text)
    leaf = _marked_up(text, trace) if _HTML.search(text[:20_000]) else read_plain(text, trace)
    if leaf is None:
        raise UnreadablePage("no element on the page")
    return Leaf(
        leaf.lines,
        leaf.titles,
        leaf.around,
        leaf.meta,
        leaf.wrapped,
        (*notes, *leaf.notes),
        leaf.agreement,
    ), False


def beside(leaf: Leaf, page: bytes, content_type: str | None) -> Leaf:
    """The leaf of an attachment with what its page says of it."""
    try:
        around, _ = open_leaf(page, content_type, None)
    except UnreadablePage:
        return leaf
    return replace(
        leaf,
        titles=(*leaf.titles, *around.titles),
        around=(*around.around, *around.lines[:20]),
        meta=around.meta,
    )


def _placed(leaf: Leaf, trace: Trace | None) -> Leaf:
    """The leaf with an origin for each line that its reader gave none: the line itself."""
    if trace is None or all(isinstance(line, Traced) for line in leaf.lines):
        return leaf
    lines = [
        line
        if isinstance(line, Traced)
        else trace.take(line, Place("line", part=trace.part, number=number))
        for number, line in enumerate(leaf.lines, 1)
    ]
    return replace(leaf, lines=tuple(lines))


def page_of(body: bytes, content_type: str | None) -> tuple[bytes, str | None, str]:
    """The page in a file, its content type, and which part it is; "" when it is the file."""
    if not _MHTML.search(body[:2000]):
        return body, content_type, ""
    page, kind, number = _page_of_mhtml(body)
    return page, kind, f"mhtml {number}"


def _page_of_mhtml(body: bytes) -> tuple[bytes, str, int]:
    """The page in Word's "single file web page", which is often named .doc."""
    for number, part in enumerate(message_from_bytes(body).walk()):
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            return payload, f"text/html; charset={part.get_content_charset() or ''}", number
    raise UnreadablePage("an MHTML file without a page in it")


def _marked_up(text: str, trace: Trace | None) -> Leaf | None:
    from zonereports.document.html import read_html

    return read_html(text, trace)
