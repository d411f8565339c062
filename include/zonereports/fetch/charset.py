"""Bytes to text (a local minimal copy until the document engineer's version is merged)."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """The text of a page and the name of the encoding that it was read with.

    Valid UTF-8 wins over every label; gb2312 and gbk are read as gb18030.
    """
    if body.startswith(codecs.BOM_UTF8):
        return body[3:].decode("utf-8", "replace"), "utf-8"
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    label = _CHARSET.search(content_type or "") or _CHARSET.search(
        body[:2048].decode("ascii", "replace")
    )
    name = label[1].lower() if label else "gb18030"
    if name in ("gb2312", "gbk", "utf-8", "utf8"):
        name = "gb18030"
    try:
        return body.decode(name, "replace"), name
    except LookupError:
        return body.decode("gb18030", "replace"), "gb18030"
