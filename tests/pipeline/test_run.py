"""The whole job without Airflow: from a county site to the lake and the alert."""

import json

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest


def rows(pipeline, table, columns="*"):
    path = f"{pipeline.settings.lake_dir}/{table}/**/*.parquet"
    with duckdb.connect() as connection:
        answer = connection.execute(
            f"select {columns} from read_parquet('{path}', hive_partitioning = true)"
        )
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def alerts(pipeline):
    path = pipeline.settings.alerts_file
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files(pipeline):
    return {
        str(path.relative_to(pipeline.settings.store_dir)): path.stat().st_mtime_ns
        for path in pipeline.settings.store_dir.rglob("*.parquet")
    }


def test_every_report_on_the_sites_lands_in_the_lake_and_is_told_once(replica, platform):
    pipeline = platform(replica)
    result = pipeline.run()
    assert result.ok, (result.checks, result.published, result.sent)
    wanted = {item["url"]: item for item in replica.truth()}
    documents = {row["url"]: row for row in rows(pipeline, "documents")}
    assert set(documents) == set(wanted)
    for url, item in wanted.items():
        row = documents[url]
        for column in ("title", "zone", "county", "adcode", "report_year", "plan_year"):
            assert row[column] == item[column], (url, column)
        assert row["text"] == item["text"], url
    assert sorted(alert["url"] for alert in alerts(pipeline)) == sorted(wanted)


def test_running_again_changes_nothing(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    before = files(pipeline), rows(pipeline, "observations"), alerts(pipeline)
    again = platform(replica).run()
    assert again.ok
    assert {check.answer for check in again.checks} == {"nothing new"}
    assert again.published.documents == ()
    assert (files(pipeline), rows(pipeline, "observations"), alerts(pipeline)) == before


def test_one_more_report_brings_exactly_one_document_and_one_alert(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    before = {alert["url"] for alert in alerts(pipeline)}
    item = replica.publish()
    result = platform(replica).run()
    assert len(result.published.documents) == 1
    assert {alert["url"] for alert in alerts(pipeline)} - before == {item["url"]}


def test_a_silent_correction_is_told_with_old_and_new(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    change = replica.revise()
    result = platform(replica).run()
    assert result.ok
    last = alerts(pipeline)[-1]
    assert last["kind"] == "corrected"
    assert f"{change['old']} → {change['new']}" in last["body"]
    versions = [row for row in rows(pipeline, "documents") if row["url"] == change["url"]]
    assert sorted((row["version"], row["is_latest"]) for row in versions) == [(1, False), (2, True)]
    numbers = [row for row in rows(pipeline, "observations") if row["url"] == change["url"]]
    assert {row["document_id"] for row in numbers} == {
        row["document_id"] for row in versions if row["is_latest"]
    }


def test_a_withdrawn_report_is_told_once_and_stays_in_the_lake(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    item = replica.withdraw()
    platform(replica).run()
    platform(replica).run()
    told = [alert for alert in alerts(pipeline) if alert["kind"] == "withdrawn"]
    assert [alert["url"] for alert in told] == [item["url"]]
    assert item["url"] in {row["url"] for row in rows(pipeline, "documents")}


def test_every_quote_stands_in_the_text_of_its_document(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    texts = {row["document_id"]: row["text"] for row in rows(pipeline, "documents")}
    observations = rows(pipeline, "observations")
    assert len(observations) > 500
    for row in observations:
        end = row["start"] + len(row["quote"])
        assert texts[row["document_id"]][row["start"] : end] == row["quote"]


def test_the_numbers_of_the_reports_are_found_with_value_and_place(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    landed = {
        (row["url"], row["start"], float(row["value"])) for row in rows(pipeline, "observations")
    }
    known = {
        (item["url"], number["start"], float(number["value"]))
        for item in replica.truth()
        for number in item["observations"]
    }
    assert len(known & landed) / len(known) >= 0.95


def test_duckdb_pandas_polars_and_pyarrow_read_the_same_rows(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    folder = pipeline.settings.lake_dir / "observations"
    key = "observation_id"
    by_duckdb = sorted(row[key] for row in rows(pipeline, "observations", key))
    by_pandas = sorted(pd.read_parquet(folder)[key])
    by_polars = sorted(
        pl.read_parquet(f"{folder}/**/*.parquet", hive_partitioning=True)[key].to_list()
    )
    by_pyarrow = sorted(ds.dataset(folder, partitioning="hive").to_table()[key].to_pylist())
    assert by_duckdb == by_pandas == by_polars == by_pyarrow
    assert by_duckdb


FAULTS = {
    "short_listing": ("not recognisable", "LayoutChanged"),
    "soft_404": ("not recognisable", "SoftNotFound"),
    "challenge_521": ("could not look", "Challenged"),
    "dead": ("could not look", "Unreachable"),
    "truncated": ("could not look", "TruncatedBody"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_site_ends_in_its_own_error_while_the_others_finish(replica, platform, fault):
    broken, *others = replica.sites
    replica.break_site(broken, fault)
    pipeline = platform(replica)
    result = pipeline.run()
    checks = {check.site: check for check in result.checks}
    assert (checks[broken].answer, checks[broken].error) == FAULTS[fault]
    assert "Next: " in checks[broken].detail
    assert {checks[site].answer for site in others} == {"new"}
    assert not result.ok
    assert {row["site"] for row in rows(pipeline, "documents")} == set(others)
    replica.mend(broken)
    mended = platform(replica).run()
    assert mended.ok
    assert {row["site"] for row in rows(pipeline, "documents")} == set(replica.sites)


def test_a_broken_article_is_fetched_again_when_it_is_mended(replica, platform):
    broken = replica.sites[0]
    replica.break_site(broken, "truncated", target="articles")
    first = platform(replica).run([broken])
    assert first.checks[0].error == "TruncatedBody"
    replica.mend(broken)
    second = platform(replica).run([broken])
    assert second.ok
    reports = [item for item in replica.truth() if item["site"] == broken]
    assert len(second.published.documents) == len(reports)
