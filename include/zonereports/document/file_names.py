"""What a file is called: as its server says, else as the link to it does."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import parse_qs, unquote, unquote_to_bytes, urlsplit

_EXTENDED = re.compile(r"filename\*\s*=\s*\"?([\w!#$%&+^`{}~.-]*)'[^']*'([^\s;\"]+)", re.IGNORECASE)
_PLAIN = re.compile(r'filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]+))', re.IGNORECASE)
_NAME_KEYS = ("showname", "fileName", "filename", "name")
_SAYS_NOTHING = re.compile(
    r"^\W*(?:(?:请?点击)?(?:此处|这里)?(?:附件)?(?:下载|查看|预览|打开|浏览|附件|下载附件|查看附件)\s*\d*)\W*$"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_MAX_LENGTH = 200


def file_name(disposition: str | None, *, said: str | None, url: str) -> str | None:
    """The name of a file, without folders; None when nothing tells one.

    In this order: Content-Disposition, the text of the link unless it says only 下载, the address.

    Args:
        disposition: the header as HTTP clients hand it over, its bytes read as Latin-1.
        said: the text of the link.
        url: the file's address.

    >>> file_name("attachment; filename*=UTF-8''%E6%80%BB%E7%BB%93.doc", said=None, url="")
    '总结.doc'
    """
    candidates = (
        _from_header(disposition or ""),
        None if said is None or _SAYS_NOTHING.match(said) else said,
        name_in_address(url),
        said,
    )
    return next((name for one in candidates if one and (name := _tidy(one))), None)


def name_in_address(url: str) -> str | None:
    """The name in a query such as showname=…, else the end of the path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    fields = parse_qs(parts.query)
    told = next((fields[key][0] for key in _NAME_KEYS if fields.get(key)), None)
    return told or unquote(parts.path.rsplit("/", 1)[-1]) or None


def _from_header(disposition: str) -> str | None:
    if extended := _EXTENDED.search(disposition):
        data = unquote_to_bytes(extended[2])
        return _text(data, extended[1])
    if (plain := _PLAIN.search(disposition)) is None:
        return None
    told = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2].strip()
    if told.startswith("=?"):
        try:
            return str(make_header(decode_header(told)))
        except (HeaderParseError, LookupError, UnicodeError):
            return None
    raw = told.encode("latin-1", "replace")
    return _text(unquote_to_bytes(raw) if b"%" in raw else raw, "")


def _text(data: bytes, charset: str) -> str:
    """Bytes of a name: UTF-8 when they are valid, else GBK, whatever is declared."""
    for name in ("utf-8", charset, "gb18030"):
        try:
            return data.decode(name) if name else data.decode("utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _tidy(name: str) -> str:
    name = _CONTROL.sub("", name).replace("\\", "/").rsplit("/", 1)[-1]
    return " ".join(name.split())[:_MAX_LENGTH]
