"""A report that its page shows in parts, as a CMS cuts long articles: one document again.

TRS writes `t20240101_123.html`, `t20240101_123_1.html` … and a pager call with the article's own name
(field guide, section 2.3); others link `123_2.html` as 下一页, or ask the same script for page=2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from zonereports.document.files import is_file
from zonereports.document.furniture import squeeze, strip_furniture
from zonereports.document.leaf import SPACES, Leaf
from zonereports.document.markup import parse
from zonereports.document.opening import open_leaf
from zonereports.document.traced import Trace
from zonereports.errors import UnreadablePage
from zonereports.fetch import decode
from zonereports.sites import absolute_url

MOST_PARTS = 40
"""Chosen: the longest report of the evaluation set, 30,000 characters, fills thirty screens."""

Page = tuple[bytes, str | None]
"""Body and content type."""
_FILE = re.compile(
    r"(?P<stem>/(?:[^/]*/)*(?!(?:index|list|default|main)\.)[\w-]+)(?P<end>\.(?:s?html?|jspx?|aspx?|php))"
)
_CALL = re.compile(r"\bcreatePageHTML\s*\(([^()]{1,200})\)")
_WORD = re.compile(r"""["']([^"']*)["']|(\d{1,6})""")
# Neither goes past the next one that opens: what never closes would else cost the square of it.
_COMMENT = re.compile(r"/\*(?:(?!/\*).)*?\*/|(?<![:\"'\w])//[^\n]*", re.DOTALL)
_FIELDS = frozenset(("page", "pageno", "pageindex", "p", "pn", "curpage", "cur_page", "currpage"))
_TURN = re.compile(r"\W*(?:[上前下后末尾]一?页|第?\s*\d{1,2}\s*页?)\W*")
_FIRST = re.compile(r"\W*(?:首页|第?\s*1\s*页?)\W*")
_OF_A_PAGER = re.compile(r"[首上前下后末尾]一?页|页次|转到|[共第]?\s*\d{1,2}(?!\d)\s*页?|[^\w\t]")
_TURNS = re.compile(r"[首上前下后末尾]一?页|页次|[共第]\s*\d{1,2}\s*页|^\W*1(?:\W+\d{1,2})+\W*$")


def find_parts(pages: Sequence[Page], *, url: str) -> tuple[str, ...]:
    """The addresses of the further parts of a page's report, in order; empty when it is whole.

    Args:
        pages: the page, and those of its further parts that are known already: a pager may name no
            more than the part that follows.
        url: of the page.

    Raises:
        UnreadablePage: more parts than any report has.
    """
    found: dict[int, str] = {}
    begins_at = 1
    for body, content_type in pages:
        if is_file(body):
            continue
        try:
            # What cannot be read has no parts; `read` says why it cannot.
            text = decode(body, content_type)[0]
            called, linked = list(_called(text, url)), list(_linked(text, url))
        except UnreadablePage:
            continue
        for number, address in called:
            found.setdefault(number, address)
        for number, address, shown in linked:
            found.setdefault(number, address)
            if number == 1 and _FIRST.fullmatch(shown):
                begins_at = 2  # the page itself under another name
    if 1 not in found:
        begins_at = 2
    last = max(found, default=0)
    if last > MOST_PARTS:
        raise UnreadablePage(f"the page names {last} parts, more than any report has", url=url)
    # A long pager leaves some out: 1 2 3 … 9.
    spelled = next(iter(found.items()), (0, ""))
    return tuple(found.get(n) or _respelled(*spelled, n) for n in range(begins_at, last + 1))


def open_parts(pages: Sequence[Page], *, url: str, trace: Trace | None = None) -> Leaf:
    """The leaf of a page with those of its parts behind it.

    Raises:
        UnreadablePage: as `open_leaf`; or a part shows again what another one shows.
    """
    leaves: list[Leaf] = []
    for number, (body, content_type) in enumerate(pages, 1):
        if trace is not None:
            trace.within = part_name(number)
        leaf, _ = open_leaf(body, content_type, trace)
        leaves.append(_bare(leaf, [title for one in (*leaves[:1], leaf) for title in one.titles]))
    if trace is not None:
        trace.within = ""
    seen: dict[tuple[str, ...], int] = {}
    for number, leaf in enumerate(leaves, 1):
        if not leaf.lines:
            raise UnreadablePage(f"part {number} of {len(leaves)} of the report is empty", url=url)
        other = seen.setdefault(tuple(squeeze(line) for line in leaf.lines), number)
        if other != number:
            raise UnreadablePage(
                f"part {number} of {len(leaves)} of the report shows part {other} again", url=url
            )
    agreed = [leaf.agreement for leaf in leaves if leaf.agreement is not None]
    return replace(
        leaves[0],
        lines=tuple(line for leaf in leaves for line in leaf.lines),
        around=tuple(line for leaf in leaves[:1] for line in leaf.around),
        notes=(
            *dict.fromkeys(note for leaf in leaves for note in leaf.notes),
            f"read from {len(leaves)} pages",
        ),
        agreement=min(agreed, default=None),
    )


def part_name(number: int) -> str:
    """What places call the page that is this part, from 1; the first is the file itself."""
    return "" if number == 1 else f"page {number}"


def _bare(leaf: Leaf, titles: Sequence[str]) -> Leaf:
    """A leaf without what stands on every part anew: title, line of facts, pager, footer."""
    lines = [line.strip(SPACES) for line in leaf.lines]
    lines = [line for line in lines if squeeze(line) and not _turns(line)]
    kept, furniture = strip_furniture(lines, titles)
    return replace(leaf, lines=tuple(kept), around=(*leaf.around, *furniture))


def _turns(line: str) -> bool:
    """Whether a line is nothing but a pager."""
    return len(line) <= 120 and not _OF_A_PAGER.sub("", line) and bool(_TURNS.search(line))


def _called(text: str, url: str) -> Iterator[tuple[int, str]]:
    """The parts that a pager's call declares for files named as the page itself."""
    own = _FILE.fullmatch(urlsplit(url).path)
    if own is None:
        return
    for call in _CALL.finditer(_COMMENT.sub(" ", text)):
        words = [(name, number) for name, number in _WORD.findall(call[1])]
        block = bool(words) and not words[0][1]
        words = words[1:] if block else words
        if len(words) < 4 or not (words[0][1] and words[1][1]):
            continue
        total, prefix = int(words[0][1]), words[2][0]
        if prefix != own["stem"].rpartition("/")[2] or total < 2:
            continue
        # With a block's name the call counts from 1, and the second file is _2 (section 2.3).
        last = total if block and int(words[1][1]) > 0 else total - 1
        for number in range(2 if last == total else 1, last + 1):
            yield number, _respelled(1, _numbered(url, own, 1), number)


def _linked(text: str, url: str) -> Iterator[tuple[int, str, str]]:
    """The parts that a page links to: number, address, words of the link."""
    root = parse(text)
    if root is None:
        return
    parts = urlsplit(url)
    own = _FILE.fullmatch(parts.path)
    sibling = own and re.compile(f"{re.escape(own['stem'])}_(\\d{{1,3}}){re.escape(own['end'])}")
    name = own["stem"].rpartition("/")[2] if own else None
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        # Most links need no closer look.
        if not ((name and f"{name}_" in href) or (parts.query and "=" in href)):
            continue
        address = absolute_url(href, url)
        if address is None:
            continue
        there = urlsplit(address)
        shown = "".join(anchor.itertext())
        if there.netloc != parts.netloc:
            continue
        if sibling and not there.query and (found := sibling.fullmatch(there.path)):
            yield int(found[1]), address, shown
        elif parts.query and there.path == parts.path and _TURN.fullmatch(shown):
            number = _turned(dict(parse_qsl(parts.query)), dict(parse_qsl(there.query)))
            if number is not None and number > 1:
                yield number, address, shown


def _turned(own: dict[str, str], there: dict[str, str]) -> int | None:
    """The number that a query adds to the page's own."""
    more = {key: value for key, value in there.items() if own.get(key) != value}
    if len(more) != 1 or set(own) - set(there):
        return None
    key, value = more.popitem()
    if key.lower() not in _FIELDS or not re.fullmatch(r"\d{1,3}", value, re.ASCII):
        return None
    return int(value)


def _numbered(url: str, own: Any, number: int) -> str:
    path = f"{own['stem']}_{number}{own['end']}"
    return urlsplit(url)._replace(path=path, query="", fragment="").geturl()


def _respelled(number: int, address: str, wanted: int) -> str:
    """The address of another part, by that of one."""
    parts = urlsplit(address)
    if parts.query:
        fields = re.compile(rf"(?<=[?&])((?:{'|'.join(_FIELDS)})=){number}(?=&|$)", re.IGNORECASE)
        query = fields.sub(rf"\g<1>{wanted}", f"?{parts.query}")[1:]
        return parts._replace(query=query).geturl()
    path = re.sub(rf"_{number}(?=\.\w+$)", f"_{wanted}", parts.path)
    return parts._replace(path=path).geturl()
