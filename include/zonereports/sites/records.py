"""Rows of a listing that a server sends as JSON or JSONP, whatever it calls their fields."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from zonereports.sites.address import absolute_url
from zonereports.sites.bounds import check_rows, check_size
from zonereports.sites.rows import find_date
from zonereports.sites.site import Link

# In the order of trust: the first that is there and not empty counts.
_TITLES = ("title", "titlenew", "customtitle", "infotitle", "name")
_ADDRESSES = ("url", "link", "linkurl", "infourl", "href")
_DATES = (
    "webdate",
    "infodate",
    "publishedtimestr",
    "publishedtime",
    "pubdate",
    "publishdate",
    "publishtime",
    "pubinwebdate",
    "date",
)
_CALLBACK = re.compile(r"(?:/\*[^*]*\*/)?\s*[\w$.]+\s*\(")
_TAG = re.compile(r"<[^<>]*>")
_DEEPEST = 12


def load_json(text: str) -> Any | None:
    """The value of a JSON or JSONP text; None when it is neither.

    The callback of JSONP may have any name, `null` too; raw control characters are let pass.

    Raises:
        LayoutChanged: longer than any listing.
    """
    check_size(text)
    text = text.lstrip("\ufeff").strip()
    if text[:1] not in ("{", "["):
        called = _CALLBACK.match(text)
        inner = text.rstrip("; \t\r\n")
        if not called or not inner.endswith(")"):
            return None
        text = inner[called.end() : -1]
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def first_json(text: str) -> str:
    """The JSON value that a text begins with, as it is written; empty when there is none."""
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return ""
    return text[:end]


def walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, in reading order; JSON in a text counts as what it says."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        value = load_json(value)
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, depth + 1)


def find_records(text: str, url: str) -> list[Link]:
    """The objects of a JSON answer that have a title and lead to a page, each address once.

    Args:
        text: JSON or JSONP.
        url: the address that answered, against which links are resolved.

    Raises:
        LayoutChanged: longer than any listing, or with more rows.
    """
    best: dict[str, Link] = {}
    for count, record in enumerate(walk(load_json(text)), 1):
        check_rows(count)
        fields = {str(key).lower(): value for key, value in record.items()}
        title = _words(_first(fields, _TITLES))
        target = absolute_url(_first(fields, _ADDRESSES), url)
        if target and len(title) >= 4:
            best.setdefault(target, Link(target, title, _day(_first(fields, _DATES))))
    return list(best.values())


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    values = (fields.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _words(title: str) -> str:
    """Without the tags that mark what was searched for, and on one line."""
    return " ".join(_TAG.sub("", entities.unescape(title)).split())


def _day(told: str) -> date | None:
    return find_date(told)
