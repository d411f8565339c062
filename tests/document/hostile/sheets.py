"""Spreadsheets, of both formats, that do harm."""

from __future__ import annotations

import random
import struct

from tests.document.files import package
from tests.document.hostile.kit import MEGA, R, S, hostile, sheet_of, xlsx
from tests.document.hostile.word_97 import big_compound


def biff(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


BOF_BOOK = (0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))


BOF_SHEET = (0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))


EOF = (0x000A, b"")


def xls(*sheet: tuple[int, bytes], book: tuple[tuple[int, bytes], ...] = ()) -> bytes:
    name = b"\x01\x00a"
    globals_ = biff(BOF_BOOK, *book)
    bound = len(globals_) + 4 + 6 + len(name) + 4
    stream = globals_ + biff((0x0085, struct.pack("<IBB", bound, 0, 0) + name), EOF)
    return big_compound({"Workbook": stream + biff(BOF_SHEET, *sheet, EOF)})


@hostile
def xls_that_declares_a_million_rows() -> bytes:
    return xls((0x0200, struct.pack("<IIHHH", 0, 1_048_576, 0, 16_384, 0)))


@hostile
def xls_with_two_cells_far_apart() -> bytes:
    cells = [(0x0203, struct.pack("<HHHd", r, c, 0, 1.5)) for r, c in ((0, 0), (65_535, 16_000))]
    return xls((0x0200, struct.pack("<IIHHH", 0, 65_536, 0, 16_001, 0)), *cells)


@hostile
def xls_cut_in_the_middle() -> bytes:
    return xls((0x0200, struct.pack("<IIHHH", 0, 2, 0, 2, 0)))[:900]


@hostile
def xls_with_a_password() -> bytes:
    return xls(book=((0x002F, bytes(54)),))


@hostile
def xls_whose_sheet_begins_behind_the_file() -> bytes:
    stream = biff(BOF_BOOK, (0x0085, struct.pack("<IBB", 0x7FFFFFF0, 0, 0) + b"\x01\x00a"), EOF)
    return big_compound({"Workbook": stream})


@hostile
def xls_with_a_billion_shared_strings() -> bytes:
    return xls(book=((0x00FC, struct.pack("<II", 2**31 - 1, 2**31 - 1) + b"\x01\x00\x00a"),))


@hostile
def xls_of_random_records() -> bytes:
    dice = random.Random(3)
    return xls(*[(dice.randrange(0x900), dice.randbytes(dice.randrange(60))) for _ in range(3000)])


@hostile
def xlsx_with_two_cells_a_sheet_apart() -> bytes:
    rows = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v></v></c></row>'
    return xlsx(sheet_of(rows))


@hostile
def xlsx_of_a_million_cells() -> bytes:
    row = "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
    return xlsx(sheet_of(row * 4000))


@hostile
def xlsx_zip_bomb_of_strings() -> bytes:
    return xlsx(sheet_of(""), xl__sharedStrings__xml="<sst>" + " " * (300 * MEGA))


@hostile
def xlsx_merged_over_everything() -> bytes:
    merge = '<mergeCell ref="A1:XFD1048576"/>' * 5000
    return xlsx(f"<worksheet {S}><sheetData/><mergeCells>{merge}</mergeCells></worksheet>")


@hostile
def xlsx_of_a_thousand_sheets() -> bytes:
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r1"/>' for n in range(1000))
    return package(
        {
            "xl/workbook.xml": f"<workbook {S} {R}><sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": '<R><R Id="r1" Target="worksheets/sheet1.xml"/></R>',
            "xl/worksheets/sheet1.xml": sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>'),
        }
    )


@hostile
def xlsx_whose_strings_are_missing() -> bytes:
    return xlsx(sheet_of('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'))
