"""Hostile and broken files of our own making, by name; the large ones are made when asked for."""

from __future__ import annotations

import base64
import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.document.files import compound_file, package, pdf, word_97

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


# zip packages


@hostile
def zip_bomb_in_a_docx() -> bytes:
    return docx(b"<a>" + b" " * (200 * MEGA))


@hostile
def zip_bomb_of_many_parts() -> bytes:
    return zipped(
        [(f"word/{n}.xml", b"") for n in range(30_000)] + [("word/document.xml", b"<a/>")]
    )


@hostile
def zip_bomb_of_overlapping_entries() -> bytes:
    """All entries of the directory point to one packed stretch, as in the known 42 MB bomb."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(bytes(30 * MEGA)) + packed.flush()
    crc = zlib.crc32(bytes(30 * MEGA))
    local = struct.pack(
        "<4s5HIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(data), 30 * MEGA, 5, 0
    )
    body, directory, count = local + b"a.pdf" + data, b"", 150
    for number in range(count):
        name = b"%05d" % number
        directory += (
            struct.pack(
                "<4s6HIIIHHHHHII",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                0,
                crc,
                len(data),
                30 * MEGA,
                5,
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )
    end = struct.pack("<4s4HIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


@hostile
def zip_in_a_zip_in_a_zip() -> bytes:
    body = docx_of(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>")
    for _ in range(3):
        body = zipped([("inner.zip", body)])
    return body


@hostile
def zip_that_holds_itself() -> bytes:
    """Like a quine: its member is a zip that begins with its own bytes."""
    body = zipped([("r.zip", b"x")], zipfile.ZIP_STORED)
    for _ in range(40):
        body = zipped([("r.zip", body)], zipfile.ZIP_STORED)
    return body


@hostile
def zip_of_two_reports() -> bytes:
    return zipped([("a.pdf", pdf([[SENTENCE]])), ("b.pdf", pdf([[SENTENCE]]))])


@hostile
def zip_of_pictures_only() -> bytes:
    return zipped([("1.jpg", b"\xff\xd8\xff" + bytes(500)), ("2.png", b"\x89PNG" + bytes(500))])


@hostile
def zip_of_a_thousand_files() -> bytes:
    return zipped([(f"{n}.txt", b"x") for n in range(1000)])


@hostile
def zip_without_anything() -> bytes:
    return zipped([])


@hostile
def zip_with_a_password() -> bytes:
    return with_flag(zipped([("a.pdf", pdf([[SENTENCE]]))]), 1)


@hostile
def zip_with_a_bad_checksum() -> bytes:
    body = bytearray(zipped([("a.pdf", pdf([[SENTENCE]]))], zipfile.ZIP_STORED))
    body[80] ^= 0xFF
    return bytes(body)


@hostile
def zip_packed_with_lzma() -> bytes:
    return zipped([("word/document.xml", b"<a/>")], zipfile.ZIP_LZMA)


@hostile
def zip_whose_directory_lies_about_offsets() -> bytes:
    body = bytearray(zipped([("a.pdf", pdf([[SENTENCE]]))]))
    at = body.find(b"PK\x01\x02")
    struct.pack_into("<I", body, at + 42, 0x7FFFFFFF)
    return bytes(body)


@hostile
def zip_path_that_climbs() -> bytes:
    return zipped([("../../../../tmp/evil.txt", b"x")])


# docx


@hostile
def docx_entity_expansion() -> bytes:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    return docx(
        f"<!DOCTYPE x [{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&m;</w:t></w:r></w:p></w:body></w:document>"
    )


@hostile
def docx_external_entity() -> bytes:
    return docx(
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r>'
        "<w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
    )


@hostile
def docx_external_dtd() -> bytes:
    return docx(
        f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><w:document {W}><w:body/></w:document>'
    )


@hostile
def docx_of_a_million_elements() -> bytes:
    return docx_of("<w:p/>" * (2 * MEGA))


@hostile
def docx_of_a_million_attributes() -> bytes:
    return docx(f"<w:document {W} " + " ".join(f'a{n}=""' for n in range(MEGA)) + "/>")


@hostile
def docx_nested_deep() -> bytes:
    return docx_of("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)


@hostile
def docx_tables_nested() -> bytes:
    n = 60
    return docx_of("<w:tbl><w:tr><w:tc>" * n + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * n)


@hostile
def docx_with_a_huge_table() -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
    return docx_of("<w:tbl>" + ("<w:tr>" + cell * 60 + "</w:tr>") * 5000 + "</w:tbl>")


@hostile
def docx_cut_in_the_middle() -> bytes:
    body = docx_of(f"<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>" * 2000)
    return body[: len(body) // 2]


@hostile
def docx_with_a_password() -> bytes:
    return compound_file({"EncryptedPackage": bytes(5000), "EncryptionInfo": bytes(500)})


@hostile
def docx_one_paragraph_of_20_mb() -> bytes:
    return docx_of(f"<w:p><w:r><w:t>{'税收' * 3 * MEGA}</w:t></w:r></w:p>")


@hostile
def docx_in_utf_16_with_null_bytes() -> bytes:
    return docx("<w:document><w:body/></w:document>".encode("utf-16"))


@hostile
def docx_that_is_a_presentation() -> bytes:
    return package({"[Content_Types].xml": "<x/>", "ppt/presentation.xml": "<x/>"})


# OLE2


def ole(**patch: int) -> bytearray:
    return bytearray(word_97([(SENTENCE + "\r", "utf-16-le")]))


@hostile
def doc_cut_in_the_middle() -> bytes:
    return bytes(ole()[:1500])


@hostile
def doc_header_only() -> bytes:
    return bytes(ole()[:76])


@hostile
def doc_whose_sectors_go_in_a_circle() -> bytes:
    body = ole()
    for entry in range(2, 40):
        struct.pack_into("<I", body, 512 + 4 * entry, 3)
    return bytes(body)


@odd
def doc_whose_directory_goes_in_a_circle() -> bytes:
    body = ole()
    struct.pack_into("<I", body, 512 + 4, 1)
    return bytes(body)


@odd
def doc_whose_tree_goes_in_a_circle() -> bytes:
    body = ole()
    for entry in range(3):
        struct.pack_into("<III", body, 1024 + 128 * entry + 68, 1, 2, 1)
    return bytes(body)


@hostile
def doc_with_a_million_fat_sectors() -> bytes:
    body = ole()
    struct.pack_into("<I", body, 44, 0x00FFFFFF)
    return bytes(body)


@hostile
def doc_with_a_difat_circle() -> bytes:
    body = ole()
    struct.pack_into("<II", body, 68, 0, 0xFFFF)
    return bytes(body)


@odd
def doc_stream_of_four_gigabytes() -> bytes:
    body = ole()
    struct.pack_into("<Q", body, 1024 + 128 + 120, 0xFFFFFFFF)
    return bytes(body)


@hostile
def doc_with_a_password() -> bytes:
    return word_97([(SENTENCE, "utf-16-le")], flags=0x0100)


@hostile
def doc_that_claims_a_gigabyte_of_text() -> bytes:
    return word_97([(SENTENCE, "utf-16-le")], length=2**30)


@odd
def doc_whose_pieces_all_show_one_stretch() -> bytes:
    """A piece table of 3,000 pieces that all show the same stretch: text, but bounded."""
    stream = bytearray(2_100_000)
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", stream, 0x0A, 0x0200)
    count, each = 3_000, 1_900_000
    positions = [min(n * each, 2**31 - 1) % 2_000_000 for n in range(count + 1)]
    plc = struct.pack(f"<{count + 1}I", *sorted(positions))
    plc += struct.pack("<HIH", 0, 0x40000000, 0) * count
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<i", stream, 0x4C, 1_999_999)
    struct.pack_into("<II", stream, 0x01A2, 0, len(clx))
    return big_compound({"WordDocument": bytes(stream), "1Table": clx})


@hostile
def doc_of_nested_fields() -> bytes:
    text = ("\x13" * 300_000 + "\x15" * 300_000).encode("cp1252")
    stream = bytearray(0x400) + text
    struct.pack_into("<HH", stream, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", stream, 0x0A, 0x0200)
    plc = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, 0x400 * 2 | 0x40000000, 0)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<i", stream, 0x4C, len(text))
    struct.pack_into("<II", stream, 0x01A2, 0, len(clx))
    return big_compound({"WordDocument": bytes(stream), "1Table": clx})


def big_compound(streams: dict[str, bytes]) -> bytes:
    """An OLE2 file of any size: with as many sectors of tables as it needs, up to 109."""
    size = 512
    padded = {n: d.ljust(max(4096, -(-len(d) // size) * size), b"\0") for n, d in streams.items()}
    data_sectors = sum(len(d) for d in padded.values()) // size
    tables = -(-(data_sectors + 120) // 128)
    assert tables <= 109
    fat: list[int] = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    sectors, starts = [], {}
    for name, data in padded.items():
        starts[name] = len(fat)
        count = len(data) // size
        fat += [len(fat) + n + 1 for n in range(count - 1)] + [0xFFFFFFFE]
        sectors.append(data)
    from replica.office_files import _entry

    names = list(padded)
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, name in enumerate(names):
        right = number + 2 if number + 1 < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, starts[name], len(padded[name]), right=right))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *[*range(tables), *[0xFFFFFFFF] * (109 - tables)])
    fat += [0xFFFFFFFF] * (128 * tables - len(fat))
    return (
        header
        + struct.pack(f"<{len(fat)}I", *fat)
        + b"".join(entries).ljust(size, b"\0")
        + b"".join(sectors)
    )


@hostile
def doc_of_random_bytes() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(7).randbytes(200_000)


@hostile
def docm_that_is_a_macro_and_nothing_else() -> bytes:
    return compound_file({"VBA": bytes(5000), "PROJECT": b"x"})


# spreadsheets


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


# PDF


def raw_pdf(objects: dict[int, bytes], *, root: int = 1, xref: bool = True) -> bytes:
    out, at = bytearray(b"%PDF-1.4\n"), {}
    for number, content in objects.items():
        at[number] = len(out)
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    if xref:
        size = max(objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            out += b"%010d 00000 n \n" % at.get(number, 0)
        out += b"trailer << /Size %d /Root %d 0 R >>\n" % (size, root)
    out += b"startxref\n%d\n%%%%EOF" % start
    return bytes(out)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(data), extra) + data + b"\nendstream"


@hostile
def pdf_of_100_000_pages() -> bytes:
    kids = b"3 0 R " * 100_000
    return raw_pdf(
        {
            1: CATALOG,
            2: b"<< /Type /Pages /Kids [" + kids + b"] /Count 100000 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        }
    )


@hostile
def pdf_that_claims_two_billion_pages() -> bytes:
    return raw_pdf({1: CATALOG, 2: b"<< /Type /Pages /Kids [] /Count 2147483647 >>"})


@hostile
def pdf_whose_pages_go_in_a_circle() -> bytes:
    return raw_pdf(
        {1: CATALOG, 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>"}
    )


@hostile
def pdf_whose_objects_go_in_a_circle() -> bytes:
    return raw_pdf({1: b"2 0 R", 2: b"3 0 R", 3: b"1 0 R"})


@hostile
def pdf_nested_a_million_deep() -> bytes:
    return raw_pdf({1: b"[" * MEGA + b"]" * MEGA, 2: b"<<" * 100_000 + b">>" * 100_000})


@hostile
def pdf_of_a_billion_glyphs() -> bytes:
    """One page whose content unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"(a) Tj " * 1_000_000) for _ in range(60)) + packer.flush()
    return raw_pdf(
        {
            1: CATALOG,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            4: stream(packed, b"/Filter /FlateDecode"),
            5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        }
    )


@hostile
def pdf_of_forms_that_draw_each_other() -> bytes:
    """Form XObjects, each drawing the next ten times: ten billion drawings."""
    objects = {
        1: CATALOG,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        4: stream(b"/X Do"),
    }
    for number in range(5, 15):
        extra = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
            % min(number + 1, 14)
        )
        objects[number] = stream(b"/X Do " * 10, extra)
    return raw_pdf(objects)


@hostile
def pdf_with_a_huge_picture() -> bytes:
    packed = zlib.compress(bytes(100 * MEGA), 9)
    return raw_pdf(
        {
            1: CATALOG,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
            4: stream(b"/X Do"),
            5: stream(
                packed,
                b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode",
            ),
        }
    )


@hostile
def pdf_packed_a_hundred_times() -> bytes:
    data = bytes(50 * MEGA)
    for _ in range(8):
        data = zlib.compress(data, 9)
    return raw_pdf(
        {
            1: CATALOG,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            4: stream(data, b"/Filter [" + b"/FlateDecode " * 8 + b"]"),
        }
    )


@hostile
def pdf_without_a_cross_reference() -> bytes:
    return raw_pdf({1: CATALOG, 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}, xref=False)


@hostile
def pdf_with_a_broken_cross_reference() -> bytes:
    return b"%PDF-1.7\nxref\n0 9999999999\ngarbage\ntrailer <</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"


@hostile
def pdf_cut_in_the_middle() -> bytes:
    body = pdf([[SENTENCE] * 30] * 5)
    return body[: len(body) // 8]


@hostile
def pdf_with_a_password() -> bytes:
    trailer = (
        b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O ("
        + b"o" * 32
        + b") /U ("
        + b"u" * 32
        + b") >> /ID [(a)(a)] /Root 1 0 R"
    )
    return pdf([[SENTENCE]]).replace(b"/Root 1 0 R", trailer)


@hostile
def pdf_that_is_scanned() -> bytes:
    return pdf([[], [], []])


@hostile
def pdf_in_name_only() -> bytes:
    return b"%PDF-" + random.Random(5).randbytes(100_000)


# OFD and RTF


def ofd(page: str, *, pages: int = 1) -> bytes:
    listed = "".join(f'<Page BaseLoc="P{n}.xml"/>' for n in range(pages))
    return package(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>",
            "D/Document.xml": f"<Document><Pages>{listed}</Pages></Document>",
            "D/P0.xml": page,
        }
    )


@hostile
def ofd_of_a_million_pages() -> bytes:
    return ofd("<Page/>", pages=100_000)


@hostile
def ofd_of_pictures() -> bytes:
    return ofd("<Page><Content><Layer><ImageObject/></Layer></Content></Page>")


@hostile
def ofd_whose_document_is_itself() -> bytes:
    return package({"OFD.xml": "<OFD><DocRoot>OFD.xml</DocRoot></OFD>"})


@hostile
def ofd_that_climbs_out_of_its_folder() -> bytes:
    return package({"OFD.xml": "<OFD><DocRoot>../../../etc/passwd</DocRoot></OFD>"})


@hostile
def rtf_nested_deep() -> bytes:
    return b"{\\rtf1 " + b"{" * MEGA + b"}" * MEGA


@hostile
def rtf_of_binary_data() -> bytes:
    return b"{\\rtf1 \\bin999999999 " + bytes(1000) + b"}"


@hostile
def rtf_of_20_mb() -> bytes:
    return b"{\\rtf1 " + b"\\'cb\\'b0" * 2_500_000 + b"}"


# other magics


@hostile
def gzip_bomb_as_a_file() -> bytes:
    return gzip.compress(bytes(50 * MEGA))


@hostile
def rar_archive() -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(5000)


@hostile
def picture_named_docx() -> bytes:
    return b"\xff\xd8\xff\xe0" + bytes(5000)


# pages


@hostile
def html_200_000_deep() -> bytes:
    return ("<div>" * 200_000 + "</div>" * 200_000).encode()


@hostile
def html_200_000_deep_with_a_report_at_the_bottom() -> bytes:
    return ("<div>" * 200_000 + SENTENCE).encode()


@hostile
def html_of_spans_never_closed() -> bytes:
    return ("<html><body>" + "<span><b><font>" * 100_000 + SENTENCE).encode()


@hostile
def html_single_line_of_20_mb() -> bytes:
    return ("<html><body><p>" + "税收增长。" * 1_300_000).encode()


@hostile
def html_of_a_million_attributes() -> bytes:
    return ("<p " + " ".join(f"a{n}=1" for n in range(MEGA)) + ">x</p>").encode()


@hostile
def html_of_a_million_entities() -> bytes:
    return ("<p>" + "&nbsp;&#9999;&amp;" * 333_333 + "</p>").encode()


@hostile
def html_of_a_million_elements() -> bytes:
    return ("<html><body>" + "<i></i>" * 2 * MEGA).encode()


@hostile
def html_of_unclosed_scripts() -> bytes:
    return ("<html>" + "<script" * 2 * MEGA).encode()


@hostile
def html_of_unclosed_comments() -> bytes:
    return ("<html>" + "<!--" * 4 * MEGA).encode()


@hostile
def html_of_unclosed_titles() -> bytes:
    return ("<html>" + "<title " * 2 * MEGA).encode()


@hostile
def html_of_a_million_links() -> bytes:
    return ("<html><body>" + "<a href='a.pdf'>b</a>" * 700_000).encode()


@hostile
def html_table_of_spans() -> bytes:
    row = "<tr>" + "<td rowspan=65534 colspan=1000>税收</td>" * 200 + "</tr>"
    return ("<html><body><table>" + row * 1500 + "</table>").encode()


@hostile
def html_tables_nested() -> bytes:
    return ("<table><tr><td>" * 3000 + "<p>税收</p>").encode()


@hostile
def html_of_zeros() -> bytes:
    return b"<html><body>" + bytes(5 * MEGA)


@hostile
def html_style_of_20_mb() -> bytes:
    return b"<html><style>" + b".a{display:none}" * 1_200_000 + b"</style><p>x</p>"


@hostile
def utf_16_that_is_not() -> bytes:
    return b"\xff\xfe" + b"\x00\xd8" * 5000 + b"x"


@hostile
def utf_7_script() -> bytes:
    return (
        b'<meta charset="utf-7"><body>+ADw-script+AD4-alert(1)+ADw-/script+AD4-</body>'
        + b"\x81" * 900
    )


@hostile
def utf_8_that_is_not() -> bytes:
    return b'<meta charset="utf-8"><p>' + random.Random(9).randbytes(50_000)


@hostile
def binary_data() -> bytes:
    return random.Random(11).randbytes(3 * MEGA)


@hostile
def blanks_of_20_mb() -> bytes:
    return b" \n" * 10 * MEGA


@hostile
def nothing() -> bytes:
    return b""


@hostile
def plain_text_of_20_mb() -> bytes:
    return "税收。\n".encode() * 2 * MEGA


@hostile
def json_answer() -> bytes:
    return b'{"data": [' + b'{"a": "b"},' * 10_000 + b"0]}"


@hostile
def gkmlpt_body_of_brackets() -> bytes:
    return b'<script>window._CONFIG={DETAIL:{"content":' + b"[" * 5 * MEGA + b"</script>"


@hostile
def gkmlpt_body_that_never_ends() -> bytes:
    return b'<script>window._CONFIG={DETAIL:{"content":"' + b"\\u003cdiv\\u003e" * 400_000


@hostile
def gkmlpt_body_of_a_million_elements() -> bytes:
    return b'<script>window._CONFIG={DETAIL:{"content":"' + b"<i></i>" * 2 * MEGA + b'"}}</script>'


@hostile
def mhtml_without_a_page() -> bytes:
    return b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'


@hostile
def mhtml_nested_deep() -> bytes:
    head = b"MIME-Version: 1.0\r\n"
    for n in range(3000):
        head += b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
    return head


@hostile
def mhtml_of_a_million_parts() -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    return head + b"--b\r\n\r\nx\r\n" * 400_000


@hostile
def mhtml_of_a_bomb() -> bytes:
    page = base64.encodebytes(b"<i></i>" * MEGA)
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + page
        + b"\r\n--b--"
    )
