"""The control channel and the commands that use it."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from replica import Replica, ReplicaError, control, shell

ROOT = Path(__file__).parents[2]


def test_another_process_can_do_what_the_object_can(replica: Replica, get: Any) -> None:
    port = replica.port
    done = control.publish(port, "linxi")
    assert get(done["url"]).status_code == 200
    assert control.revise(port, "linxi", to=1.5, figure=0)["new"].startswith("1.5")
    assert control.repost(port, "linxi")["old_url"] == done["url"]
    assert get(control.withdraw(port, "linxi")["url"]).status_code == 404
    assert control.break_site(port, "linxi", "forbidden")["target"] == "all"
    assert get(replica.listing_url("linxi")).status_code == 403
    assert [row["fault"] for row in control.sites(port)].count("forbidden") == 1
    assert control.mend(port, "linxi")["mended"] == "forbidden"
    assert control.truth(port) == replica.truth()
    assert control.log(port)[-1]["status"] == 403


def test_a_wish_that_cannot_be_granted_is_said(replica: Replica) -> None:
    with pytest.raises(ReplicaError, match="no site is called nowhere"):
        control.publish(replica.port, "nowhere")
    with pytest.raises(ReplicaError):
        control.publish(replica.port, "linxi", on="yesterday")
    with pytest.raises(ReplicaError):
        control.publish(replica.port, "linxi", colour="red")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/_replica/publish", "[]"), ("POST", "/_replica/publish", "{"), ("GET", "/", None)],
)
def test_nonsense_on_the_control_channel_is_answered_400(
    replica: Replica, method: str, path: str, body: str | None
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", replica.port, timeout=10)
    connection.request(method, path, body)
    reply = connection.getresponse()
    assert reply.status == 400
    assert "error" in json.loads(reply.read())
    connection.close()


def test_the_control_channel_is_not_on_the_sites(replica: Replica, get: Any) -> None:
    assert get(replica.base_url("linxi") + "/_replica/truth").status_code == 404


def test_commands_change_a_running_replica(
    replica: Replica, capsys: pytest.CaptureFixture[str]
) -> None:
    port = ["--port", str(replica.port)]
    for command, said in [
        (["publish", "baiwan"], "published: baiwan 2026-02-10"),
        (["revise", "baiwan"], " → "),
        (["repost", "baiwan", "--move"], "reposted: baiwan"),
        (["withdraw", "baiwan"], "withdrawn: baiwan"),
        (["break", "baiwan", "throttled", "--seconds", "9"], "broken: baiwan throttled (all)"),
        (["list"], "throttled"),
        (["mend", "baiwan"], "mended: baiwan throttled"),
    ]:
        assert shell.main([*command, *port]) == 0
        assert said in capsys.readouterr().out
    assert shell.main(["truth", *port]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["url"] for line in lines] == [r["url"] for r in replica.truth()]


def test_errors_are_one_line_on_standard_error(
    replica: Replica, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.main(["publish", "nowhere", "--port", str(replica.port)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert shell.main(["serve", "--port", str(replica.port)]) == 1
    assert "choose another port" in capsys.readouterr().err


def test_without_a_replica_the_error_says_how_to_start_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Replica() as replica:
        port = str(replica.port)
    assert shell.main(["list", "--port", port]) == 1
    assert f"zonereports replica serve --port {port}" in capsys.readouterr().err


def test_the_commands_can_be_mounted_elsewhere() -> None:
    parser = argparse.ArgumentParser()
    shell.add_commands(parser.add_subparsers())
    args = parser.parse_args(["publish", "qingshan", "--year", "2025"])
    assert (args.site, args.year, args.port) == ("qingshan", 2025, 8765)
    assert callable(args.command)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_runs_until_it_is_told_to_end(tmp_path: Path, ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "replica", "serve", "--port", "0", "--sites-out", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        urls = re.findall(r"http://\S+", "".join(said))
        assert len(urls) == 6
        assert requests.get(urls[0], timeout=10).status_code == 200
        assert len(list(tmp_path.glob("*.yaml"))) == 6
        process.send_signal(ending)
        assert process.wait(15) == 0
        assert process.stderr.read() == ""
