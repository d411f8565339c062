import socket
from datetime import timedelta

import pytest

from embedded.demo import demo
from embedded.servers import StackFailed, free_port


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    kept = tmp_path / "thesis.txt"
    kept.write_text("three years of work")
    with pytest.raises(StackFailed, match="--home"):
        demo(tmp_path, port=0, once=True, patience=timedelta(seconds=1))
    assert kept.read_text() == "three years of work"


def test_a_port_that_is_taken_gives_way_to_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
