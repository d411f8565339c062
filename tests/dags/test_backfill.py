"""The past of a county, read through Airflow."""

import json
import re
from datetime import date

import pytest

from replica import Replica
from tests.dags.run_dags import run_dags
from zonereports.lake import Lake

SINCE = date(2021, 1, 1)


def landed(home):
    rows = Lake(home / "lake", home / "store").read("documents", ["url", "text"]).to_pylist()
    return {row["url"]: row["text"] for row in rows}


def ended(printed):
    """How the tasks of a run ended, those of a batch together."""
    return {(task, state) for task, state in re.findall(r"RAN \w+\.(\w+)\[-?\d+\] (\w+)", printed)}


@pytest.mark.airflow
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ten_years_of_the_named_sites_are_read_once_and_as_far_back_as_wanted(tmp_path):
    with Replica(years=10) as replica:
        replica.write_site_files(tmp_path / "sites")
        some = replica.sites[:2]
        past = {item["url"]: item for item in replica.truth() if item["site"] in some}
        near = {
            url for url, item in past.items() if date.fromisoformat(item["published_at"]) >= SINCE
        }
        given = {"sites": list(some), "since": SINCE.isoformat()}
        run_dags(tmp_path, f"backfill_sites={json.dumps(given)}", "publish_reports")
        first = landed(tmp_path)
        # The page on which the day falls is read to its end.
        assert near <= first.keys() < past.keys()

        replica.log.clear()
        given["since"] = None
        printed = run_dags(tmp_path, f"backfill_sites={json.dumps(given)}", "publish_reports")
        asked = {f"http://{visit.host}:{replica.port}{visit.path}" for visit in replica.log}
        assert landed(tmp_path) == {url: item["text"] for url, item in past.items()}
        assert not asked & near
        assert ("crawl", "success") in ended(printed)
        assert ("answers", "success") in ended(printed)


@pytest.mark.airflow
@pytest.mark.slow
def test_a_site_that_nobody_has_is_named_and_nothing_is_asked(tmp_path):
    with Replica() as replica:
        replica.write_site_files(tmp_path / "sites")
        printed = run_dags(tmp_path, 'backfill_sites={"sites": ["nowhere"]}')
        assert ("batches", "failed") in ended(printed)
        assert "nowhere" in printed
        assert len(replica.log) == 0
