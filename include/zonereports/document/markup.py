"""HTML elements to paragraphs, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from zonereports.document.leaf import SPACES

_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "select",
        "option",
        "button",
        "iframe",
        "object",
        "svg",
        "math",
        "textarea",
        "head",
        "title",
        "audio",
        "video",
        "canvas",
        "map",
        "input",
        "img",
        "link",
        "base",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "form",
        "fieldset",
        "blockquote",
        "pre",
        "center",
        "address",
        "figure",
        "figcaption",
        "body",
        "html",
        "br",
        "hr",
        "ucapcontent",
        "details",
        "summary",
    ]
)
# display:none and what amounts to it; a size of 0.5em or 0.8 is visible.
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:^|[;\s])(?:width|height|max-height|opacity)\s*:\s*0(?![.\d]*[1-9])"
    r"|text-indent\s*:\s*-\d{3,}|(?:^|[;\s])(?:left|top)\s*:\s*-\d{3,}|mso-hide\s*:\s*all",
    re.IGNORECASE,
)
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]"
)
_BREAK = re.compile(r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*")
_RUN = re.compile(r"[ \t\f]+")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def is_hidden(element: Any, hidden_names: frozenset[str]) -> bool:
    """Whether a browser would not show the element, as far as the page itself tells."""
    attributes = element.attrib
    if not attributes:
        return False
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    if "hidden" in attributes:
        return True
    if hidden_names:
        names = [f".{name}" for name in (attributes.get("class") or "").split()]
        names.append(f"#{attributes.get('id')}")
        return not hidden_names.isdisjoint(names)
    return False


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAME = re.compile(r"[.#][\w-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def hidden_names(root: Any) -> frozenset[str]:
    """Classes and ids (.name, #name) that the page's own style sheets hide on every screen.

    Rules inside @media are left out: they hide a block on one kind of screen only.
    """
    names: set[str] = set()
    for style in root.iter("style"):
        css = _COMMENT.sub("", style.text or "")
        if "none" not in css and "hidden" not in css:
            continue
        for selectors, rules in _RULE.findall(_without_media(css)):
            if re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", rules):
                found = (selector.strip() for selector in selectors.split(","))
                names.update(name for name in found if _NAME.fullmatch(name))
    return frozenset(names)


def _without_media(css: str) -> str:
    kept, position = [], 0
    while (at := css.find("@", position)) >= 0:
        kept.append(css[position:at])
        brace, semicolon = css.find("{", at), css.find(";", at)
        if brace < 0 or 0 <= semicolon < brace:
            position = semicolon + 1 if semicolon >= 0 else len(css)
            continue
        depth, position = 1, brace + 1
        while depth and position < len(css):
            depth += {"{": 1, "}": -1}.get(css[position], 0)
            position += 1
    return "".join(kept) + css[position:]


class Renderer:
    """Writes elements as paragraphs; one per page, because it knows what the page hides.

    Args:
        hidden: names from `hidden_names`.
        skip: elements to leave out, such as the disclosure table or a second copy.
        apart: set a space between inline elements: the line under a title is often a row of
            spans that only their margins keep apart. Never for a body, where spans split numbers.
    """

    def __init__(
        self,
        hidden: frozenset[str] = frozenset(),
        skip: Callable[[Any], bool] | None = None,
        *,
        apart: bool = False,
    ) -> None:
        self.hidden = hidden
        self._skip = skip
        self._apart = apart

    def lines(self, element: Any) -> list[str]:
        """The element's paragraphs, stripped, none empty."""
        out = _Lines()
        self._walk(element, out)
        return out.finish()

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
                    out.write(node.tail)
                continue
            if not isinstance(tag, str):
                if node is not top and node.tail:
                    out.write(node.tail)
                continue
            if self.hides(node) or (
                self._skip is not None and node is not top and self._skip(node)
            ):
                if tag in _BLOCKS:
                    out.end_paragraph()
                if node is not top and node.tail:
                    out.write(node.tail)
                continue
            if tag == "table" and node is not top and (rows := self._rows(node)) is not None:
                out.end_paragraph()
                out.whole(rows)
                if node.tail:
                    out.write(node.tail)
                continue
            if tag in _BLOCKS:
                out.end_paragraph()
            if tag != "pre" and node.text:
                out.write(node.text)
            elif node.text:
                out.preformatted(node.text)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))

    def _rows(self, table: Any) -> list[str] | None:
        """Rows of a table with figures, or None for a table that only lays out a page."""
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        if not any(len(row) > 1 for row in cells):
            return None
        if next((t for t in table.iter("table") if t is not table), None) is not None:
            return None
        texts = [[self.lines(cell) for cell in row] for row in cells]
        if any(
            sum(map(len, text)) > 300 or (len(text) > 3 and sum(map(len, text)) > 120)
            for row in texts
            for text in row
        ):
            return None
        return list(_grid(rows, cells, texts, self.hidden))


def _grid(
    rows: list[Any], cells: list[list[Any]], texts: list[list[list[str]]], hidden: frozenset[str]
) -> Iterator[str]:
    """Each row as one line; a cell that spans rows is repeated when it is a label.

    A figure that spans rows stands in its first row only: it was stated once.
    """
    pending: dict[int, tuple[int, str]] = {}
    for row, row_cells, row_texts in zip(rows, cells, texts, strict=True):
        line: list[str] = []
        column = 0
        queue = list(zip(row_cells, row_texts, strict=True))
        while queue or column in pending:
            if column in pending:
                left, label = pending.pop(column)
                if left > 1:
                    pending[column] = (left - 1, label)
                line.append(label)
                column += 1
                continue
            cell, text = queue.pop(0)
            joined = _glue(text)
            line.append(joined)
            wide, deep = _span(cell, "colspan"), _span(cell, "rowspan")
            line.extend([""] * (wide - 1))
            label = "" if re.search(r"\d", joined) else joined
            for offset in range(wide):
                if deep > 1:
                    pending[column + offset] = (deep - 1, label if offset == 0 else "")
            column += wide
        if any(line) and not is_hidden(row, hidden):
            yield "\t".join(line).rstrip("\t")


def _glue(parts: list[str]) -> str:
    """The lines of one cell as one text, with a space only between Latin words."""
    text = ""
    for part in parts:
        part = part.replace("\t", " ")
        latin = text[-1:].isascii() and part[:1].isascii() and text[-1:].isalnum()
        text += (" " if text and latin and part[:1].isalnum() else "") + part
    return text


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), 50) if value.isascii() and value.isdigit() else 1


class _Lines:
    """Collects text into paragraphs."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._parts: list[str] = []

    def write(self, text: str) -> None:
        self._parts.append(text)

    def preformatted(self, text: str) -> None:
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


def collapse(text: str) -> str:
    """White space as a browser shows it, and nothing that it does not show.

    A line break in the source is no space between Chinese characters: Word's export breaks
    lines anywhere.
    """
    text = INVISIBLE.sub("", text)
    if "\n" in text or "\r" in text:
        text = _BREAK.sub(lambda gap: _space(text, gap), text)
    return _RUN.sub(" ", text).strip(SPACES + "\t\f")


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
    """The tree of a page, whatever its state; None when nothing is in it."""
    text = text.replace("\x00", "")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    return etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
