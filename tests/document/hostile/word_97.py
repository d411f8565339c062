"""OLE2 files (doc) that do harm."""

from __future__ import annotations

import random
import struct

from tests.document.files import word_97
from tests.document.hostile.kit import SENTENCE, hostile, odd


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
