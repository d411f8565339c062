"""A response as one WARC 1.1 record, and back.

A record is complete in itself: what the index knows of a capture also stands in the record's
`X-Archive-Capture` field, so the index can be built again from the files. A record is a gzip
member of its own and depends on nothing but its capture: the same capture gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from io import BytesIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from zonereports.archive.capture import UNSERVED, Capture
from zonereports.fetch import Response

_CAPTURE = "X-Archive-Capture"
_HTTP = "application/http; msgtype=response"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

# The body is stored with its content and transfer encodings undone, so these three would no
# longer describe it; they are kept under another name.
_ORIGINAL = "X-Archive-Orig-"
_ENCODING_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


class BadRecord(Exception):
    """These bytes are not a whole record of this archive; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one WARC record tells."""

    capture: Capture
    final_url: str
    headers: tuple[tuple[str, str], ...]
    """As served, in order; those of a file are its content type at most."""
    body: bytes
    """Empty when the capture refers to another."""

    @property
    def sound(self) -> bool:
        """Whether the body has the digest that the record states."""
        if self.capture.refers_to is not None:
            return not self.body
        return hashlib.sha256(self.body).hexdigest() == self.capture.digest


def encode(capture: Capture, response: Response, *, refers_to: Capture | None = None) -> bytes:
    """The record of a response: its headers and body, or a reference to an earlier body.

    A file that a person brought becomes a `resource` record, as nothing served it.
    """
    fields = [
        ("WARC-Type", _record_type(capture)),
        ("WARC-Record-ID", _record_id(capture.id)),
        ("WARC-Target-URI", _uri(response.final_url)),
        ("WARC-Date", _moment(capture.fetched_at)),
        ("WARC-Payload-Digest", f"sha256:{capture.digest}"),
        (_CAPTURE, _capture_json(capture, response.final_url)),
    ]
    if refers_to is not None:
        fields += [
            ("WARC-Profile", _IDENTICAL),
            ("WARC-Refers-To", _record_id(refers_to.id)),
            ("WARC-Refers-To-Target-URI", _uri(refers_to.url)),
            ("WARC-Refers-To-Date", _moment(refers_to.fetched_at)),
        ]
    body = b"" if refers_to is not None else response.body
    if capture.kind in UNSERVED:
        return _frame(fields, body, capture.content_type or "application/octet-stream")
    return _frame(fields, _http_head(response) + body, _HTTP)


def warcinfo(file_name: str, at: datetime) -> bytes:
    """The record that opens a file and says what wrote it."""
    record_id = _record_id(f"warcinfo {file_name}")
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id),
        ("WARC-Filename", file_name),
        ("WARC-Date", _moment(at)),
    ]
    info = (
        "software: zonereports\r\nformat: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        "description: public pages of county governments; bodies are stored decoded\r\n"
    )
    return _frame(fields, info.encode(), "application/warc-fields")


def decode(member: bytes) -> Record | None:
    """What a gzip member tells; None for a record that holds no capture, such as warcinfo.

    Raises:
        BadRecord: the member is cut, altered, or not a record.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        raw = unpacker.decompress(member)
    except zlib.error as error:
        raise BadRecord(f"not readable as gzip ({error})") from error
    if not unpacker.eof or unpacker.unused_data:
        raise BadRecord("not one whole gzip member")
    try:
        parsed = ArcWarcRecordLoader().parse_record_stream(
            BytesIO(raw), known_format="warc", no_record_parse=True
        )
        block: bytes = parsed.raw_stream.read()
        told = parsed.rec_headers.get_header(_CAPTURE)
        if len(block) != int(parsed.rec_headers.get_header("Content-Length")):
            raise BadRecord("shorter than its Content-Length")
        if told is None:
            return None
        capture, final_url = _capture_from_json(told)
    except (ArchiveLoadFailed, EOFError, ValueError, TypeError, KeyError) as error:
        raise BadRecord(f"not readable as WARC ({type(error).__name__}: {error})") from error
    if capture.kind in UNSERVED:
        headers = (("Content-Type", capture.content_type),) if capture.content_type else ()
        return Record(capture, final_url, headers, block)
    head, blank, body = block.partition(b"\r\n\r\n")
    if not blank:
        raise BadRecord("the HTTP headers have no end")
    return Record(capture, final_url, _served_headers(head), body)


def _frame(fields: list[tuple[str, str]], block: bytes, content_type: str) -> bytes:
    # The block is handed over ready-made: warcio would percent-encode header values that are not
    # ASCII (a file name in GBK, say), and then they were no longer as served.
    out = BytesIO()
    headers = StatusAndHeaders("", fields, protocol="WARC/1.1")
    record = ArcWarcRecord(
        "warc", "response", headers, BytesIO(block), None, content_type, len(block)
    )
    if not headers.get_header("WARC-Payload-Digest"):
        digest = hashlib.sha256(block).hexdigest()
        headers.add_header("WARC-Payload-Digest", f"sha256:{digest}")
    WARCWriter(out, gzip=True, warc_version="1.1").write_record(record)
    return out.getvalue()


def _record_type(capture: Capture) -> str:
    if capture.refers_to is not None:
        return "revisit"
    return "resource" if capture.kind in UNSERVED else "response"


def _record_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'zonereports:{name}')}>"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _uri(url: str) -> str:
    return re.sub(r"[\s<>]", lambda match: f"%{ord(match.group()):02X}", url)


def _http_head(response: Response) -> bytes:
    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:  # 412 has a phrase, 521 has none
        phrase = ""
    lines = [f"HTTP/1.1 {response.status} {phrase}"]
    for name, value in response.headers:
        prefix = _ORIGINAL if name.lower() in _ENCODING_HEADERS else ""
        lines.append(f"{prefix}{name}: {_one_line(value)}")
    lines.append(f"Content-Length: {len(response.body)}")
    # HTTP clients hand header bytes over as latin-1, so this gives the bytes as served.
    return b"".join(_latin(line) + b"\r\n" for line in lines) + b"\r\n"


def _one_line(value: str) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", value)


def _latin(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")


def _served_headers(head: bytes) -> tuple[tuple[str, str], ...]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    served = []
    for line in lines:
        name, _, value = line.partition(": ")
        if name.lower() == "content-length":
            continue  # ours; the server's own stands under the other name
        served.append((name.removeprefix(_ORIGINAL), value))
    return tuple(served)


def _capture_json(capture: Capture, final_url: str) -> str:
    told = asdict(capture)
    del told["outcome"]
    told["final_url"] = final_url
    return json.dumps(
        {k: v for k, v in told.items() if v is not None}, default=lambda at: at.isoformat()
    )


def _capture_from_json(told: str) -> tuple[Capture, str]:
    facts = json.loads(told)
    final_url = facts.pop("final_url")
    facts["fetched_at"] = datetime.fromisoformat(facts["fetched_at"])
    if "listed_on" in facts:
        facts["listed_on"] = date.fromisoformat(facts["listed_on"])
    facts.setdefault("site", None)
    return Capture(**facts), final_url
