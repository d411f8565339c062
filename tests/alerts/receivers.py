"""Receivers on loopback that speak the robots' protocols and refuse what the real ones refuse."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = "SECgeheim"


class Receiver:
    """An HTTP receiver; `accepted` are the bodies it took, `seen` all that came."""

    def __init__(self):
        receiver = self
        self.accepted, self.seen, self.once = [], [], {}
        self.script = []
        """What the next requests get instead: a status, (status, headers), "hang" or "accept and crash"."""

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.seen.append((self.path, dict(self.headers), body))
                order = receiver.script.pop(0) if receiver.script else None
                if order == "hang":
                    receiver.released.wait(20)
                    return None
                if isinstance(order, int | tuple):
                    status, headers = order if isinstance(order, tuple) else (order, {})
                    return self.answer(status, {}, headers)
                status, told = receiver.answer(self.path, self.headers, body)
                if order == "accept and crash":
                    self.close_connection = True
                    return None
                return self.answer(status, told, {})

            def answer(self, status, told, headers):
                content = json.dumps(told).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.released = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    @property
    def host(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def take(self, told):
        self.accepted.append(told)


class Wecom(Receiver):
    """Markdown of at most 4096 bytes, with the right key."""

    def answer(self, path, _headers, body):
        told = json.loads(body)
        if parse_qs(urlsplit(path).query).get("key") != ["KEY"]:
            return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
        if len(told["markdown"]["content"].encode()) > 4096:
            return 200, {"errcode": 40058, "errmsg": "markdown.content exceed max length 4096"}
        self.take(told["markdown"]["content"])
        return 200, {"errcode": 0, "errmsg": "ok"}


class DingTalk(Receiver):
    """Signed with milliseconds within the hour, at most 20,000 bytes."""

    def answer(self, path, _headers, body):
        asked = parse_qs(urlsplit(path).query)
        stamp = asked.get("timestamp", ["0"])[0]
        digest = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
        fresh = abs(time.time() - int(stamp) / 1000) < 3600
        if asked.get("sign") != [base64.b64encode(digest).decode()] or not fresh:
            return 200, {"errcode": 310000, "errmsg": "sign not match"}
        if len(body) > 20_000:
            return 200, {"errcode": 400402, "errmsg": "too large"}
        self.take(json.loads(body)["markdown"])
        return 200, {"errcode": 0, "errmsg": "ok"}


class Feishu(Receiver):
    """Signed in the body with seconds within the hour, at most 20 KB."""

    def answer(self, _path, _headers, body):
        told = json.loads(body)
        stamp = told.get("timestamp", "0")
        digest = hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
        fresh = abs(time.time() - int(stamp)) < 3600
        if told.get("sign") != base64.b64encode(digest).decode() or not fresh:
            return 200, {
                "code": 19021,
                "msg": "sign match fail or timestamp is not within one hour",
            }
        if len(body) > 20_000:
            return 200, {"code": 9499, "msg": "Bad Request"}
        self.take(told["content"]["post"]["zh_cn"])
        return 200, {"code": 0, "msg": "success", "data": {}}


class Hook(Receiver):
    """Checks the signature and does each webhook-id once."""

    def answer(self, _path, headers, body):
        key, stamp = headers["webhook-id"], headers["webhook-timestamp"]
        told = hmac.new(SECRET.encode(), f"{key}.{stamp}.".encode() + body, hashlib.sha256).digest()
        given = headers["webhook-signature"].removeprefix("v1,")
        if given != base64.b64encode(told).decode() or abs(time.time() - int(stamp)) > 300:
            return 401, {}
        if key in self.once:
            return 200, {"repeat": True}
        self.once[key] = body
        self.take(json.loads(body))
        return 200, {}
