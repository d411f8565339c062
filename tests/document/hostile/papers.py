"""PDF files that do harm."""

from __future__ import annotations

import random
import zlib

from tests.document.files import pdf
from tests.document.hostile.kit import MEGA, SENTENCE, hostile


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
