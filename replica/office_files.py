"""Office files as people attach them, built byte by byte: Word 97, Word, PDF with a text layer.

The same lines give the same bytes: nothing in a file tells when it was built.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_LINE, _PAGE = 36, 38
"""Characters on a line of a PDF and lines on its page: A4, 小四, as 公文 are set."""
_NEVER_FIRST = "，。；：、！？）》”％%"  # noqa: RUF001
"""Typesetters never begin a line with these: they hang in the margin."""


def docx(lines: Sequence[str]) -> bytes:
    """A .docx: a paragraph for each line, a table for lines of cells joined by tabs."""
    parts: list[str] = []
    rows: list[str] = []
    for line in lines:
        if "\t" in line:
            rows.append(line)
            continue
        parts += [_word_table(rows)] if rows else []
        rows = []
        parts.append(_word_paragraph(line))
    parts += [_word_table(rows)] if rows else []
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_WORD}">'
        f"<w:body>{''.join(parts)}</w:body></w:document>"
    )
    types = (
        f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
    )
    return package(
        {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document}
    )


def doc(lines: Sequence[str]) -> bytes:
    """A .doc as WPS writes it: the text in UTF-16, a table's cells ended by bells."""
    text = "".join(
        line.replace("\t", "\x07") + "\x07\x07" if "\t" in line else f"{line}\r" for line in lines
    )
    return word_97([(text, "utf-16-le")])


def printed(lines: Sequence[str]) -> bytes:
    """A PDF printed from a text: paragraphs indented, broken at the margin, pages numbered."""
    drawn: list[str] = []
    for line in lines:
        rest = line.replace("\t", "  ") if "\t" in line else f"\u3000\u3000{line}"
        while rest:
            cut = _LINE
            while rest[cut : cut + 1] in _NEVER_FIRST and cut < len(rest):
                cut += 1
            drawn.append(rest[:cut])
            rest = rest[cut:]
    pages = [drawn[start : start + _PAGE] for start in range(0, len(drawn), _PAGE)]
    return pdf([[*page, f"— {number} —"] for number, page in enumerate(pages, 1)])


def _word_paragraph(line: str) -> str:
    text = f'<w:t xml:space="preserve">{escape(line)}</w:t>'
    return f"<w:p><w:r>{text}</w:r></w:p>"


def _word_table(rows: Sequence[str]) -> str:
    cells = (
        "".join(f"<w:tc>{_word_paragraph(cell)}</w:tc>" for cell in row.split("\t")) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file with these streams, each long enough to stand outside of the mini stream."""
    padded = {
        name: data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0")
        for name, data in streams.items()
    }
    fat: list[int] = [_FAT, _END]
    sectors: list[bytes] = []
    starts: dict[str, int] = {}
    for name, data in padded.items():
        starts[name] = len(fat)
        count = len(data) // SECTOR
        fat += [len(fat) + n + 1 for n in range(count - 1)] + [_END]
        sectors += [data[n * SECTOR : (n + 1) * SECTOR] for n in range(count)]
    assert len(fat) <= 128
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    names = list(padded)
    for number, name in enumerate(names):
        right = number + 2 if number + 1 < len(names) else _FREE
        entries.append(_entry(name, 2, starts[name], len(padded[name]), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    assert len(directory) == SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<I", 0) + struct.pack("<108I", *[_FREE] * 108)
    table = struct.pack("<128I", *(fat + [_FREE] * (128 - len(fat))))
    return header + table + directory + b"".join(sectors)


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + struct.pack("<III", _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def word_97(
    pieces: Sequence[tuple[str, str]], *, flags: int = 0, length: int | None = None
) -> bytes:
    """A .doc whose text lies in pieces: (text, "utf-16-le" | "cp1252" | "gb18030")."""
    stream = bytearray(0x400)
    positions, descriptors = [0], b""
    for text, encoding in pieces:
        data = text.encode(encoding)
        offset = len(stream) + len(stream) % 2
        stream = stream.ljust(offset, b"\0")
        stream += data
        wide = encoding == "utf-16-le"
        characters = len(data) // 2 if wide else len(data)
        fc = offset if wide else (offset * 2) | 0x40000000
        positions.append(positions[-1] + characters)
        descriptors += struct.pack("<HIH", 0, fc, 0)
    plc = struct.pack(f"<{len(positions)}I", *positions) + descriptors
    prc = b"\x01" + struct.pack("<H", 3) + b"abc"
    clx = prc + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", stream, 0x0A, 0x0200 | flags)
    struct.pack_into("<i", stream, 0x4C, positions[-1] if length is None else length)
    struct.pack_into("<II", stream, 0x01A2, 16, len(clx))
    return compound_file({"WordDocument": bytes(stream), "1Table": bytes(16) + clx})


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with a text layer: each line one text object, in a font that maps codes to Unicode."""
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange "
        b"1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
    )
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(to_unicode),
    ]
    kids = []
    for lines in pages:
        drawn = "".join(
            f"BT /F1 12 Tf 50 {780 - 20 * n} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for n, line in enumerate(lines)
        )
        objects.append(_stream(drawn.encode()))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources "
            b"<< /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % len(objects)
        )
        kids.append(len(objects))
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{refs}] /Count {len(kids)} >>".encode()
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"


def package(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip with these parts, packed, all of them as old as a zip can tell."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
