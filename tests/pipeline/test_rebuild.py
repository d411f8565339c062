"""The state database is lost: it comes back with what was told, and nobody is told again."""

import json
import shutil
import sqlite3
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from tests.cli.test_shell import REPORT
from zonereports.cli import main
from zonereports.errors import StateLost, StateUnreachable, WrongSetting
from zonereports.pipeline import switch_site, switched_off, utc_now
from zonereports.state import METADATA, State


def table(state, name, *columns):
    """Rows of a table, or of some of its columns."""
    spec = METADATA.tables[name]
    wanted = [spec.c[column] for column in columns] or list(spec.c)
    with state.read() as connection:
        return sorted(map(tuple, connection.execute(select(*wanted))), key=repr)


def told(home):
    path = home / "alerts.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line)["key"] for line in lines]


def lose(pipeline):
    """The database is gone, as after a disk; what was in PostgreSQL is dropped."""
    if pipeline.state.url.get_backend_name() == "postgresql":
        with pipeline.state.engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
    pipeline.close()
    for path in pipeline.settings.home.glob("state.db*"):
        path.unlink()


SQLITE = pytest.mark.parametrize("state_url", ["sqlite"], indirect=True)
"""Where the database makes no difference."""


@pytest.fixture
def past(replica, platform, state_url, tmp_path):
    """Reports published, one corrected, one withdrawn, a site that fails, alerts sent, then lost."""
    home = tmp_path / "home"
    settings = {"state_url": "" if state_url.startswith("sqlite") else state_url}
    some = sorted(replica.sites)[:4]
    pipeline = platform(replica, home=home, **settings)
    assert pipeline.run(some).ok
    replica.revise(some[0])
    replica.withdraw(some[1])
    pipeline.crawl(some)
    pipeline.publish()
    pipeline.send_alerts()
    pipeline.sites_used = some
    pipeline.again = lambda: platform(replica, home=home, **settings)
    return pipeline


def decide(pipeline):
    """A person corrects a published number, and switches a site off."""
    sql = (
        "select observation_id, value from observations where unit = '亿元' and value > 10 limit 1"
    )
    (row,) = pipeline.lake.query(sql).to_pylist()
    key, value = row["observation_id"], row["value"] + Decimal("0.125")
    pipeline.review.decide(
        key, "correct", who="李四", why="扫描件为准", changes={"value": str(value)}
    )
    off = pipeline.sites_used[3]
    switch_site(pipeline.state, off, off=True, why="正在改版", who="张三", at=utc_now())
    pipeline.publish()
    return key, value, off


@pytest.mark.timeout(300)
def test_a_lost_state_comes_back_with_its_events_and_nobody_is_told_again(past, replica):
    home, some = past.settings.home, past.sites_used
    key, value, off = decide(past)
    names = ("versions", "events", "quality_decisions", "site_switches")
    before = {name: table(past.state, name) for name in names}
    marks = table(past.state, "watermarks", "listing", "newest")
    checks = table(past.state, "checks", "site", "answer", "checked_at", "listing_captures")
    kinds = {kind for (kind,) in table(past.state, "events", "kind")}
    assert {"first", "corrected", "withdrawn"} <= kinds
    messages, snapshot = told(home), past.lake.snapshot()
    assert len(messages) == len(set(messages)) >= 3
    lose(past)

    # What does not know that it was lost does not go on.
    unaware = past.again()
    with pytest.raises(StateLost, match="knows no report"):
        unaware.crawl(some[:3])
    with pytest.raises(StateLost, match="state rebuild"):
        unaware.publish()

    rebuilt = past.again()
    built = rebuilt.rebuild_state()
    assert {name: table(rebuilt.state, name) for name in names} == before
    assert table(rebuilt.state, "checks", "site", "answer", "checked_at", "listing_captures") == (
        checks
    )
    single = {s.listings[0].url for s in rebuilt.sites.values() if len(s.listings) == 1}
    assert table(rebuilt.state, "watermarks", "listing", "newest") == [
        row for row in marks if row[0] in single
    ]
    assert rebuilt.lake.snapshot() == snapshot
    assert list(switched_off(rebuilt.state)) == [off]
    assert (built.words, built.events) == (2, len(before["events"]))
    assert built.told == len({*messages})
    sent = {row["key"] for row in rebuilt.outbox.rows()}
    assert sent == set(messages)
    assert rebuilt.outbox.rows(unsent=True) == []

    # Life goes on: nothing is told again, what is new is told once, the decision still holds.
    for _ in range(2):
        rebuilt.crawl(some[:3])
        rebuilt.publish()
        rebuilt.watch()
        rebuilt.send_alerts()
    assert told(home) == messages
    assert table(rebuilt.state, "events") == before["events"]
    asked = f"select value from observations where observation_id = '{key}'"
    assert rebuilt.lake.query(asked).to_pylist() == [{"value": value}]
    replica.publish(some[2])
    for _ in range(2):
        rebuilt.crawl(some[:3])
        rebuilt.publish()
        rebuilt.send_alerts()
    (new,) = told(home)[len(messages) :]
    assert new.startswith("first-")
    # A person's next word gets a number of its own.
    rebuilt.review.decide(key, "reject", who="李四", why="两处不一")
    assert len(table(rebuilt.state, "quality_decisions")) == 2
    assert rebuilt.lake.verify() == []


@SQLITE
def test_a_state_that_is_not_empty_is_never_overwritten(past):
    before = table(past.state, "events")
    with pytest.raises(WrongSetting, match="not empty"):
        past.rebuild_state()
    assert table(past.state, "events") == before
    lose(past)
    again = past.again()
    again.rebuild_state()
    with pytest.raises(WrongSetting, match="not empty"):
        again.rebuild_state()
    assert table(again.state, "events") == before


@SQLITE
def test_a_rebuilding_that_is_cut_off_is_begun_anew(past, monkeypatch):
    before, messages = table(past.state, "events"), told(past.settings.home)
    lose(past)
    from zonereports.pipeline import rebuilding

    class Cut(BaseException):
        pass

    def cut(*_, **__):
        raise Cut

    for place in ("transfer", "take_troubles_as_told", "must_be_whole"):
        with monkeypatch.context() as patched:
            patched.setattr(rebuilding, place, cut)
            broken = past.again()
            with pytest.raises(Cut):
                broken.rebuild_state()
            broken.close()
        unaware = past.again()
        with pytest.raises(StateLost):
            unaware.publish()
        unaware.close()
    rebuilt = past.again()
    rebuilt.rebuild_state()
    assert table(rebuilt.state, "events") == before
    rebuilt.publish()
    rebuilt.watch()
    rebuilt.send_alerts()
    assert told(past.settings.home) == messages


@SQLITE
def test_without_the_lake_the_archive_alone_gives_state_and_lake(past):
    home = past.settings.home
    before = table(past.state, "events")
    reports = past.lake.count("documents")
    lose(past)
    for name in ("lake", "store", "evidence"):
        shutil.rmtree(home / name)
    rebuilt = past.again()
    rebuilt.rebuild_state()
    assert table(rebuilt.state, "events") == before
    assert rebuilt.lake.count("documents") == reports
    assert len(list((home / "evidence").glob("*.html"))) == reports
    rebuilt.run(past.sites_used)
    assert rebuilt.outbox.rows(unsent=True) == []


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A folder with the home of one imported report, and the report."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "总结.txt").write_text(REPORT, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ZONEREPORTS_HOME", str(folder / "home"))
        assert main(["import", str(folder / "总结.txt")]) == 0
    return folder


@pytest.fixture
def home(imported, tmp_path, monkeypatch):
    shutil.copytree(imported, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.setenv("ZONEREPORTS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def gone(home):
    for path in home.glob("state.db*"):
        path.unlink()
    return "StateLost"


def newer(home):
    with sqlite3.connect(home / "state.db") as connection:
        connection.execute("update zonereports_schema set version_num = '9999'")
    connection.close()
    return "StateTooNew"


def garbage(home):
    gone(home)
    (home / "state.db").write_bytes(b"not a database at all" * 500)
    return "StateUnreachable"


@pytest.mark.parametrize("harm", [gone, newer, garbage])
@pytest.mark.parametrize(
    "command",
    [
        ["run"],
        ["events"],
        ["alerts", "list"],
        ["sites", "list"],
        ["quality", "list"],
        ["import", "{home}/../总结.txt"],
        ["watch"],
        ["lake", "verify"],
        ["archive", "verify"],
        ["state", "migrate"],
        ["state", "rebuild"],
        ["replay"],
    ],
    ids=" ".join,
)
def test_every_command_says_in_one_line_what_is_wrong_with_the_state(home, capsys, harm, command):
    name = harm(home)
    capsys.readouterr()
    status = main([part.format(home=home) for part in command])
    err = capsys.readouterr().err
    mends = command[0] in ("state", "replay") and harm is gone
    if command == ["lake", "verify"] or mends:  # asks the lake alone, or puts it in order
        assert status == 0
        return
    assert status == 1
    (line,) = err.splitlines()
    assert line.startswith(f"{name}: ")
    assert "Next: " in line


def test_a_database_that_another_process_keeps_locked_is_named_in_one_line(home, monkeypatch):
    state = State(f"sqlite:///{home / 'state.db'}")
    monkeypatch.setattr("zonereports.state.store._PATIENCE_S", 0.05)
    other = State(f"sqlite:///{home / 'state.db'}")
    with (
        state.begin(),
        pytest.raises(StateUnreachable, match="another process has written"),
        other.begin(),
    ):
        pass
    state.close()
    other.close()
