"""The archive alone gives the same lake, versions and events; nobody is told twice."""

import json
import shutil
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from replica import Replica
from zonereports.cli import main
from zonereports.errors import ArchiveDamaged, WrongSetting
from zonereports.pipeline import Pipeline, difference
from zonereports.pipeline.difference import compare
from zonereports.settings import Settings
from zonereports.state import METADATA

TABLES = ("versions", "standings", "events")


# What each publication changed, and what visits answered, is not in the archive.
OF_THE_RUNS = ("deltas", "checks")


def files(home):
    """Digest of each published file that follows from the archive: a replay gives the same bytes."""
    return {
        str(path.relative_to(home / "lake")): sha256(path.read_bytes()).hexdigest()
        for table in (home / "lake").iterdir()
        if table.name not in OF_THE_RUNS
        for path in sorted(table.rglob("*.parquet"))
    }


def history(state):
    """The rows that follow from the archive, table by table."""
    with state.begin() as connection:
        return {
            name: sorted(
                (dict(row._mapping) for row in connection.execute(select(METADATA.tables[name]))),
                key=str,
            )
            for name in TABLES
        }


def outcomes(pipeline):
    return {capture.id: capture.outcome for capture in pipeline.archive.captures()}


@dataclass
class World:
    """A home with a past, and the sites that it is about; every test works on a copy."""

    replica: Replica
    home: Path
    sites: list[str]
    opened: list[Pipeline] = field(default_factory=list)

    def platform(self, home, **settings):
        pipeline = Pipeline(
            Settings(
                home=home,
                sites=self.home.parent / "sites",
                allow_addresses=("127.0.0.0/8",),
                alert_channels=("file",),
                recheck_after_h=0.0,
                challenge_rest_h=0.0,
                host_rest_s=0.0,
                **settings,
            )
        )
        self.opened.append(pipeline)
        return pipeline


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """New reports, a correction, a repost, a withdrawal, an error page with status 200."""
    folder = tmp_path_factory.mktemp("past")
    with Replica() as replica:
        some = sorted(replica.sites)[:4]
        world = World(replica, folder / "home", some)
        (folder / "sites").mkdir()
        replica.write_site_files(folder / "sites")
        pipeline = world.platform(world.home)
        assert pipeline.run(some).ok
        replica.revise(some[0])
        replica.withdraw(some[1])
        replica.repost(some[2])
        replica.break_site(some[3], "soft_404", target="articles")
        assert not pipeline.run(some).ok
        replica.mend(some[3])
        assert pipeline.run(some).ok
        kinds = {row["kind"] for row in history(pipeline.state)["events"]}
        assert {"first", "corrected", "withdrawn"} <= kinds
        assert "soft 404" in outcomes(pipeline).values()
        pipeline.close()
        yield world


@pytest.fixture
def past(world, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(world.home, home, symlinks=True)
    yield world.platform(home)
    for pipeline in world.opened:
        pipeline.close()
    world.opened.clear()


def test_a_fresh_home_with_the_archive_alone_gives_the_same_lake_versions_and_events(
    past, world, tmp_path
):
    home = past.settings.home
    wanted, rows, settled = files(home), history(past.state), outcomes(past)
    fresh = tmp_path / "fresh"
    shutil.copytree(home / "archive", fresh / "archive")
    pipeline = world.platform(fresh)
    asked = len(list(world.replica.log))

    result = pipeline.replay(publish=True)

    assert len(list(world.replica.log)) == asked
    assert result.reindexed == len(settled)
    assert files(fresh) == wanted
    assert history(pipeline.state) == rows
    assert outcomes(pipeline) == settled
    assert pipeline.outbox.rows() == []
    assert pipeline.send_alerts().sent == 0
    assert not (fresh / "alerts.jsonl").exists()
    assert pipeline.lake.verify() == []
    # And it is whole: nothing waits, and doing it again changes nothing.
    assert pipeline.pending() == 0
    snapshot = pipeline.lake.snapshot()
    again = pipeline.replay(publish=True)
    assert again.difference.empty
    assert pipeline.lake.snapshot() == snapshot


def test_a_replay_into_a_folder_leaves_what_is_published_alone(past, tmp_path):
    home = past.settings.home
    before, snapshot = files(home), past.lake.snapshot()
    result = past.replay(into=tmp_path / "other")
    assert files(tmp_path / "other") == before
    assert past.lake.snapshot() == snapshot
    assert result.difference.empty
    assert not result.published
    with pytest.raises(WrongSetting, match="not empty"):
        past.replay(into=tmp_path / "other")


def test_a_better_reader_shows_as_a_difference_before_it_is_published(past, monkeypatch):
    home = past.settings.home
    before, outbox, old = files(home), past.outbox.rows(), past.lake.snapshot()
    from zonereports.pipeline import publish as module

    plain = module.observe_document

    def other(document):
        found = plain(document)
        kept = [
            replace(item, code="tax_revenue") if item.code == "fixed_asset_investment" else item
            for item in found.observations[1:]
        ]
        return replace(found, observations=tuple(kept))

    monkeypatch.setattr(module, "observe_document", other)
    dry = past.replay()
    assert files(home) == before
    assert dry.difference.total["removed"] > 0
    assert dry.difference.total["changed"] > 0
    told = json.loads(dry.report.read_text(encoding="utf-8"))
    assert told["values"] == dict(dry.difference.total)
    recoded = [c for c in told["value_changes"] if "code" in c.get("fields", ())]
    assert {c["after"]["code"] for c in recoded} == {"tax_revenue"}
    page = dry.page.read_text(encoding="utf-8")
    assert "fixed_asset_investment" not in page.partition("<h2>Values")[0].partition("By zone")[0]
    assert recoded[0]["after"]["quote"] in page

    done = past.replay(publish=True)
    assert done.published
    assert files(home) != before
    assert past.lake.verify() == []
    # Report by report it is what it is for all of them at once.
    whole = compare(old, past.lake.snapshot())
    assert whole.total == dry.difference.total
    with monkeypatch.context() as patched:
        patched.setattr(difference, "_SLICE", 1)
        assert compare(old, past.lake.snapshot()) == whole
    assert past.replay().difference.empty
    assert past.outbox.rows() == outbox
    assert not list((home / "replay").glob("work"))


def test_what_waits_to_be_published_is_still_news_after_a_replay(past, world):
    world.replica.publish(world.sites[3])
    past.crawl(world.sites)
    waiting = past.pending()
    assert waiting == 1
    past.replay(publish=True)
    assert past.pending() == waiting
    published = past.publish()
    assert len(published.events) == 1
    assert past.send_alerts().sent == 1


def test_since_replays_the_whole_past_of_the_reports_it_touches_and_no_others(past, monkeypatch):
    home = past.settings.home
    before = files(home)
    last = past.archive.captures()[-1].fetched_at
    everything = past.replay(since=last.date(), publish=True)
    assert everything.difference.empty
    assert files(home) == before
    nothing = past.replay(since=(last + timedelta(days=2)).date(), publish=True)
    assert nothing.captures == 0
    assert nothing.difference.empty
    assert files(home) == before


def test_a_record_that_cannot_be_opened_stops_the_publication(past):
    before = past.lake.snapshot()
    path = max((past.settings.home / "archive").glob("*.warc.gz"), key=lambda p: p.stat().st_size)
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 3, len(data), 10_000):
        data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ArchiveDamaged, match="nothing was published"):
        past.replay(publish=True)
    assert past.lake.snapshot() == before


def test_contradicting_orders_are_refused(past, tmp_path):
    with pytest.raises(WrongSetting):
        past.replay(into=tmp_path / "x", publish=True)
    assert main(["replay", "--dry-run", "--publish"]) == 2


def test_an_empty_archive_is_no_reason_to_empty_the_lake(past, tmp_path):
    past.close()
    shutil.rmtree(past.settings.home / "archive")
    for path in past.settings.home.glob("state.db*"):
        path.unlink()
    published = files(past.settings.home)
    with pytest.raises(WrongSetting, match="archive is empty"):
        Pipeline(past.settings).replay(publish=True)
    assert files(past.settings.home) == published
