"""Zip packages (.docx, .xlsx, .ofd, .zip) opened within bounds.

What a package declares may lie; what is unpacked does not. So the central directory is measured
before it is read, parts are unpacked up to a limit, and XML is counted before it is parsed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from zonereports.errors import UnreadablePage

# The largest document.xml seen in a report was 3 MB with 60,000 tags; a bomb has hundreds.
MAX_PART = 20_000_000
# An element costs libxml2 some 200 bytes: these stay below 200 MB.
_MAX_TAGS = 600_000
_MAX_ATTRIBUTES = 1_000_000
_MAX_PARTS = 5_000
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


@contextmanager
def open_package(body: bytes, what: str) -> Iterator[zipfile.ZipFile]:
    """The package in these bytes.

    Args:
        body: the file.
        what: how an error calls it, such as "the .docx".

    Raises:
        UnreadablePage: broken, or with more parts than a document can have.
    """
    # Each entry of a central directory begins so; an object for each would cost far more than it.
    if (parts := body.count(_ENTRY)) > _MAX_PARTS:
        raise UnreadablePage(f"{what} holds {parts} parts, more than a document can")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            yield package
    except _BROKEN as error:
        raise UnreadablePage(f"{what} is broken: {error}") from error


def read_part(
    package: zipfile.ZipFile, name: str, what: str, *, limit: int = MAX_PART
) -> bytes | None:
    """The bytes of a part; None when there is none of that name.

    Raises:
        UnreadablePage: encrypted, packed in a way that documents are not, or larger than `limit`.
    """
    try:
        info = package.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 1:
        raise UnreadablePage(f"{what} is encrypted")
    if info.compress_type not in _METHODS:
        raise UnreadablePage(f"{name} of {what} is packed in a way that documents are not")
    with package.open(info) as handle:
        data = handle.read(limit + 1)
    if len(data) > limit:
        raise UnreadablePage(f"{name} unpacks to more than {limit} bytes (a zip bomb?)")
    return data


def xml_part(package: zipfile.ZipFile, name: str, what: str) -> Any | None:
    """The root element of a part; None when there is none of that name.

    Entities stand unresolved, nothing is fetched.

    Raises:
        UnreadablePage: as `read_part`, and for XML that is broken or has too many elements.
    """
    data = read_part(package, name, what)
    return None if data is None else parse_xml(data, name)


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of a part's bytes.

    Raises:
        UnreadablePage: broken, or with more elements or attributes than a document has.
    """
    # In UTF-16 the signs stand apart by a zero byte and count as well.
    tags = data.count(b"<")
    if tags > _MAX_TAGS or data.count(b"=") > _MAX_ATTRIBUTES:
        raise UnreadablePage(f"{name} has {tags} tags, more than a document can")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadablePage(f"{name} is broken: {error}") from error
