"""Bytes to text: which encoding a page really is in."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from resiliparse.parse.encoding import detect_encoding

from zonereports.errors import UnreadablePage

# Longest first: UTF-32 begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A page that says gb2312 is in GBK or GB18030 as soon as a rare character of a name occurs; both
# are subsets of GB18030.
_GB = frozenset(
    {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "hz-gb-2312", "euc-cn"}
)
_CHINESE = ("gb18030", "big5hkscs")
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9_\-]+)")
# A page cut in the middle of a character, or with a stray byte in an advertisement, is still
# readable; one in fifty is not a stray byte but another encoding.
_MAX_DAMAGED = 0.002
_MAX_CONTROL = 0.005


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of a body and the name of its encoding.

    In this order: byte order mark; UTF-8 when the bytes are valid UTF-8; then what is declared
    and what the bytes look like, whichever gives the commoner Chinese characters. Damaged
    characters become U+FFFD, at most two in a thousand.

    Raises:
        UnreadablePage: no encoding fits. Mojibake is never returned.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            try:
                return body.decode(name), name
            except UnicodeDecodeError as error:
                raise UnreadablePage(f"the bytes are not the {name} they claim to be") from error
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, content_type)
    if "\x00" in text and (wide := _wide(body)) is not None:
        return wide
    if _control_share(text) > _MAX_CONTROL:
        raise UnreadablePage("binary data, not a text")
    return text, "utf-8"


def _decode_other(body: bytes, content_type: str | None) -> tuple[str, str]:
    names = [_known(name) for name in _declared(body, content_type)]
    names += [_known(detect_encoding(body) or ""), *_CHINESE]
    best: tuple[float, str, str] | None = None
    for name in dict.fromkeys(name for name in names if name):
        try:
            text = body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        score = _likeness(text)
        if best is None or score > best[0] + 0.05:
            best = (score, text, name)
    if best is not None and best[0] >= 0.5 and _control_share(best[1]) <= _MAX_CONTROL:
        return best[1], best[2]
    best = None
    for name in dict.fromkeys(name for name in ("utf-8", *names) if name):
        text = body.decode(name, errors="replace")
        score = _likeness(text)
        if text.count("\ufffd") <= max(1, _MAX_DAMAGED * len(text)) and (
            best is None or score > best[0] + 0.05
        ):
            best = (score, text, name)
    if best is not None and best[0] >= 0.5:
        return best[1], best[2]
    if wide := _wide(body):
        return wide
    raise UnreadablePage(
        "no encoding fits the bytes (tried UTF-8, GB18030, Big5, the declared one)"
    )


def _declared(body: bytes, content_type: str | None) -> list[str]:
    found = _DECLARED.findall((content_type or "").encode("ascii", "replace"))
    found += _DECLARED.findall(body[:4096])[:2] + _XML_DECLARED.findall(body[:200])
    return [name.decode("ascii").lower() for name in found]


def _known(name: str) -> str | None:
    name = name.lower().strip()
    if name in _GB:
        return "gb18030"
    if name in ("big5", "big5-hkscs", "big5hkscs", "cp950"):
        return "big5hkscs"
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _wide(body: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: every second byte of its ASCII is zero."""
    for name, zeros in (("utf-16-le", body[1::2]), ("utf-16-be", body[::2])):
        if zeros.count(0) < max(2, len(body) // 50):
            continue
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        if _control_share(text) <= _MAX_CONTROL and _likeness(text) >= 0.5:
            return text, name
    return None


def _control_share(text: str) -> float:
    control = sum(map(text.count, map(chr, (*range(9), 11, *range(14, 27), *range(28, 32)))))
    return control / max(1, len(text))


def _likeness(text: str) -> float:
    """Share of the characters beyond ASCII that a Chinese page uses often, 0 to 1.

    Bytes read in the wrong encoding give rare characters: the 3755 of GB 2312's first level and
    the 5401 of Big5's are what people write.
    """
    foreign = Counter(char for char in text[:20000] if char > "\x7f")
    if not foreign:
        return 1.0
    return sum(n for char, n in foreign.items() if _common(char)) / foreign.total()


def _common(char: str) -> bool:
    if "\u4e00" <= char <= "\u9fff":
        for name, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
            try:
                code = char.encode(name)
            except UnicodeEncodeError:
                continue
            if low <= code[0] <= high:
                return True
        return False
    return (
        char in "\u00a0·×—–‘’“”…±°²³％℃㎡№"
        or "\u3000" <= char <= "\u3020"
        or "\uff00" <= char <= "\uff5e"
        or "\u2460" <= char <= "\u249b"
    )
