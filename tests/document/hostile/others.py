"""OFD, RTF, archives and pictures that do harm."""

from __future__ import annotations

import gzip

from tests.document.files import package
from tests.document.hostile.kit import MEGA, hostile


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


@hostile
def gzip_bomb_as_a_file() -> bytes:
    return gzip.compress(bytes(50 * MEGA))


@hostile
def rar_archive() -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(5000)


@hostile
def picture_named_docx() -> bytes:
    return b"\xff\xd8\xff\xe0" + bytes(5000)
