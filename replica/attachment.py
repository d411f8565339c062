"""A report that is published as a file: which one, how a page leads to it, how it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, urlsplit

from replica import office_files
from replica.answer import Answer, page
from replica.report import Report

FileKind = Literal["docx", "doc", "pdf"]
LedBy = Literal["page", "beside", "listing"]
Sending = Literal["typed", "octet_stream", "as_html", "no_type"]
Naming = Literal["none", "utf8", "gbk", "latin1_of_utf8"]

_BUILD: dict[FileKind, Callable[[Sequence[str]], bytes]] = {
    "docx": office_files.docx,
    "doc": office_files.doc,
    "pdf": office_files.printed,
}
_TYPES: dict[FileKind, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """How a county publishes a report as a file."""

    kind: FileKind = "docx"
    led_by: LedBy = "page"
    """`page`: a page that says no more than 详见附件; `beside`: a page with the whole text, and the
    file again; `listing`: the row leads to the file itself."""
    sent: Sending = "typed"
    """Content-Type: the right one, octet-stream, text/html, or none."""
    named: Naming = "none"
    """Content-Disposition: none, filename* of RFC 5987, or a name in raw bytes: of GBK, of UTF-8."""

    def file_name(self, title: str) -> str:
        return f"{title}.{self.kind}"

    def body(self, report: Report) -> bytes:
        """The file: the title, and the report as it stands."""
        return _BUILD[self.kind]([report.title, *report.text.split("\n")])

    def answer(self, report: Report) -> Answer:
        """The file as the county's server sends it."""
        name = self.file_name(report.title)
        headers: list[tuple[str, str]] = []
        disposition = {
            "none": "",
            "utf8": f"attachment; filename*=UTF-8''{quote(name)}",
            "gbk": f'attachment; filename="{name.encode("gb18030").decode("latin-1")}"',
            "latin1_of_utf8": f"attachment;filename={name.encode().decode('latin-1')}",
        }[self.named]
        if disposition:
            headers.append(("Content-Disposition", disposition))
        content_type = {
            "typed": _TYPES[self.kind],
            "octet_stream": "application/octet-stream",
            "as_html": "text/html;charset=UTF-8",
            "no_type": "",
        }[self.sent]
        return Answer(200, self.body(report), content_type, tuple(headers))


def file_kind(name: str) -> FileKind:
    """A kind of file by its name.

    Raises:
        ValueError: there is none of that name.
    """
    for kind in _BUILD:
        if kind == name:
            return kind
    raise ValueError(f"a report is attached as {', '.join(_BUILD)}, not as {name}")


def wants_a_captcha() -> Answer:
    """What some sites answer in place of a file."""
    return page(200, "附件下载", '请输入验证码：<input name="codeValue"><img src="/code.jpg">')


def token(*words: object, length: int = 32) -> str:
    """Hexadecimal digits such as a CMS names files by; the same ones for the same words."""
    told = " ".join(str(word) for word in words)
    return hashlib.sha256(told.encode()).hexdigest()[:length]


def leads_to(href: str, path: str, query: str, key: str | None) -> bool:
    """Whether a request asks for what an address names.

    Args:
        href: the path and query that a page of the site links.
        path: asked for.
        query: asked for.
        key: the field of the query that alone tells which file; None where the path tells it.
    """
    parts = urlsplit(href)
    if parts.path != path:
        return False
    if key is None:
        return True
    told, asked = dict(parse_qsl(parts.query)), dict(parse_qsl(query))
    return told.get(key) == asked.get(key)
