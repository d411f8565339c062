"""A page as captured, safe to be shown again, with stretches of it marked in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from zonereports.document.files import is_file
from zonereports.document.html import embedded_body
from zonereports.document.markup import Renderer, parse
from zonereports.document.opening import page_of
from zonereports.document.parts import Page, part_name
from zonereports.document.source_map import Range
from zonereports.document.visibility import hidden_names
from zonereports.errors import UnreadablePage
from zonereports.fetch import decode

Wrap = Callable[[str, bool], list[Any]]
"""Makes the elements that stand for a piece of a marked stretch: its text, whether the first."""
_KEPT_WORDS = (
    "p div section article main header footer aside nav ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table "
    "thead tbody tfoot tr td th caption blockquote pre center address figure figcaption br hr span "
    "b i u em strong sub sup small s del ins q cite code"
)
_KEPT = frozenset(_KEPT_WORDS.split())
_BLOCKS = frozenset(("html", "body", "form", "fieldset", "details", "summary", "ucapcontent"))
_DROPPED_WORDS = (
    "script style noscript template iframe object embed applet svg math head title meta link base "
    "audio video canvas map area input select option textarea button param source track frame "
    "frameset noframes"
)
_DROPPED = frozenset(_DROPPED_WORDS.split())
_ATTRIBUTES = frozenset(("colspan", "rowspan", "align", "valign", "lang", "dir", "title"))


def show_served(
    body: bytes,
    content_type: str | None,
    *,
    url: str,
    marks: Iterable[tuple[list[Range], Wrap]],
    parts: Iterable[Page] = (),
) -> str:
    """Markup of the page as captured, with each mark in its place.

    Only elements and attributes of a short list are left: no script, no style, no form, no frame,
    no picture, no address but as text. What the page hides stays hidden.

    Args:
        body: as served, decompressed.
        content_type: the header, for its charset.
        url: of the page, for the addresses of its links.
        marks: where each lies (from the page's `SourceMap`), and what stands for a piece of it.
        parts: the further pages of its report, which are shown behind it.

    Raises:
        UnreadablePage: the file is no page.
    """
    if is_file(body):
        raise UnreadablePage("the file is no page", url=url, next_step="leave --as-served out")
    body, content_type, part = page_of(body, content_type)
    markup, _ = decode(body, content_type)
    root = parse(markup)
    if root is None:
        raise UnreadablePage("no element on the page", url=url)
    trees = {part: root}
    for number, (more, kind) in enumerate(parts, 2):
        if (further := parse(decode(more, kind)[0])) is not None:
            trees[part_name(number)] = further
    pieces: dict[str, list[tuple[Range, bool, Wrap]]] = defaultdict(list)
    for ranges, wrap in marks:
        for number, found in enumerate(ranges):
            if not found.place.path:
                raise UnreadablePage(
                    "the file is no page", url=url, next_step="leave --as-served out"
                )
            if not found.repeated:
                pieces[found.place.part].append((found, number == 0, wrap))
    for name in pieces:
        if name not in trees and (content := embedded_body(markup)) is not None:
            trees[name] = parse(content)
    made = {
        element for name, tree in trees.items() for element in _mark(tree, pieces.get(name, ()))
    }
    return "\n".join(_clean(tree, url, made) for tree in trees.values())


def _mark(root: Any, pieces: Iterable[tuple[Range, bool, Wrap]]) -> Iterator[Any]:
    """Put the marks into the tree; gives the new elements."""
    by_element: dict[Any, list[tuple[int, int, bool, Wrap]]] = defaultdict(list)
    for found, first, wrap in pieces:
        (element,) = root.xpath(found.place.path)
        end = found.offset + found.end - found.start
        by_element[element].append((found.offset, end, first, wrap))
    for element, wanted in by_element.items():
        yield from _mark_own_text(element, sorted(wanted, key=lambda piece: piece[:2]))


def _mark_own_text(element: Any, wanted: list[tuple[int, int, bool, Wrap]]) -> Iterator[Any]:
    at = 0
    for node, name in [(element, "text"), *((child, "tail") for child in element)]:
        text = getattr(node, name) or ""
        inside = [piece for piece in wanted if at <= piece[0] and piece[1] <= at + len(text)]
        if inside:
            position = 0 if name == "text" else element.index(node) + 1
            setattr(node, name, text[: inside[0][0] - at])
        for number, (start, end, first, wrap) in enumerate(inside):
            following = inside[number + 1][0] if number + 1 < len(inside) else at + len(text)
            made = wrap(text[start - at : end - at], first)
            made[-1].tail = text[end - at : following - at]
            for new in made:
                element.insert(position, new)
                position += 1
            yield from made
        at += len(text)


def _clean(root: Any, url: str, marks: set[Any]) -> str:
    page = Renderer(hidden_names(root))
    target = etree.Element("div")
    stack: list[tuple[Any, Any]] = [(root, target)]
    while stack:
        node, into = stack.pop()
        if isinstance(node, str):
            _append(into, node)
        elif node in marks:
            node.tail = None
            into.append(node)
        else:
            made = _copy(node, into, url)
            if page.hides(node) and node.tag not in ("html", "body"):
                made.set("hidden", "")
            _append(made, node.text)
            parts: list[Any] = []
            for child in node:
                if isinstance(child.tag, str) and (child in marks or child.tag not in _DROPPED):
                    parts.append(child)
                if child.tail:
                    parts.append(child.tail)
            stack.extend((part, made) for part in reversed(parts))
    return str(etree.tostring(target, encoding="unicode", method="html"))


def _copy(node: Any, into: Any, url: str) -> Any:
    """The element as one of those kept, with nothing that acts or loads."""
    tag = node.tag if node.tag in _KEPT else "div" if node.tag in _BLOCKS else "span"
    made = etree.SubElement(into, tag)
    for name in _ATTRIBUTES.intersection(node.attrib):
        made.set(name, node.get(name))
    if node.tag == "a" and node.get("href"):
        made.set("title", _address(url, node.get("href")))
    if node.tag == "img":
        made.text = f"[图片 {node.get('alt')}]" if node.get("alt") else "[图片]"
    return made


def _append(element: Any, text: str | None) -> None:
    if text and len(element):
        element[-1].tail = (element[-1].tail or "") + text
    elif text:
        element.text = (element.text or "") + text


def _address(url: str, href: str) -> str:
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return href
