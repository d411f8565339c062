"""What hostile files are made with, and where they are entered."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.document.files import package

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


MEGA = 1_000_000


SENTENCE = "2023年，岚溪经开区完成工业投资12.7亿元，同比增长8.1%。"


FILES: dict[str, Callable[[], bytes]] = {}

"""Ways of making a file that holds no report; each must be refused with a reason."""


READABLE: dict[str, Callable[[], bytes]] = {}

"""Odd files in which the report can be read all the same, or refused, but never wrongly."""


def hostile(make: Callable[[], bytes]) -> Callable[[], bytes]:
    FILES[make.__name__] = make
    return make


def odd(make: Callable[[], bytes]) -> Callable[[], bytes]:
    READABLE[make.__name__] = make
    return make


def docx(xml: str | bytes, **more: str | bytes) -> bytes:
    return package(
        {
            "word/document.xml": xml,
            **{k.replace("__xml", ".xml").replace("__", "/"): v for k, v in more.items()},
        }
    )


def docx_of(inner: str) -> bytes:
    return docx(f"<w:document {W}><w:body>{inner}</w:body></w:document>")


def xlsx(sheet: str | bytes, **parts: str) -> bytes:
    return package(
        {
            "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **{k.replace("__xml", ".xml").replace("__", "/"): v for k, v in parts.items()},
        }
    )


def sheet_of(rows: str) -> str:
    return f"<worksheet {S}><sheetData>{rows}</sheetData></worksheet>"


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def with_flag(body: bytes, flag: int) -> bytes:
    """A zip whose entries claim a flag, such as 1 for encrypted."""
    out = bytearray(body)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = out.find(magic)
        while start >= 0:
            out[start + at] |= flag
            start = out.find(magic, start + 4)
    return bytes(out)
