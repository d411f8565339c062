"""A backup is whole or says what is not; restored elsewhere it is the same platform."""

import json
import shutil
import threading

import pytest
from sqlalchemy import select

from zonereports.cli import main
from zonereports.errors import BackupDamaged, WrongSetting
from zonereports.pipeline import Pipeline, every_table


def tables(state):
    with state.read() as connection:
        return {
            name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for name, table in every_table().tables.items()
        }


def digests(pipeline):
    record = pipeline.lake.commits()[-1]
    return {name: told.digest for name, told in record.tables.items()}


def content(pipeline):
    """The numbers, without what tells when a page was fetched."""
    sql = "select url, start, code, value::varchar v, unit, period from observations order by all"
    return pipeline.lake.query(sql).to_pylist()


SQLITE = pytest.mark.parametrize("state_url", ["sqlite"], indirect=True)
"""Where the database makes no difference."""


@pytest.fixture
def running(replica, platform, state_url, tmp_path):
    url = "" if state_url.startswith("sqlite") else state_url
    pipeline = platform(replica, home=tmp_path / "home", state_url=url)
    some = replica.sites[:3]
    assert pipeline.run(some).ok
    replica.revise(some[0])
    pipeline.run(some)
    (row,) = pipeline.lake.query("select observation_id from observations limit 1").to_pylist()
    pipeline.review.decide(row["observation_id"], "reject", who="李四", why="两处不一")
    return pipeline


@pytest.mark.timeout(300)
def test_a_restored_platform_has_the_same_state_archive_lake_and_future(
    running, replica, platform, state_url, tmp_path, request
):
    folder = tmp_path / "backup"
    made = running.back_up(folder)
    assert made.digests == digests(running)
    # What happens after the backup is not in it.
    before, lake = tables(running.state), digests(running)
    replica.publish(replica.sites[1])
    running.run(replica.sites[:3])
    told = running.outbox.count()["sent"]

    url = ""
    if not state_url.startswith("sqlite"):
        url = request.getfixturevalue("new_database")()
    fresh = platform(replica, home=tmp_path / "fresh", state_url=url)
    restored = fresh.restore_backup(folder)
    assert restored.files == made.files
    assert tables(fresh.state) == before
    assert digests(fresh) == lake
    assert fresh.lake.verify() == []
    assert [one.commit_id for one in fresh.lake.commits()] == [
        one.commit_id for one in running.lake.commits()[: len(fresh.lake.commits())]
    ]
    assert fresh.archive.verify().damaged == ()
    assert fresh.archive.verify().records == len(before["captures"])
    pages = {path.name for path in (tmp_path / "fresh" / "evidence").glob("*.html")}
    assert pages == {name[9:] for name in made.files if name.startswith("evidence/")} != set()
    # Its future is the one that the other had.
    fresh.run(replica.sites[:3])
    assert fresh.outbox.count()["sent"] == told
    assert content(fresh) == content(running)
    (row,) = fresh.lake.query("select observation_id from observations limit 1").to_pylist()
    again = fresh.review.decide(row["observation_id"], "reject", who="李四", why="重复")
    assert again.decision.decision_id == 2


@SQLITE
def test_a_flipped_byte_a_missing_file_and_an_unfinished_backup_are_named(
    running, platform, replica, tmp_path, capsys
):
    folder = tmp_path / "backup"
    made = running.back_up(folder)
    assert main(["backup", "verify", str(folder)]) == 0
    assert "whole: " in capsys.readouterr().out
    for name in (
        next(name for name in made.files if name.startswith("archive/")),
        "state/events.jsonl.gz",
        next(name for name in made.files if name.endswith(".parquet")),
    ):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
        assert main(["backup", "verify", str(folder)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line == f"{name}: is not the file that was written"
        (folder / name).unlink()
        assert main(["backup", "verify", str(folder)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line == f"{name}: is missing"
        fresh = platform(replica, home=tmp_path / "fresh")
        with pytest.raises(BackupDamaged, match="is missing"):
            fresh.restore_backup(folder)
        assert not (tmp_path / "fresh" / "archive").exists()
        (folder / name).write_bytes(data)
    (folder / "manifest.json").unlink()
    assert main(["backup", "verify", str(folder)]) == 1
    assert "no finished backup" in capsys.readouterr().err


@SQLITE
def test_nothing_that_is_there_is_overwritten(running, platform, replica, tmp_path):
    folder = tmp_path / "backup"
    running.back_up(folder)
    with pytest.raises(WrongSetting, match="not empty"):
        running.back_up(folder)
    before = tables(running.state)
    with pytest.raises(WrongSetting, match="state database is not empty"):
        running.restore_backup(folder)
    assert tables(running.state) == before
    strange = platform(replica, home=tmp_path / "strange")
    (tmp_path / "strange" / "archive").mkdir(parents=True)
    (tmp_path / "strange" / "archive" / "other.warc.gz").write_bytes(b"of somebody else")
    with pytest.raises(WrongSetting, match="archive holds 1 files"):
        strange.restore_backup(folder)


@SQLITE
def test_a_backup_of_another_schema_is_refused(running, platform, replica, tmp_path):
    folder = tmp_path / "backup"
    running.back_up(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"schema": "0001"}))
    with pytest.raises(WrongSetting, match="with the release that made it"):
        platform(replica, home=tmp_path / "fresh").restore_backup(folder)


@SQLITE
def test_a_restoring_that_is_cut_off_is_done_again(
    running, platform, replica, tmp_path, monkeypatch
):
    folder = tmp_path / "backup"
    running.back_up(folder)
    fresh = platform(replica, home=tmp_path / "fresh")
    with monkeypatch.context() as patched:
        patched.setattr(
            "zonereports.pipeline.backup.decoded",
            lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        with pytest.raises(KeyboardInterrupt):
            fresh.restore_backup(folder)
    fresh.restore_backup(folder)
    assert tables(fresh.state) == tables(running.state)
    assert fresh.lake.verify() == []


@pytest.mark.timeout(300)
def test_a_backup_made_while_a_publisher_runs_is_consistent(running, platform, replica, tmp_path):
    settings = running.settings
    done = threading.Event()

    def publish():
        try:
            other = Pipeline(settings)
            for _ in range(2):
                replica.publish(replica.sites[0])
                replica.revise(replica.sites[1])
                other.run(replica.sites[:3])
            other.close()
        finally:
            done.set()

    publisher = threading.Thread(target=publish)
    publisher.start()
    folders = []
    while not done.is_set() and len(folders) < 12:
        folders.append(tmp_path / f"backup-{len(folders)}")
        running.back_up(folders[-1])
        done.wait(0.7)
    publisher.join()
    wanted = digests(running)
    events = tables(running.state)["events"]
    assert len(folders) > 2
    for folder in (folders[1], folders[len(folders) // 2], folders[-1]):
        fresh = platform(replica, home=tmp_path / f"of-{folder.name}")
        fresh.restore_backup(folder)
        assert fresh.lake.verify() == []
        assert fresh.archive.verify().damaged == ()
        fresh.publish()
        fresh.run(replica.sites[:3])
        ids = {row[0] for row in tables(fresh.state)["events"]}
        assert {row[0] for row in events if row[1] == "first"} <= ids
        assert fresh.lake.verify() == []
        assert digests(fresh)["documents"] is not None
        shutil.rmtree(folder)
    assert wanted == digests(running)
