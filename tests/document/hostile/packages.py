"""Zip packages that do harm."""

from __future__ import annotations

import struct
import zipfile
import zlib

from tests.document.files import pdf
from tests.document.hostile.kit import MEGA, SENTENCE, docx, docx_of, hostile, with_flag, zipped


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
