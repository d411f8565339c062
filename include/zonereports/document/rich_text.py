"""An RTF file, which is often named .doc, to a leaf."""

from __future__ import annotations

import re

from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import INVISIBLE
from zonereports.document.places import Place
from zonereports.document.traced import Trace, substitute
from zonereports.errors import UnreadablePage

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
# Groups that hold no text of the document.
_SILENT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerf headerl headerr footer footerf "
    b"footerl footerr footnote listtable listoverridetable generator themedata datastore xmlnstbl "
    b"latentstyles rsidtbl fldinst bkmkstart bkmkend shppict nonshppict listtext".split()
)
_BREAKS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": "\t",
           b"tab": " ", b"emdash": "—", b"endash": "–", b"ldblquote": "“", b"rdblquote": "”",
           b"lquote": "‘", b"rquote": "’", b"bullet": "•"}  # fmt: skip
_MAX_DEPTH = 1_000
# Some seconds of work; a report of 30,000 characters has 100,000.
_MAX_TOKENS = 1_000_000


def read_rtf(body: bytes, trace: Trace | None = None) -> Leaf:
    r"""Paragraphs and table rows; a byte \'hh is of the file's code page, GBK when it names none.

    Raises:
        UnreadablePage: nested deeper or longer than a document is.
    """
    raws = _text(body).split("\n")
    if trace is not None:
        raws = [
            trace.take(raw, Place("paragraph", part=trace.part, number=number))
            for number, raw in enumerate(raws, 1)
        ]
    lines = [
        line
        for raw in raws
        if (line := substitute(INVISIBLE, "", raw).strip(SPACES).rstrip("\t")).strip("\t")
    ]
    return Leaf(lines=tuple(lines))


def _text(body: bytes) -> str:
    parts: list[str] = []
    pending = bytearray()
    codec = _code_page(body)
    # (silent, bytes to skip behind \u)
    stack: list[tuple[bool, int]] = [(False, 1)]
    skip = length = 0
    starred = False

    def flush() -> None:
        if pending:
            parts.append(pending.decode(codec, "replace"))
            pending.clear()

    for token in _TOKEN.finditer(body):
        hexed, word, number, symbol, brace, plain = token.groups()
        silent, after = stack[-1]
        if brace == b"{":
            if len(stack) > _MAX_DEPTH:
                raise UnreadablePage("the .rtf is nested deeper than a document is")
            stack.append(stack[-1])
        elif brace == b"}":
            if len(stack) > 1:
                stack.pop()
        elif symbol == b"*":
            starred = True
            continue
        elif word is not None and (word in _SILENT or starred):
            stack[-1] = (True, after)
        elif word == b"uc" and number:
            stack[-1] = (silent, min(int(number), 8))
        elif word == b"bin" and number:
            raise UnreadablePage("the .rtf holds binary data")
        elif silent:
            pass
        elif word == b"u" and number:
            flush()
            parts.append(_character(int(number)))
            skip = after
            continue
        elif hexed is not None:
            if skip:
                skip -= 1
                continue
            pending += bytes((int(hexed, 16),))
        elif plain is not None:
            kept = plain[skip:]
            skip = max(0, skip - len(plain))
            pending += kept
        elif word in _BREAKS:
            flush()
            parts.append(_BREAKS[word])
        elif symbol in (b"\\", b"{", b"}"):
            pending += symbol
        elif symbol == b"~":
            flush()
            parts.append(" ")
        starred = False
        length += 1
        if length > _MAX_TOKENS:
            raise UnreadablePage("the .rtf is longer than a report is")
    flush()
    # Characters beyond the basic plane come as two halves.
    return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(number: int) -> str:
    number += 65_536 if number < 0 else 0
    return chr(number) if 0 <= number < 65_536 else "\ufffd"


def _code_page(body: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d{3,5})", body[:4000])
    page = found[1].decode() if found else "936"
    return {"936": "gb18030", "54936": "gb18030", "950": "big5hkscs", "65001": "utf-8"}.get(
        page, "gb18030"
    )
