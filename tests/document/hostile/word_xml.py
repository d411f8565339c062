"""Word files in XML that do harm."""

from __future__ import annotations

from tests.document.files import compound_file, package
from tests.document.hostile.kit import MEGA, SENTENCE, W, docx, docx_of, hostile


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


@hostile
def docm_that_is_a_macro_and_nothing_else() -> bytes:
    return compound_file({"VBA": bytes(5000), "PROJECT": b"x"})
