"""What is watched, what each visit answered and what happened, in the lake."""

from __future__ import annotations

from datetime import timedelta

from zonereports.events import stored_events
from zonereports.pipeline import Pipeline, utc_now


def ask(pipeline, sql):
    return [tuple(row.values()) for row in pipeline.lake.query(sql).to_pylist()]


def snapshots(pipeline):
    return sorted(path.name for path in pipeline.lake.snapshot().parent.iterdir())


def tomorrow(pipeline):
    """A pipeline over the same home, a day later."""
    return Pipeline(pipeline.settings, now=lambda: utc_now() + timedelta(days=1))


def test_the_lake_tells_zones_visits_and_events_with_the_reports(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    zones = {(site.key, zone.name) for site in pipeline.sites.values() for zone in site.zones}
    assert set(ask(pipeline, "select site, zone from zones")) == zones
    assert dict(ask(pipeline, "select site, answer from checks")) == {
        key: check["answer"] for key, check in pipeline.last_checks().items()
    }
    held = {row["event_id"]: row for row in pipeline.lake.read("events").to_pylist()}
    stored = {row["event_id"]: row for row in stored_events(pipeline.state)}
    # Which run of Airflow wrote it is the operator's, not the reader's.
    assert {row.pop("dag_run") for row in stored.values()} == {None}
    assert held == stored
    # Each event came with its document, in the same snapshot.
    (commit,) = pipeline.lake.commits()
    assert commit.tables["events"].added == commit.tables["documents"].added == len(held)
    assert pipeline.lake.verify() == []


def test_a_second_quiet_sweep_of_the_day_makes_no_snapshot_and_the_next_day_makes_one(
    replica, platform
):
    pipeline = platform(replica)
    pipeline.run()
    visits = len(ask(pipeline, "select * from checks"))
    before = snapshots(pipeline)
    again = platform(replica).run()
    assert again.published.snapshots == ()
    assert snapshots(pipeline) == before

    later = tomorrow(pipeline)
    result = later.run()
    assert {check.answer for check in result.checks} == {"nothing new"}
    assert len(result.published.snapshots) == 1
    assert len(ask(later, "select * from checks")) == 3 * visits
    changed = later.lake.commits()[-1].tables
    assert {name for name, told in changed.items() if told.added} == {"checks"}
    assert later.publish().snapshots == ()
    assert later.lake.verify() == []
    later.close()


def test_a_correction_can_be_asked_for_as_of_before_it(replica, platform):
    pipeline = platform(replica)
    pipeline.run()
    ((moment,),) = ask(pipeline, "select max(known_from) from documents")
    everything = "select observation_id, quote from observations order by observation_id"
    first = ask(pipeline, everything)
    url = replica.revise()["url"]
    later = platform(replica)
    later.run()
    then = [tuple(row.values()) for row in later.lake.query(everything, as_of=moment).to_pylist()]
    assert then == first
    assert ask(later, everything) != first
    versions = ask(
        later, f"select version, known_to is null from documents where url = '{url}' order by 1"
    )
    assert versions == [(1, False), (2, True)]
    assert later.lake.verify() == []
