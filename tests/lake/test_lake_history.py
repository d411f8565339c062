"""What the lake said at any moment, and what each publication changed."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.lake.kept_files import FolderFiles, KeptFiles, change_manifest, plain_table, put_table
from tests.lake.lake_rows import START, Clock, document, finding, observations, refusal
from zonereports.errors import WrongSetting
from zonereports.lake import TABLES, Lake, table_digest
from zonereports.lake.commits import DELTAS
from zonereports.lake.schema import REPORT_TABLES


def version(
    report: str, number: int, *, days: int, amounts: tuple[str, ...], **other: Any
) -> dict[str, Any]:
    fetched = START + timedelta(days=days)
    return document(report, number, amounts=amounts, fetched_at=fetched, **other)


def publish(lake: Lake, *documents: dict[str, Any], findings: bool = False) -> str:
    commit = lake.publish(
        documents,
        [row for d in documents for row in observations(d)],
        [],
        reports={d["report_id"] for d in documents},
        findings=[finding(d, (0,)) for d in documents] if findings else (),
    )
    assert commit is not None
    return commit.snapshot_id


def values(table: pa.Table) -> list[str]:
    return [row["quote"] for row in table.to_pylist()]


@pytest.fixture
def corrected(lake: Lake, clock: Clock) -> Lake:
    """A report of 1 March, corrected on the 11th and on the 21st; and one that never was."""
    publish(lake, version("r1", 1, days=0, amounts=("1", "2")), findings=True)
    publish(lake, version("r2", 1, days=0, amounts=("9",)), findings=True)
    clock.tick(days=10)
    publish(lake, version("r1", 2, days=10, amounts=("1", "3")), findings=True)
    clock.tick(days=10)
    publish(lake, version("r1", 3, days=20, amounts=("4",)), findings=True)
    return lake


def test_the_plain_path_gives_the_numbers_of_today_only(corrected: Lake, kept: KeptFiles) -> None:
    path = corrected.describe()["tables"]["observations"]["path"]
    found = plain_table(kept, path).sort_by("zone").select(["quote", "known_to"])
    assert found.to_pydict() == {"quote": ["4亿元", "9亿元"], "known_to": [None, None]}
    assert corrected.verify() == []


def test_the_numbers_of_earlier_versions_are_kept_with_their_time(
    corrected: Lake, kept: KeptFiles
) -> None:
    path = corrected.describe()["tables"]["observations_history"]["path"]
    assert path.endswith("/history/observations/**/*.parquet")
    assert plain_table(kept, path).num_rows == 4
    told = corrected.query(
        "select quote, known_from, known_to from observations_history order by known_from, start"
    )
    day = [START + timedelta(days=n) for n in (0, 10, 20)]
    assert [tuple(row.values()) for row in told.to_pylist()] == [
        ("1亿元", day[0], day[1]),
        ("2亿元", day[0], day[1]),
        ("1亿元", day[1], day[2]),
        ("3亿元", day[1], day[2]),
    ]
    spans = corrected.query(
        "select known_from, known_to from documents where report_id = 'r1' order by version"
    )
    assert [tuple(row.values()) for row in spans.to_pylist()] == [
        (day[0], day[1]),
        (day[1], day[2]),
        (day[2], None),
    ]
    assert corrected.read("findings_history").num_rows == 2


@pytest.mark.parametrize(
    ("when", "quotes", "versions"),
    [
        (START - timedelta(seconds=1), [], {}),
        (START, ["1亿元", "2亿元", "9亿元"], {1: True}),
        (date(2025, 3, 10), ["1亿元", "2亿元", "9亿元"], {1: True}),
        ("2025-03-11", ["1亿元", "3亿元", "9亿元"], {1: False, 2: True}),
        ("2025-03-21T11:59:59+08:00", ["1亿元", "3亿元", "9亿元"], {1: False, 2: True}),
        ("2025-03-21T04:00:00", ["4亿元", "9亿元"], {1: False, 2: False, 3: True}),
        ("2030-01-01", ["4亿元", "9亿元"], {1: False, 2: False, 3: True}),
    ],
)
def test_any_day_can_be_asked_for_what_was_known(
    corrected: Lake, when: Any, quotes: list[str], versions: dict[int, bool]
) -> None:
    assert values(corrected.as_of("observations", when)) == quotes
    told = corrected.query(
        "select version, is_latest from documents where report_id = 'r1'", as_of=when
    )
    assert {row["version"]: row["is_latest"] for row in told.to_pylist()} == versions
    counted = corrected.query("select count(*) n, count(known_to) m from observations", as_of=when)
    assert counted.to_pylist() == [{"n": len(quotes), "m": 0}]
    found = corrected.query("select count(distinct report_id) n from findings", as_of=when)
    assert found.to_pylist() == [{"n": 2 if quotes else 0}]
    now = corrected.query("select count(*) n from main.observations", as_of=when)
    assert now.to_pylist() == [{"n": 2}]


def test_every_commit_can_be_asked_for_exactly_what_it_published(
    corrected: Lake, kept: KeptFiles
) -> None:
    commits = corrected.commits()
    assert [c.parent for c in commits] == [None, *(c.commit_id for c in commits[:-1])]
    assert [c.tables["observations"].rows for c in commits] == [2, 3, 3, 2]
    third = commits[2].tables
    assert (third["observations"].added, third["observations"].removed) == (2, 2)
    assert (third["documents"].added, third["documents"].changed) == (1, 1)
    assert third["observations_history"].added == 2
    for commit in commits:
        for name in TABLES:
            assert (
                table_digest(corrected.as_of(name, commit.commit_id)) == commit.tables[name].digest
            )
    sql = "select quote from observations order by zone, start"
    asked = [values(corrected.query(sql, as_of=c.commit_id)) for c in commits]
    assert asked[1:] == [
        ["1亿元", "2亿元", "9亿元"],
        ["1亿元", "3亿元", "9亿元"],
        ["4亿元", "9亿元"],
    ]
    # The same from the deltas alone, when the snapshots are gone.
    current = corrected.snapshot().name
    for name in kept.names("snapshots/"):
        if current not in name:
            kept.remove(name)
    assert [values(corrected.query(sql, as_of=c.commit_id)) for c in commits] == asked


def test_what_is_no_moment_and_no_commit_is_refused(corrected: Lake) -> None:
    for when in ("yesterday", "2025-13-01", "20250301T040000999999Z"):
        with pytest.raises(WrongSetting, match="no moment|no commit"):
            corrected.query("select 1", as_of=when)
    with pytest.raises(WrongSetting, match="no commit"):
        corrected.as_of("observations", "20250301T040000999999Z")


def test_a_better_reading_of_the_same_page_is_no_other_state_of_the_world(lake: Lake) -> None:
    first = publish(lake, version("r1", 1, days=0, amounts=("1", "2")))
    report = version("r1", 1, days=0, amounts=("1", "2"))
    lake.publish([report], observations(report)[:1], [], reports=["r1"])
    assert lake.read("observations_history").num_rows == 0
    assert values(lake.as_of("observations", START)) == ["1亿元"]
    assert values(lake.as_of("observations", first)) == ["1亿元", "2亿元"]
    assert lake.verify() == []


def test_history_goes_when_the_text_that_it_was_read_from_is_replaced(corrected: Lake) -> None:
    again = version("r1", 1, days=0, amounts=("7",))
    latest = version("r1", 3, days=20, amounts=("4",))
    corrected.publish([again, latest], observations(latest), [], reports=["r1"])
    assert values(corrected.read("observations_history")) == ["1亿元", "3亿元"]
    assert corrected.verify() == []


def test_a_version_that_was_fetched_after_the_next_was_never_the_latest_known(lake: Lake) -> None:
    publish(lake, version("r1", 1, days=5, amounts=("1",)))
    publish(lake, version("r1", 2, days=3, amounts=("2",)))
    for days, quotes in ((2, []), (4, ["2亿元"]), (9, ["2亿元"])):
        assert values(lake.as_of("observations", START + timedelta(days=days))) == quotes
        latest = lake.query(
            "select count(*) filter (is_latest) n from documents",
            as_of=START + timedelta(days=days),
        )
        assert latest.to_pylist() == [{"n": len(quotes)}]
    assert lake.verify() == []


@pytest.mark.parametrize("harm", ["lost", "other"])
def test_a_delta_that_was_lost_or_altered_is_found(
    corrected: Lake, kept: KeptFiles, harm: str
) -> None:
    first, second, *_ = [commit.commit_id for commit in corrected.commits()]
    name = f"{DELTAS}/{second}/observations.parquet"
    if harm == "lost":
        kept.remove(name)
    else:
        kept.write(name, kept.read(f"{DELTAS}/{first}/observations.parquet"))
    assert [problem.check for problem in corrected.verify()] == ["delta"]


def make_old(lake: Lake, kept: KeptFiles) -> None:
    """Leave what a publisher that knew of no history had left."""
    snapshot_id = lake.snapshot().name
    below = f"snapshots/{snapshot_id}/"
    for name in [n.removeprefix(below) for n in kept.names(below) if n.endswith(".parquet")]:
        if name.split("/")[0] in REPORT_TABLES:
            rows = pq.ParquetFile(io.BytesIO(kept.read(below + name))).read()
            columns = [c for c in rows.column_names if c not in ("known_from", "known_to")]
            put_table(kept, snapshot_id, name, rows.select(columns).replace_schema_metadata())
        else:
            kept.remove(below + name)
            change_manifest(kept, snapshot_id, lambda files, name=name: files.pop(name))
    for name in kept.names(DELTAS):
        kept.remove(name)


def test_a_lake_from_before_there_was_a_history_gets_one(folder_lake: Lake, tmp_path: Path) -> None:
    # There never was such a lake in a bucket: history is older than buckets.
    lake, kept = folder_lake, FolderFiles(tmp_path / "data" / "store")
    publish(lake, version("r1", 1, days=0, amounts=("1", "2")))
    publish(
        lake, version("r1", 2, days=4, amounts=("3",)), version("r2", 1, days=1, amounts=("8",))
    )
    make_old(lake, kept)
    assert lake.query("select count(*) n from observations").to_pylist() == [{"n": 2}]
    assert lake.query("select * from checks").num_rows == 0
    with pytest.raises(WrongSetting, match="before it kept a history"):
        lake.query("select * from observations", as_of="2025-03-02")
    first = publish(lake, version("r3", 1, days=6, amounts=("9",)))
    assert lake.verify() == []
    assert [c.commit_id for c in lake.commits()] == [first]
    assert lake.commits()[0].tables["observations"].added == 3
    assert values(lake.as_of("observations", "2025-03-02")) == ["8亿元"]
    spans = lake.query(
        "select known_from, known_to from documents where report_id = 'r1' order by 1"
    )
    start, end = START, START + timedelta(days=4)
    assert [tuple(r.values()) for r in spans.to_pylist()] == [(start, end), (end, None)]


def test_the_deltas_of_a_long_history_give_every_table_it_went_through(
    lake: Lake, clock: Clock
) -> None:
    """Corrections, withdrawals, better readings, refusals, moved years and rows that come back."""
    chance = random.Random(20250322)
    versions: dict[str, int] = {}
    shown: list[tuple[str, dict[str, pa.Table]]] = []
    for step in range(30):
        clock.tick(hours=chance.randint(1, 60))
        report = f"r{chance.randint(1, 6)}"
        known = versions.get(report, 0)
        kind = chance.choice(["new", "new", "again", "withdrawn", "refused", "mended"])
        number = known + 1 if kind == "new" or not known else known
        versions[report] = number
        fetched = clock() - timedelta(minutes=chance.randint(1, 50))
        year = chance.choice([2022, 2023, 2024, None])
        amounts = tuple(str(chance.randint(1, 5)) for _ in range(chance.randint(1, 4)))
        if kind == "refused":
            done = lake.publish([], [], [refusal(report, step)], reports=[], refused=[report])
            versions[report] = known
        elif kind == "withdrawn":
            done = lake.publish([], [], [], reports=[report])
            versions[report] = known
        else:
            given = document(report, number, year, amounts, fetched_at=fetched)
            rows = [r for r in observations(given) if chance.random() < 0.9]
            held = [finding(given, (0,))] if len(rows) == len(amounts) else []
            done = lake.publish([given], rows, [], reports=[report], findings=held)
        if done is not None:
            held_now = {name: _sorted(lake, name) for name in TABLES}
            shown.append((done.snapshot_id, held_now))
    assert len(shown) > 18
    assert lake.verify() == []
    assert max(versions.values()) > 2
    recorded = {c.commit_id: c for c in lake.commits()}
    assert list(recorded) == [commit for commit, _ in shown]
    for commit, tables in shown[:: max(1, len(shown) // 4)] + shown[-1:]:
        for name, rows in tables.items():
            replayed = lake.replay(name, commit)
            assert replayed.equals(rows), (commit, name)
            assert table_digest(replayed) == recorded[commit].tables[name].digest
    assert recorded[shown[-1][0]].tables["observations_history"].rows > 5


def _sorted(lake: Lake, name: str) -> pa.Table:
    rows = lake.read(name)
    table = TABLES[name]
    order = [c for c in ("report_year", *table.order) if c in rows.column_names]
    if table.partition != "report_year":
        order = list(table.order)
    return rows.sort_by([(column, "ascending") for column in order]).combine_chunks()


def test_the_digest_knows_rows_and_neither_their_order_nor_new_empty_columns(lake: Lake) -> None:
    publish(lake, *(version(f"r{n}", 1, days=n, amounts=("1", "2")) for n in range(3)))
    rows = lake.read("observations")
    told = table_digest(rows)
    assert table_digest(rows.take(list(reversed(range(rows.num_rows))))) == told
    assert table_digest(rows.append_column("new", pa.nulls(rows.num_rows, pa.string()))) == told
    assert table_digest(rows.slice(1)) != told
    other = rows.set_column(
        rows.column_names.index("confidence"),
        "confidence",
        pa.array([0.9] * 5 + [0.8999999999999999]),
    )
    assert table_digest(other) != told
    assert table_digest(rows.slice(0, 0)) == "0" * 64


def test_a_moment_is_utc_and_a_day_is_whole() -> None:
    from zonereports.lake.as_of import parse

    assert parse(datetime(2025, 3, 1, 4)) == START  # noqa: DTZ001 - without a zone on purpose
    assert parse("2025-03-01T12:00:00+08:00") == START
    end = parse(date(2025, 3, 1))
    assert isinstance(end, datetime)
    assert end + timedelta(microseconds=1) == datetime(2025, 3, 2, tzinfo=UTC)


def test_history_can_be_asked_with_plain_sql_and_no_library(
    corrected: Lake, kept: KeptFiles, tmp_path: Path
) -> None:
    path = corrected.describe()["tables"]["observations"]["path"]
    if path.startswith("s3://"):  # as after `aws s3 sync`: the script here has no httpfs
        lake = tmp_path / "fetched"
        below = f"snapshots/{corrected.snapshot().name}/"
        for name in [*kept.names(below), *kept.names(DELTAS)]:
            (lake / name.removeprefix(below)).parent.mkdir(parents=True, exist_ok=True)
            (lake / name.removeprefix(below)).write_bytes(kept.read(name))
    else:
        lake = Path(path).parents[2]
    told = duckdb.sql(f"""
        select quote from read_parquet(
            ['{lake}/observations/**/*.parquet', '{lake}/history/observations/**/*.parquet'],
            hive_partitioning = true)
        where known_from <= timestamptz '2025-03-12 00:00:00+00'
            and coalesce(known_to > timestamptz '2025-03-12 00:00:00+00', true)
        order by zone, start""").fetchall()
    assert told == [("1亿元",), ("3亿元",), ("9亿元",)]
    changed = duckdb.sql(
        f"select op, count(*) from '{lake}/deltas/*/observations.parquet' group by 1 order by 1"
    ).fetchall()
    assert changed == [("added", 6), ("removed", 4)]
