"""A task loads what its own work needs: a day without news nothing that reads or publishes."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from replica import Replica
from replica.counties import COUNTIES
from zonereports.front_door import names_for_type_checkers

REPOSITORY = Path(__file__).resolve().parents[2]
LAZY = ("document", "events", "pipeline")
HEAVY = {"pandas", "pyarrow", "duckdb", "numpy", "trafilatura", "great_expectations", "jinja2"}

CRAWL = """
import json, sys
from zonereports.pipeline import Pipeline, backlog_samples, crawl_samples, utc_now
pipeline, began = Pipeline.from_env(), utc_now()
pipeline.forget()
answers = [check.answer for batch in pipeline.batches() for check in pipeline.crawl(batch)]
samples = crawl_samples(pipeline, pipeline.last_checks() and [], since=began)
samples += backlog_samples(pipeline)
pipeline.sites_not_seen()
print(json.dumps([answers, sorted(sys.modules)]))
"""
SEND = """
import json, sys
from zonereports.pipeline import Pipeline, send_samples, utc_now
pipeline, began = Pipeline.from_env(), utc_now()
result = pipeline.send_alerts()
send_samples(pipeline, result, since=began)
print(json.dumps([result.sent, sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Of a platform that has published all that its sites have, and told it."""
    home = tmp_path_factory.mktemp("home")
    with Replica(counties=COUNTIES[:2]) as replica:
        replica.write_site_files(home / "sites")
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": f"{REPOSITORY / 'include'}:{REPOSITORY}",
            "ZONEREPORTS_HOME": str(home),
            "ZONEREPORTS_SITES": str(home / "sites"),
            "ZONEREPORTS_ALLOW_ADDRESSES": "127.0.0.0/8",
            "ZONEREPORTS_ALERT_CHANNELS": "file",
            "ZONEREPORTS_BATCH_SIZE": "1",
        }
        run("from zonereports.pipeline import Pipeline\nPipeline.from_env().run()", environment)
        yield environment


def run(program: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.timeout(300)
def test_a_crawl_without_news_loads_nothing_that_reads_or_publishes(environment):
    answers, loaded = json.loads(run(CRAWL, environment))
    assert answers == ["nothing new", "nothing new"]
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    ours = {name for name in loaded if name.startswith("zonereports.")}
    assert "zonereports.pipeline.crawl" in ours
    assert not {f"zonereports.{layer}" for layer in ("observations", "quality", "lake")} & ours
    assert "zonereports.document.reader" not in ours


@pytest.mark.timeout(300)
def test_a_round_of_sending_loads_nothing_that_reads_or_publishes(environment):
    sent, loaded = json.loads(run(SEND, environment))
    assert sent == 0
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    assert "zonereports.document.reader" not in loaded


@pytest.mark.parametrize("layer", LAZY)
def test_a_lazy_door_gives_every_name_that_it_lists(layer):
    door = import_module(f"zonereports.{layer}")
    for name in door.__all__:
        assert getattr(door, name) is not None
    assert set(door.__all__) <= set(dir(door))
    with pytest.raises(AttributeError, match="no attribute 'nobody'"):
        door.nobody  # noqa: B018


@pytest.mark.parametrize("layer", LAZY)
def test_no_lazy_name_is_that_of_a_module_that_would_stand_in_its_place(layer):
    folder = REPOSITORY / "include" / "zonereports" / layer
    lazy = names_for_type_checkers(folder / "__init__.py")
    assert len(lazy) > 10
    assert not {path.stem for path in folder.iterdir()} & set(lazy)
