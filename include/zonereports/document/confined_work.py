"""The other end of `confined`: run as a program, never imported; knows nothing of the package.

Reads a file from standard input and writes JSON: {"found": …} or {"refused": why}. Imports only the
standard library and the reader that it confines, so that it starts within a tenth of a second.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Any

_MEMORY = 480_000_000
_COMPUTING_S = 7
# The longest report seen in an attachment had 38 pages; ten times that is no work report.
_MAX_PAGES = 400
_MAX_CHARACTERS = 2_000_000
_MAX_CELLS = 300_000
_MAX_SHEETS = 60


class Refused(Exception):
    """Why a file is not read, in words."""


def pages_of_pdf(body: bytes) -> list[str]:
    """The text layer of each page."""
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        pdf = pdfium.PdfDocument(body)
        if len(pdf) > _MAX_PAGES:
            raise Refused(f"has {len(pdf)} pages, more than {_MAX_PAGES}")
        pages, total = [], 0
        for number in range(len(pdf)):
            page = pdf[number]
            layer = page.get_textpage()
            total += layer.count_chars()
            if total > _MAX_CHARACTERS:
                raise Refused(f"holds more than {_MAX_CHARACTERS} characters")
            pages.append(layer.get_text_range())
            layer.close()
            page.close()
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD or "assword" in str(error):
            raise Refused("is encrypted") from error
        raise Refused(f"is broken: {error}") from error
    return pages


def sheets_of_xls(body: bytes) -> list[dict[str, Any]]:
    """Each sheet that is shown: its rows of (value, format), and which cells are merged.

    Rows and columns count from the first cell that is used, which stands at (top, left).
    """
    import python_calamine as calamine

    stream = _workbook(body)
    names, formats = _formats(stream)
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    shown = [
        (number, one.name)
        for number, one in enumerate(book.sheets_metadata)
        if one.visible == calamine.SheetVisibleEnum.Visible
        and one.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    if len(shown) > _MAX_SHEETS:
        raise Refused(f"has {len(shown)} sheets, more than {_MAX_SHEETS}")
    found = []
    for number, name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.height * sheet.width > _MAX_CELLS:
            raise Refused(f"has {sheet.height} rows of {sheet.width} columns, too many for a table")
        top, left = sheet.start or (0, 0)
        used = formats.get(names.index(name), {}) if name in names else {}
        rows = [
            [(_value(cell), used.get((top + r, left + c))) for c, cell in enumerate(row)]
            for r, row in enumerate(sheet.to_python(skip_empty_area=True))
        ]
        merged = [
            [a[0] - top, a[1] - left, b[0] - top, b[1] - left]
            for a, b in sheet.merged_cell_ranges or ()
        ]
        found.append(
            {"number": number, "name": name, "at": [top, left], "rows": rows, "merged": merged}
        )
    return found


def _value(cell: Any) -> Any:
    if cell is None or isinstance(cell, str | int | float):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _workbook(body: bytes) -> bytes:
    import olefile

    with olefile.OleFileIO(io.BytesIO(body)) as ole:
        name = next(n for n in ("Workbook", "WORKBOOK", "Book", "BOOK") if ole.exists(n))
        return bytes(ole.openstream(name).read())


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """BIFF records from an offset on: where they stand, their kind and their data."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _formats(stream: bytes) -> tuple[list[str], dict[int, dict[tuple[int, int], Any]]]:
    """Names of the sheets, and for each the number format of its cells: an id or a code.

    calamine gives values without their formats, and 0.093 may be shown as 9.3%.
    """
    names: list[str] = []
    starts: list[int] = []
    codes: dict[int, str] = {}
    styles: list[int] = []
    for _, kind, data in _records(stream):
        if kind == 0x002F:
            raise Refused("is encrypted")
        if kind == 0x0085 and len(data) >= 8:
            starts.append(struct.unpack_from("<I", data, 0)[0])
            names.append(_short_text(data, 6))
        elif kind == 0x041E and len(data) > 5:
            codes[struct.unpack_from("<H", data, 0)[0]] = _long_text(data, 2)
        elif kind == 0x00E0 and len(data) >= 4:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == 0x000A:
            break
    used: dict[int, dict[tuple[int, int], Any]] = {}
    for number, start in enumerate(starts[:_MAX_SHEETS]):
        cells = used.setdefault(number, {})
        for _, kind, data in _records(stream, start):
            if kind == 0x000A:
                break
            for row, column, style in _styled(kind, data):
                if style < len(styles):
                    cells[row, column] = codes.get(styles[style], styles[style])
            if len(cells) > _MAX_CELLS:
                raise Refused(f"has more than {_MAX_CELLS} cells")
    return names, used


def _styled(kind: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the cells in a record: NUMBER, RK, FORMULA, MULRK."""
    if kind in (0x0203, 0x027E, 0x0006) and len(data) >= 6:
        yield struct.unpack_from("<HHH", data, 0)
    elif kind == 0x00BD and len(data) >= 12:
        row, first = struct.unpack_from("<HH", data, 0)
        for n in range((len(data) - 6) // 6):
            yield row, first + n, struct.unpack_from("<H", data, 4 + 6 * n)[0]


def _short_text(data: bytes, at: int) -> str:
    length, wide = data[at], data[at + 1] & 1
    return _decode(data[at + 2 :], length, wide)


def _long_text(data: bytes, at: int) -> str:
    (length,) = struct.unpack_from("<H", data, at)
    return _decode(data[at + 3 :], length, data[at + 2] & 1)


def _decode(data: bytes, length: int, wide: int) -> str:
    if wide:
        return data[: 2 * length].decode("utf-16-le", "replace")
    return data[:length].decode("latin-1")


def main() -> None:
    """Set the limits, read, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_COMPUTING_S, _COMPUTING_S + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    body = sys.stdin.buffer.read()
    work = {"pdf": pages_of_pdf, "xls": sheets_of_xls}[sys.argv[1]]
    try:
        answer: dict[str, Any] = {"found": work(body)}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except MemoryError:
        answer = {"refused": "needs more memory than a report can"}
    except Exception as error:
        answer = {"refused": f"is broken: {error}"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
