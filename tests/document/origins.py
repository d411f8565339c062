"""What the tests of the source map ask: does a character stand where the map says it does?"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict

from zonereports.document import Document, Origin, SourceMap
from zonereports.document.markup import parse
from zonereports.fetch import decode


class SourcePage:
    """A page as served, in which places are looked up as the map's documentation says."""

    def __init__(self, body: bytes, content_type: str | None = None) -> None:
        self._trees = {"": _Tree(parse(decode(body, content_type)[0]))}

    def tree(self, part: str) -> _Tree:
        if part not in self._trees:
            (script,) = self._trees[""].root.xpath(part.removeprefix("script "))
            found = re.search(r"content[\"']?\s*:\s*(?=\")", script.text)
            content, _ = json.JSONDecoder(strict=False).raw_decode(script.text, found.end())
            self._trees[part] = _Tree(parse(content))
        return self._trees[part]

    def character(self, origin: Origin) -> str:
        return self.tree(origin.place.part).own_text(origin.place.path)[origin.offset]

    def position(self, origin: Origin) -> int:
        return self.tree(origin.place.part).position(origin.place.path, origin.offset)


class _Tree:
    def __init__(self, root) -> None:
        self.root = root
        self._elements = {}
        self._nodes = defaultdict(list)
        at = 0
        for text in root.xpath("//text()"):
            parent = text.getparent().getparent() if text.is_tail else text.getparent()
            before = self._nodes[parent][-1] if self._nodes[parent] else (0, 0, 0)
            self._nodes[parent].append((before[0] + before[2], at, len(text)))
            at += len(text)

    def element(self, path: str):
        if path not in self._elements:
            found = self.root.xpath(path)
            assert len(found) == 1, (path, len(found))
            self._elements[path] = found[0]
        return self._elements[path]

    def own_text(self, path: str) -> str:
        return "".join(self.element(path).xpath("text()"))

    def position(self, path: str, offset: int) -> int:
        """Of a character among all of the tree, in document order."""
        nodes = self._nodes[self.element(path)]
        own, start, _ = nodes[bisect_right([node[0] for node in nodes], offset) - 1]
        return start + offset - own


def same(shown: str, served: str) -> bool:
    """Whether one is the other after the documented foldings."""
    return shown == served or (shown == " " and served.isspace())


def folded(text: str) -> str:
    return re.sub("[\\s\u200b-\u200f\ufeff\u00ad]", "", text)


def check_page(page: SourcePage, document: Document, found: SourceMap) -> None:
    """Every character is mapped to its like or inserted by us, in the order of the page."""
    text = document.text
    assert len(found) == len(text)
    before = -1
    for index, char in enumerate(text):
        origin = found.origin(index)
        around = text[max(0, index - 20) : index + 20]
        if origin.inserted:
            assert char in "\n\t ", (index, around)
            continue
        assert origin.place.kind in ("text", "cell"), (index, around, origin)
        assert same(char, page.character(origin)), (index, around, origin)
        if not origin.repeated:
            here = page.position(origin)
            assert here > before, (index, around, origin)
            before = here


def quote_at(page: SourcePage, found: SourceMap, start: int, end: int) -> str:
    """What the page as served says where a stretch of the text was taken from."""
    return "".join(
        page.tree(part.place.part).own_text(part.place.path)[
            part.offset : part.offset + part.end - part.start
        ]
        for part in found.ranges(start, end)
    )
