"""Pages and texts that do harm."""

from __future__ import annotations

import base64
import random

from tests.document.hostile.kit import MEGA, SENTENCE, hostile


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
