"""One connection: requests in, answers out, with conditions, compression and faults of delivery."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from replica.access_log import Visit
from replica.answer import Answer
from replica.asked import Asked
from replica.county_site import CountySite, ReplicaError
from replica.wishes import grant

if TYPE_CHECKING:
    from replica.world import Replica

CONTROL = "/_replica/"


class Handler(BaseHTTPRequestHandler):
    """Serves the site that lives on the address the visitor came to."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = 30
    wbufsize = -1
    disable_nagle_algorithm = True
    replica: Replica

    def __init__(self, connection: socket.socket, visitor: Any, replica: Replica) -> None:
        self.replica = replica
        self.host = connection.getsockname()[0]
        super().__init__(connection, visitor, None)  # type: ignore[arg-type]  # no server object

    def version_string(self) -> str:
        return self.server_version

    def log_message(self, format: str, *args: Any) -> None:
        """The access log takes its place."""

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        site = self.replica.site_at(self.host)
        if site is None:
            self._control("GET", asked.path)
        else:
            self._deliver(site, site.answer(asked.path, asked.query, self._asked()))

    do_HEAD = do_GET

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length") or "0"
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        asked = urlsplit(self.path)
        site = self.replica.site_at(self.host)
        if site is None:
            self._control("POST", asked.path, body)
            return
        # dataproxy.jsp takes its parameters from the query, the form, or both.
        query = f"{asked.query}&{body.decode('latin-1')}"
        self._deliver(site, site.answer(asked.path, query, self._asked(body)))

    def _asked(self, body: bytes = b"") -> Asked:
        asked = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Asked(asked.path, asked.query, self.command, body, headers)

    def _deliver(self, site: CountySite, answer: Answer) -> None:
        if answer.delay_s and self.replica.stopping.wait(answer.delay_s):
            self.close_connection = True
            return
        headers = [*answer.headers]
        if answer.content_type:
            headers.append(("Content-Type", answer.content_type))
        status, body = answer.status, answer.body
        zipped = site.facts.gzip and "gzip" in self.headers.get("Accept-Encoding", "")
        if zipped and status == 200:
            body = gzip.compress(body, 5, mtime=0)
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        if answer.modified_at:
            etag = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
            headers.append(("ETag", etag))
            modified = format_datetime(answer.modified_at.astimezone(UTC), usegmt=True)
            headers.append(("Last-Modified", modified))
            if self._has(etag, answer.modified_at):
                status, body = 304, b""
        sent = body if self.command != "HEAD" else b""
        sent = sent[: int(len(body) * answer.cut_at)]
        if answer.cut_at < 1:
            self.close_connection = True
        self._log(site.facts.key, status, len(sent))
        self._send(status, headers, sent, promised=len(body))

    def _has(self, etag: str, modified_at: datetime) -> bool:
        """Whether the visitor already holds this version (RFC 9110, 13.1: the ETag decides)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return etag in known or "*" in known
        since = self.headers.get("If-Modified-Since")
        if not since:
            return False
        try:
            return modified_at.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _control(self, method: str, path: str, body: bytes = b"") -> None:
        """The control channel: JSON in, JSON out; wishes that cannot be granted are 400."""
        verb = path.removeprefix(CONTROL).strip("/") if path.startswith(CONTROL) else ""
        try:
            wish = json.loads(body or b"{}")
            result: Any = grant(self.replica, method, verb, wish)
            status = 200
        except (ReplicaError, ValueError, TypeError, LookupError) as error:
            status, result = 400, {"error": str(error) or type(error).__name__}
        text = json.dumps(result, ensure_ascii=False).encode()
        headers = [("Content-Type", "application/json; charset=utf-8")]
        self._send(status, headers, text if self.command != "HEAD" else b"", promised=len(text))

    def _send(
        self, status: int, headers: list[tuple[str, str]], sent: bytes, *, promised: int
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(promised))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(sent)
        self.wfile.flush()

    def _log(self, site: str, status: int, sent: int) -> None:
        conditional = any(self.headers.get(n) for n in ("If-None-Match", "If-Modified-Since"))
        self.replica.log.add(
            Visit(
                time=datetime.now(UTC).isoformat(timespec="milliseconds"),
                site=site,
                host=self.host,
                method=self.command,
                path=self.path,
                status=status,
                user_agent=self.headers.get("User-Agent", ""),
                conditional=conditional,
                sent=sent,
            )
        )
