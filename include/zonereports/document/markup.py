"""HTML elements to paragraphs, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from lxml import etree

from zonereports.document.leaf import SPACES
from zonereports.document.places import Node
from zonereports.document.tables import table_rows
from zonereports.document.traced import Run, Trace, Traced, substitute
from zonereports.document.visibility import is_hidden
from zonereports.errors import UnreadablePage

_SILENT_WORDS = (
    "script style noscript template select option button iframe object svg math textarea head "
    "title audio video canvas map input img link base"
)
_SILENT = frozenset(_SILENT_WORDS.split())
_BLOCKS_WORDS = (
    "p div section article main header footer aside nav ul ol li dl dt dd h1 h2 h3 h4 h5 h6 "
    "table thead tbody tfoot tr td th caption form fieldset blockquote pre center address "
    "figure figcaption body html br hr ucapcontent details summary"
)
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
# display:none and what amounts to it; a size of 0.5em or 0.8 is visible.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]"
)
# The longest real page had some 9,000 elements and, without its pictures, less than 1 MB.
_MAX_TEXT, _MAX_TAGS, _MAX_DEPTH = 3_000_000, 150_000, 400
_PICTURE = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{1,}")
_EARLY_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_BREAK = re.compile(r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*")
_ENDS = SPACES + "\t\f"
_RUN = re.compile(r"[ \t\f]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Renderer:
    """Writes elements as paragraphs; one per page, because it knows what the page hides.

    Args:
        hidden: names from `hidden_names`.
        skip: elements to leave out, such as the disclosure table or a second copy.
        apart: set a space between inline elements: the line under a title is often a row of
            spans that only their margins keep apart. Never for a body, where spans split numbers.
        trace: remembers where each character of the lines stands on the page.
    """

    def __init__(
        self,
        hidden: frozenset[str] = frozenset(),
        skip: Callable[[Any], bool] | None = None,
        *,
        apart: bool = False,
        trace: Trace | None = None,
    ) -> None:
        self.hidden = hidden
        self._skip = skip
        self._apart = apart
        self._trace = trace

    def lines(self, element: Any) -> list[str]:
        """The element's paragraphs, stripped, none empty."""
        out = _Lines() if self._trace is None else _TracedLines(self._trace)
        self._walk(element, out)
        return out.finish()

    def without(self, skip: Callable[[Any], bool]) -> Renderer:
        """The same, with other elements left out."""
        return Renderer(self.hidden, skip, apart=self._apart, trace=self._trace)

    def hides(self, element: Any) -> bool:
        """Whether the element itself is not shown."""
        return element.tag in _SILENT or is_hidden(element, self.hidden)

    def visible(self, element: Any) -> bool:
        """Whether the element and all that it stands in are shown."""
        return not any(map(self.hides, (element, *element.iterancestors())))

    def _walk(self, top: Any, out: _Lines) -> None:
        # A stack, not recursion: a hostile page nests deeper than Python may call.
        stack: list[tuple[Any, bool]] = [(top, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag
            if leaving:
                if tag in _BLOCKS:
                    out.end_paragraph()
                elif self._apart:
                    out.write(" ")
                if node is not top and node.tail:
                    out.write(node.tail, node, True)
                continue
            if not isinstance(tag, str):
                if node is not top and node.tail:
                    out.write(node.tail, node, True)
                continue
            if self.hides(node) or (
                self._skip is not None and node is not top and self._skip(node)
            ):
                if tag in _BLOCKS:
                    out.end_paragraph()
                if node is not top and node.tail:
                    out.write(node.tail, node, True)
                continue
            if tag == "table" and (rows := table_rows(node, self)) is not None:
                out.end_paragraph()
                out.whole(rows)
                if self._trace is not None:
                    self._trace.tables.add(node)
                if node is not top and node.tail:
                    out.write(node.tail, node, True)
                continue
            if tag in _BLOCKS:
                out.end_paragraph()
            if tag != "pre" and node.text:
                out.write(node.text, node)
            elif node.text:
                out.preformatted(node.text, node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))


class _Lines:
    """Collects text into paragraphs."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._parts: list[str] = []

    def write(self, text: str, node: Any = None, tail: bool = False) -> None:
        self._parts.append(text)

    def preformatted(self, text: str, node: Any) -> None:
        *whole, last = text.split("\n")
        for line in whole:
            self.write(line)
            self.end_paragraph()
        self.write(last)

    def end_paragraph(self) -> None:
        if self._parts:
            if text := collapse("".join(self._parts)):
                self._done.append(text)
            self._parts = []

    def whole(self, lines: list[str]) -> None:
        self._done.extend(lines)

    def finish(self) -> list[str]:
        self.end_paragraph()
        return self._done


class _TracedLines(_Lines):
    """The same paragraphs, each with its origins."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace
        self._nodes: list[tuple[Any, bool] | None] = []

    def write(self, text: str, node: Any = None, tail: bool = False) -> None:
        self._parts.append(text)
        self._nodes.append(None if node is None else (node, tail))

    def preformatted(self, text: str, node: Any) -> None:
        *whole, last = self._trace.take(text, Node(node, False, self._trace.part)).split("\n")
        for line in whole:
            self.write(line)
            self.end_paragraph()
        self.write(last)

    def end_paragraph(self) -> None:
        if not self._parts:
            return
        raw = "".join(self._parts)
        if text := collapse(raw):
            # Collapsed once more with its origins where more than its ends was cut.
            taken = self._taken(raw)
            bare = raw.strip(_ENDS)
            start = len(raw) - len(raw.lstrip(_ENDS))
            self._done.append(
                taken.cut(start, start + len(bare)) if bare == text else collapse(taken)
            )
        self._parts, self._nodes = [], []

    def _taken(self, raw: str) -> Traced:
        trace, runs, at = self._trace, [], 0
        for part, node in zip(self._parts, self._nodes, strict=True):
            if isinstance(part, Traced):
                runs += [run._replace(at=at + run.at) for run in part.runs]
            elif node is not None:
                taken = trace.mark(len(part), Node(*node, trace.part))
                if runs and runs[-1].taken + runs[-1].length == taken:
                    first = runs.pop()
                    runs.append(Run(first.at, first.taken, first.length + len(part)))
                else:
                    runs.append(Run(at, taken, len(part)))
            at += len(part)
        return Traced.of(raw, runs)


def collapse(text: str) -> str:
    """White space as a browser shows it, and nothing that it does not show.

    A line break in the source is no space between Chinese characters: Word's export breaks
    lines anywhere.
    """
    text = substitute(INVISIBLE, "", text)
    if "\n" in text or "\r" in text:
        text = substitute(_BREAK, partial(_space, text), text)
    return substitute(_RUN, " ", text).strip(_ENDS)


def _space(text: str, gap: re.Match[str]) -> str:
    before, after = text[max(0, gap.start() - 2) : gap.start()], text[gap.end() : gap.end() + 1]
    if _WIDE.match(before[-1:]) or _WIDE.match(after):
        return ""
    # 35 | .6 | % and 3. | 19: spans of one number, broken by the editor's own line ends.
    split_number = (before[-1:].isdigit() and after in (".", "%")) or (
        before[-1:] == "." and before[:1].isdigit() and after.isdigit()
    )
    return "" if split_number else " "


def parse(text: str) -> Any:
    """The tree of a page, whatever its state; None when nothing is in it.

    Line ends are made one as browsers do, so that offsets are the same in both trees. Browsers also
    go on after </body></html> in the middle of a page; the parser would put the rest elsewhere.

    Raises:
        UnreadablePage: longer, deeper, or with more tags or attributes, than a page is.
    """
    text = _EARLY_END.sub("", within_bounds(text.replace("\x00", "")))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")) if root is not None else ():
        depth += 1 if event == "start" else -1
        if depth > _MAX_DEPTH:
            raise UnreadablePage(f"elements nested more than {_MAX_DEPTH} deep")
    return root


def within_bounds(text: str) -> str:
    """The text of a page without the pictures that are written into it.

    Raises:
        UnreadablePage: longer, or with more tags or attributes, than a page has.
    """
    if len(text) > _MAX_TEXT:
        text = _PICTURE.sub("data:,", text)
    if len(text) > _MAX_TEXT:
        raise UnreadablePage(f"a page of {len(text)} characters, more than {_MAX_TEXT}")
    if (tags := text.count("<")) > _MAX_TAGS:
        raise UnreadablePage(f"a page of {tags} tags, more than {_MAX_TAGS}")
    if (attributes := text.count("=")) > _MAX_TAGS:
        raise UnreadablePage(f"a page of {attributes} attributes, more than {_MAX_TAGS}")
    return text
