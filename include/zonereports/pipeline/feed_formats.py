"""A feed of reports as Atom (RFC 4287) and as JSON Feed 1.1; two pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in a feed."""

    report_id: str
    title: str
    url: str
    """Where the report stands."""
    author: str
    """Who published it: RFC 4287 wants one for each entry."""
    published: datetime
    """Aware."""
    updated: datetime
    """When the version that counts was fetched; aware."""
    summary: str
    """Plain text, lines separated by a newline."""
    terms: tuple[str, ...]
    """Categories."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Reports, the one that changed last first; at least one."""

    name: str
    """Stem of its files, and what its id is made of."""
    title: str
    entries: Sequence[Entry]
    base_url: str
    """Where the folder of feeds is served, with a slash at the end; empty: not known."""

    @property
    def updated(self) -> datetime:
        """When the newest entry changed: the same reports make the same file, whenever written."""
        return max(entry.updated for entry in self.entries)


def atom(feed: Feed) -> bytes:
    """The feed in Atom."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _text(root, "id", _id(f"feed/{feed.name}"))
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated.isoformat())
    _text(root, "generator", "zonereports")
    if feed.base_url:
        href = f"{feed.base_url}{feed.name}.atom.xml"
        _child(root, "link", rel="self", type="application/atom+xml", href=href)
    for entry in feed.entries:
        item = _child(root, "entry")
        _text(item, "id", _id(f"report/{entry.report_id}"))
        _text(item, "title", entry.title)
        _text(item, "updated", entry.updated.isoformat())
        _text(item, "published", entry.published.isoformat())
        _text(_child(item, "author"), "name", entry.author)
        _child(item, "link", rel="alternate", href=_xml(entry.url))
        for term in entry.terms:
            _child(item, "category", term=_xml(term))
        _text(item, "summary", entry.summary)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def json_feed(feed: Feed) -> bytes:
    """The feed in JSON Feed 1.1."""
    whole: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": "zh-CN",
    }
    if feed.base_url:
        whole["feed_url"] = f"{feed.base_url}{feed.name}.json"
    whole["items"] = [
        {
            "id": _id(f"report/{entry.report_id}"),
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": entry.author}],
            "tags": list(entry.terms),
        }
        for entry in feed.entries
    ]
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _id(name: str) -> str:
    """An IRI that stays when the feeds are served from elsewhere."""
    return uuid5(NAMESPACE_URL, f"zonereports:{name}").urn


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)


def _text(parent: etree._Element, tag: str, text: str) -> None:
    _child(parent, tag).text = _xml(text)


def _xml(text: str) -> str:
    """What a page may say and XML cannot (control characters) left out; lxml escapes the rest."""
    return _NOT_IN_XML.sub("", text)
