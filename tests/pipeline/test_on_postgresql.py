"""The whole job with its state in PostgreSQL: the same lake, events and messages as with SQLite."""

import duckdb
import pytest
from sqlalchemy import select

from zonereports.state import METADATA

COMPARED = ("events", "versions", "standings", "pages", "watermarks", "outbox")
MOMENTS = {
    "happened_at",
    "seen_at",
    "first_seen_at",
    "looked_at",
    "noted_at",
    "created_at",
    "gone_at",
}
OF_A_CAPTURE = {"capture_id", "evidence", "due_at", "sent_at"}
OF_A_WITHDRAWAL = {"event_id", "key", "message"}
"""Its id tells the moment, so that a report may be withdrawn twice."""


def rows(state, name):
    """Rows of a table without what tells one run from another."""
    table = METADATA.tables[name]
    wanted = [c for c in table.columns if c.name not in MOMENTS | OF_A_CAPTURE | OF_A_WITHDRAWAL]
    with state.read() as connection:
        return sorted(repr(tuple(row)) for row in connection.execute(select(*wanted)))


def lake(home):
    with duckdb.connect() as connection:
        return connection.execute(
            "select url, start, code, value::varchar, unit, period from "
            f"read_parquet('{home}/lake/observations/**/*.parquet', hive_partitioning = true) "
            "order by all"
        ).fetchall()


@pytest.mark.timeout(300)
def test_a_story_of_a_county_ends_alike_on_both_databases(
    replica, platform, tmp_path, new_database
):
    both = {
        "sqlite": platform(replica, home=tmp_path / "a"),
        "postgresql": platform(replica, home=tmp_path / "b", state_url=new_database()),
    }
    site = replica.sites[0]

    def everywhere():
        for pipeline in both.values():
            pipeline.crawl([site])
            pipeline.publish()
            pipeline.send_alerts()

    everywhere()
    replica.publish(site)
    replica.revise(site)
    everywhere()
    replica.withdraw(site)
    everywhere()
    one, other = both.values()
    assert lake(tmp_path / "a") == lake(tmp_path / "b") != []
    for name in COMPARED:
        assert rows(one.state, name) == rows(other.state, name) != [], name
    assert other.archive.verify().damaged == ()
    assert not (tmp_path / "b" / "state.db").exists()
