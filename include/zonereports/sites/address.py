"""One address for one page, however a listing writes it."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from zonereports.errors import WrongSetting

_DEFAULT_PORT = {"http": 80, "https": 443}
# pageNum is read by the visitor's script only: the server returns page 1 for every N.
_DROPPED = re.compile(r"utm_\w+|spm|pageNum|isappinstalled|nsukey|wxshare_count", re.IGNORECASE)
_SHARED_FROM = {"timeline", "singlemessage", "groupmessage"}
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# No server takes a longer one, and the tables do not hold it.
_LONGEST = 2000
_NO_PAGE = re.compile(r"(?:javascript|mailto|tel|data|file|about|blob):|#|$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The identity of a page: two spellings of one address give the same text.

    Scheme and host in lower case, default port, credentials, fragment, session ids and
    tracking removed, dot segments and doubled slashes resolved, escapes in one form. The order of
    the query stays: some servers mind it.

    Raises:
        WrongSetting: it is no http(s) address.
    """
    try:
        parts = urlsplit(_without_blanks(url))
        host, port = parts.hostname or "", parts.port
        host = host.rstrip(".").encode("idna").decode() if not host.isascii() else host.rstrip(".")
    except ValueError as error:
        raise WrongSetting(f"not an address: {error}", url=url) from error
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORT or not host:
        raise WrongSetting("not an http(s) address", url=url)
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _DEFAULT_PORT[scheme]:
        host = f"{host}:{port}"
    return urlunsplit((scheme, host, _path(parts.path), _query(parts.query), ""))


def absolute_url(href: str, page: str) -> str | None:
    """Where a link on a page leads, canonical; None for javascript:, mailto:, # and nonsense."""
    href = _without_blanks(href).replace("\\", "/")
    if _NO_PAGE.match(href) or len(href) > _LONGEST:
        return None
    try:
        return canonical_url(urljoin(page, href))
    except (WrongSetting, ValueError):
        return None


def _without_blanks(url: str) -> str:
    return re.sub(r"[\r\n\t]", "", url).strip()


def _path(path: str) -> str:
    path = re.sub(r";jsessionid=[^/;]*", "", path, flags=re.IGNORECASE)
    path = _escaped(re.sub(r"/{2,}", "/", path) or "/")
    folder = path.endswith(("/", "/.", "/.."))
    path = posixpath.normpath(path)
    return path + "/" if folder and path != "/" else path


def _query(query: str) -> str:
    kept = []
    for piece in query.split("&"):
        name, value = next(iter(parse_qsl(piece, keep_blank_values=True)), ("", ""))
        if not name or _DROPPED.fullmatch(name) or (name == "from" and value in _SHARED_FROM):
            continue
        kept.append(_escaped(piece))
    return "&".join(kept)


def _escaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        byte = unquote_to_bytes(match.group())
        return byte.decode() if byte[0] in _UNRESERVED else match.group().upper()

    return _ESCAPED.sub(one, quote(text, safe="/%:@!$&'()*+,;=~-._?"))
