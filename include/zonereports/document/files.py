"""Files to a leaf: which reader, told by how the bytes begin and never by a name."""

from __future__ import annotations

import zipfile

from zonereports.document.compound import MAGIC as _COMPOUND
from zonereports.document.compound import read_compound
from zonereports.document.leaf import Leaf
from zonereports.document.packages import open_package, read_part
from zonereports.document.traced import Trace
from zonereports.errors import NeedsOcr, UnreadablePage
from zonereports.sites import judge_title

_PICTURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
)
_OTHER_FORMATS = (
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip file"),
)
_MAX_MEMBERS = 200
_MAX_UNPACKED = 40_000_000


def is_file(body: bytes) -> bool:
    """Whether the bytes are a file to be read by a format's reader, and no page or plain text."""
    return (
        b"%PDF-" in body[:1024]
        or body.startswith((_COMPOUND[:4], b"PK\x03\x04", b"PK\x05\x06", b"{\\rtf"))
        or any(body.startswith(magic) for magic, _ in (*_PICTURES, *_OTHER_FORMATS))
    )


def read_file(body: bytes, trace: Trace | None = None, *, inside: bool = False) -> Leaf | None:
    """The leaf of a file; None for what is a page or plain text.

    Args:
        body: as served.
        trace: remembers where each character stands in the file.
        inside: it was taken out of a zip, in which no other zip is opened.

    Raises:
        UnreadablePage: broken, encrypted, too large, or of a format that holds no text.
        NeedsOcr: a picture, or a scanned paper.
    """
    if b"%PDF-" in body[:1024]:
        from zonereports.document.portable import read_pdf

        return read_pdf(body, trace)
    if body.startswith(_COMPOUND[:4]):
        return read_compound(body, trace)
    if body.startswith(b"PK"):
        return _read_package(body, trace, inside=inside)
    if body.startswith(b"{\\rtf"):
        from zonereports.document.rich_text import read_rtf

        return read_rtf(body, trace)
    for magic, name in _PICTURES:
        if body.startswith(magic):
            raise NeedsOcr(f"{name}, not a page or a text document")
    for magic, name in _OTHER_FORMATS:
        if body.startswith(magic):
            raise UnreadablePage(f"{name}, not a page or a text document")
    return None


def _read_package(body: bytes, trace: Trace | None, *, inside: bool) -> Leaf:
    with open_package(body, "the zip") as package:
        names = set(package.namelist())
        if "word/document.xml" in names:
            from zonereports.document.word_docx import read_docx

            return read_docx(body, trace)
        if "xl/workbook.xml" in names:
            from zonereports.document.spreadsheet import read_xlsx

            return read_xlsx(body, trace)
        if "OFD.xml" in names:
            from zonereports.document.layout_ofd import read_ofd

            return read_ofd(body, trace)
        if "[Content_Types].xml" in names:
            raise UnreadablePage("an Office file with no word/document.xml and no workbook")
        if inside:
            raise UnreadablePage("a zip within a zip")
        name, member = _only_report(package)
    if trace is not None:
        trace.part = f"zip {name}"
    leaf = read_file(member, trace, inside=True)
    if leaf is None:
        raise UnreadablePage("the zip holds no document of Word, Excel, PDF or OFD")
    return leaf


def _only_report(package: zipfile.ZipFile) -> tuple[str, bytes]:
    """Name and bytes of the one document in a zip; of several, the one that is named as a report.

    Raises:
        UnreadablePage: none, or more than one; or they unpack to more than a report can.
    """
    members = [
        info
        for info in package.infolist()
        if not info.is_dir() and not info.filename.startswith("__MACOSX/")
    ]
    if len(members) > _MAX_MEMBERS:
        raise UnreadablePage(f"a zip with {len(members)} files, not with one report")
    documents: list[tuple[str, bytes]] = []
    room = _MAX_UNPACKED
    for info in members:
        data = read_part(package, info.filename, "the zip", limit=room)
        if data and is_file(data) and not data.startswith(tuple(m for m, _ in _PICTURES)):
            documents.append((_name(info), data))
            room -= len(data)
    if len(documents) > 1:
        named = [one for one in documents if judge_title(_stem(one[0]), own_column=True).report]
        documents = named if len(named) == 1 else documents
    if len(documents) != 1:
        raise UnreadablePage(f"a zip with {len(documents)} documents, not with one report")
    return documents[0]


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: GBK where the zip does not say that it is UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0]
