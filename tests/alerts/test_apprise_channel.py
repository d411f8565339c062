"""Delivery through Apprise to a real receiver on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from zonereports.alerts import Message, channels
from zonereports.errors import DeliveryFailed

MESSAGE = Message("first-r1-1", "first", "青山县发布了工作总结", "规上工业总产值 86.4亿元", "u")


@pytest.fixture
def receiver():
    """An HTTP receiver; `.answers` is the status it gives, `.got` what it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            self.server.got.append(json.loads(self.rfile.read(length)))
            self.send_response(self.server.answers)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.answers = [], 200
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def channel_to(server, tmp_path):
    (channel,) = channels(
        [f"json://127.0.0.1:{server.server_address[1]}/alerts"], alerts_file=tmp_path / "f"
    )
    return channel


def test_an_accepted_message_arrives_with_title_and_body(receiver, tmp_path):
    channel_to(receiver, tmp_path).send(MESSAGE)
    (got,) = receiver.got
    assert (got["title"], got["message"]) == (MESSAGE.title, MESSAGE.body)


def test_a_refused_message_is_a_failure_and_not_silence(receiver, tmp_path):
    receiver.answers = 500
    with pytest.raises(DeliveryFailed, match="first-r1-1"):
        channel_to(receiver, tmp_path).send(MESSAGE)


def test_a_receiver_that_is_down_is_a_failure_and_not_silence(receiver, tmp_path):
    channel = channel_to(receiver, tmp_path)
    receiver.shutdown()
    receiver.server_close()
    with pytest.raises(DeliveryFailed):
        channel.send(MESSAGE)
