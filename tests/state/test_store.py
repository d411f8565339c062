import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from zonereports.state import State, UtcDateTime

TIMES = MetaData()
MOMENTS = Table(
    "moments", TIMES, Column("id", Integer, primary_key=True), Column("at", UtcDateTime)
)


@pytest.fixture
def state(tmp_path):
    state = State(f"sqlite:///{tmp_path / 'deep' / 'state.db'}")
    TIMES.create_all(state.engine)
    yield state
    state.close()


def test_a_time_comes_back_as_the_same_moment_in_utc(state):
    shanghai = datetime(2026, 1, 2, 8, tzinfo=timezone(timedelta(hours=8)))
    with state.begin() as connection:
        connection.execute(insert(MOMENTS).values(id=1, at=shanghai))
        assert connection.scalar(select(MOMENTS.c.at)) == datetime(2026, 1, 2, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(state):
    with state.begin() as connection, pytest.raises(Exception, match="naive"):
        connection.execute(insert(MOMENTS).values(id=1, at=datetime(2026, 1, 2)))  # noqa: DTZ001


def test_an_exception_undoes_the_whole_transaction(state):
    def fail():
        with state.begin() as connection:
            connection.execute(insert(MOMENTS).values(id=1, at=None))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with state.begin() as connection:
        assert connection.scalar(select(MOMENTS.c.id)) is None


def test_the_lock_ends_with_its_process_however_it_ends(tmp_path, state):
    child = textwrap.dedent("""
        import sys, time
        from zonereports.state import State
        state = State(sys.argv[1])
        with state.exclusive("publish"):
            print("held", flush=True)
            time.sleep(600)
    """)
    url = state.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", child, url], stdout=subprocess.PIPE, env=os.environ, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with state.exclusive("publish"):
        pass
