"""Log lines: each one record, whatever a site sends, and each says what it is about."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from replica import Replica
from zonereports.logs import about, configure

REPOSITORY = Path(__file__).parents[1]
FORGED = "x\n2026-01-01 00:00:00 INFO zonereports: visited: site=a\x1b[31m\r\u2028\x00"


@pytest.fixture
def logged(capsys):
    """Configures the root logger for one test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield lambda shape: configure(logging.INFO, shape)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("shape", ["text", "json"])
def test_what_a_site_sends_cannot_begin_a_line_of_its_own(logged, capsys, shape):
    logged(shape)
    logging.getLogger("zonereports.test").warning("title=%s", FORGED)
    out = capsys.readouterr().err
    assert len(out.splitlines()) == 1
    assert "\x1b" not in out
    assert "\x00" not in out
    if shape == "json":
        assert json.loads(out)["event"] == f"title={FORGED}"


def test_names_are_bound_inside_and_given_back_after(logged, capsys):
    logged("json")
    log = logging.getLogger("zonereports.test")
    with about(run_id="r", site="qingshan"):
        with about(capture="c1"):
            log.info("inner")
        log.info("outer")
    log.info("after")
    inner, outer, after = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (inner["run_id"], inner["site"], inner["capture"]) == ("r", "qingshan", "c1")
    assert (outer["run_id"], outer["site"]) == ("r", "qingshan")
    assert "capture" not in outer
    assert not {"run_id", "site", "capture"} & set(after)
    assert (after["level"], after["logger"]) == ("info", "zonereports.test")
    assert after["timestamp"].endswith("Z")


@pytest.mark.slow
def test_every_line_of_a_crawl_and_a_publication_parses_and_names_run_site_and_capture(tmp_path):
    with Replica() as replica:
        replica.write_site_files(tmp_path / "sites")
        broken, sites = replica.sites[-1], set(replica.sites)
        wanted = [item for item in replica.truth() if item["site"] != broken]
        replica.break_site(broken, "challenge_521")
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "zonereports", "-v", "run"],
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith("ZONEREPORTS_")},
                "PYTHONPATH": os.pathsep.join(str(REPOSITORY / name) for name in ("include", ".")),
                "ZONEREPORTS_HOME": str(tmp_path / "home"),
                "ZONEREPORTS_SITES": str(tmp_path / "sites"),
                "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
                "ZONEREPORTS_ALERT_CHANNELS": "log",
                "ZONEREPORTS_LOG_FORMAT": "json",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1, done.stderr[-2000:]
    # What the command says to a person stands last, after what it logs.
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    ours = [line for line in lines if line["logger"].startswith("zonereports")]
    assert {line["run_id"][:7] for line in ours} == {"shell__"}
    assert len({line["run_id"] for line in ours}) == 1
    visited = {line["site"] for line in ours if line["event"].startswith("visited: ")}
    assert visited == sites
    for line in ours:
        if "site=" in line["event"]:
            assert f"site={line['site']}" in line["event"]
        if "capture=" in line["event"]:
            assert f"capture={line['capture']}" in line["event"]
    assert any(
        line["site"] == broken and line["level"] == "warning" for line in ours if "site" in line
    )
    alerts = [line for line in ours if line["event"].startswith("alert: ")]
    assert len(alerts) == len(wanted)
