"""Where on a page or in a file a stretch of text stands, in words that others can follow.

Elements are named by an XPath that lxml and a browser both resolve on the page as served. It
begins at the nearest unique id. Rows are counted from their table with the descendant axis, as
browsers put a tbody around them and lxml does not; an element whose name holds a colon (o:p) is
counted among all its siblings. An offset counts the characters (code points, line ends as one) of
the element's own text: its text nodes without those of the elements in it. So neither a comment
nor a processing instruction, which the two parsers treat differently, moves anything.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Kind = Literal["text", "cell", "page", "paragraph", "line", "sheet", "inserted", "unplaced"]
_ID = re.compile(r"[\w.:-]{1,80}")
_ROWS_IN = ("table", "tbody", "thead", "tfoot")


class Node(NamedTuple):
    """A text node of a page: an element's first, or the one behind an element."""

    element: Any
    tail: bool
    part: str


@dataclass(frozen=True, slots=True)
class Place:
    """What characters lie in: an element of a page, a page of a PDF, a paragraph, a line, a cell."""

    kind: Kind
    path: str = ""
    """XPath of the element; empty where there is none."""
    part: str = ""
    """Which page or part of the file: "" for the file itself; "script …" for a body that a script
    carries, "mhtml N" for part N of a single file web page, "zip NAME" for a file in a zip, "page N"
    for what stands on a further page of a report that its site shows in parts."""
    number: int | None = None
    """Page, paragraph, line or sheet, from 1."""
    row: int | None = None
    """Row of the table, from 1, as the page counts them, or of the sheet."""
    column: int | None = None
    """Column of the row as the text has it, from 1; of a sheet as the sheet counts them."""
    cell: str = ""
    """XPath of the cell that the element is or stands in; of a sheet the cell's name, such as B7."""
    sheet: str = ""
    """Name of the sheet."""


INSERTED = Place("inserted")
UNPLACED = Place("unplaced")


class Paths:
    """Names the elements of one tree."""

    def __init__(self, root: Any) -> None:
        self._ids: Counter[str] = Counter(root.xpath("//@id", smart_strings=False))
        self._paths: dict[Any, str] = {}
        self._positions: dict[Any, dict[Any, tuple[int, int]]] = {}
        self._rows: dict[Any, dict[Any, int]] = {}
        self._own: dict[Any, dict[Any, int]] = {}

    def path(self, element: Any) -> str:
        """XPath of an element."""
        steps: list[Any] = []
        node, path = element, ""
        while node is not None:
            if (known := self._paths.get(node)) is not None:
                path = known
                break
            steps.append(node)
            node = None if self._unique(node) else self._step_from(node)
        for node in reversed(steps):
            path = self._paths[node] = self._step(node, path)
        return path

    def row(self, element: Any, table: Any) -> int:
        """The row of a table that an element is, from 1."""
        rows = self._rows.get(table)
        if rows is None:
            rows = {row: n for n, row in enumerate(table.iter("tr"), 1)}
            self._rows[table] = rows
        return rows[element]

    def before(self, node: Node) -> int:
        """Characters of the same element's own text that stand before this text node."""
        if not node.tail:
            return 0
        parent = node.element.getparent()
        own = self._own.get(parent)
        if own is None:
            own, length = {}, len(parent.text or "")
            for child in parent:
                own[child] = length
                length += len(child.tail or "")
            self._own[parent] = own
        return own[node.element]

    def _unique(self, element: Any) -> bool:
        name = element.get("id")
        return name is not None and self._ids[name] == 1 and _ID.fullmatch(name) is not None

    def _step_from(self, element: Any) -> Any | None:
        """The element from which this one is counted."""
        parent = element.getparent()
        if element.tag == "tr":
            while parent is not None and parent.tag in _ROWS_IN[1:]:
                parent = parent.getparent()
        return parent

    def _step(self, element: Any, before: str) -> str:
        if self._unique(element):
            return f'//*[@id="{element.get("id")}"]'
        origin = self._step_from(element)
        if origin is None:
            return f"/{element.tag}"
        if element.tag == "tr" and origin.tag == "table":
            return f"{before}/descendant::tr[{self.row(element, origin)}]"
        positions = self._positions.get(origin)
        if positions is None:
            positions = self._positions[origin] = _positions(origin)
        among_all, among_same = positions[element]
        tag = element.tag
        if tag.isalnum() and tag.isascii():
            return f"{before}/{tag}[{among_same}]"
        return f"{before}/*[{among_all}]"


def _positions(parent: Any) -> dict[Any, tuple[int, int]]:
    """Each child's number among all elements and among those of its name, from 1."""
    seen: dict[str, int] = {}
    positions: dict[Any, tuple[int, int]] = {}
    for number, child in enumerate(parent.iterchildren("*"), 1):
        tag = child.tag
        same = seen[tag] = seen.get(tag, 0) + 1
        positions[child] = number, same
    return positions


def cell_of(element: Any, tables: set[Any]) -> tuple[Any, Any, Any] | None:
    """The cell, row and table of an element in a table that was read as rows."""
    if not tables:
        return None
    cell = row = None
    node = element
    while node is not None and node.tag != "table":
        if node.tag in ("td", "th"):
            cell = node
        elif node.tag == "tr":
            row = node
        node = node.getparent()
    if node is None or cell is None or row is None or node not in tables:
        return None
    return cell, row, node
