"""The files that a page offers: sometimes the report is one of them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from zonereports.document.markup import Renderer, collapse, parse
from zonereports.document.visibility import hidden_names
from zonereports.fetch import decode
from zonereports.sites import Link

_FILE = re.compile(r"\.(docx?|pdf|wps|xlsx?|et|ofd|zip|rar)$", re.IGNORECASE)
# The download scripts of the CMS families: their addresses may bear no extension.
_DOWNLOAD = re.compile(
    r"/downfile\.jsp|/download\.jsp|/document/(?:file-)?download|downloadztbattach"
    r"|/group\d+/M\d\d/|/files?/download",
    re.IGNORECASE,
)
_NAME_KEYS = ("showname", "fileName", "filename", "name")


def find_attachments(body: bytes, *, url: str, content_type: str | None = None) -> tuple[Link, ...]:
    """Links of a page that lead to files, in page order, each address once.

    A link's title is its text or the file's name in its address. Links to pages, mail, and
    scripts are left out; the addresses are absolute and not fetched.

    Raises:
        UnreadablePage: the bytes are no text.
    """
    root = parse(decode(body, content_type)[0])
    if root is None:
        return ()
    page = Renderer(hidden_names(root))
    base = next((node.get("href") for node in root.iter("base") if node.get("href")), None)
    base = urljoin(url, base) if base else url
    found: dict[str, Link] = {}
    for anchor in root.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        try:
            address = urljoin(base, href)
            parts = urlsplit(address)
        except ValueError:
            continue
        name = _file_name(parts.query) or unquote(parts.path.rsplit("/", 1)[-1])
        said = collapse(anchor.get("title") or "") or "".join(page.lines(anchor))
        is_file = any(_FILE.search(part) for part in (parts.path, name, said))
        if parts.scheme not in ("http", "https") or not (is_file or _DOWNLOAD.search(address)):
            continue
        found.setdefault(address, Link(address, said or name))
    return tuple(found.values())


def _file_name(query: str) -> str | None:
    fields = parse_qs(query)
    return next((fields[key][0] for key in _NAME_KEYS if fields.get(key)), None)
