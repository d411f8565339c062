import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import DBAPIError

from zonereports.state import State, UtcDateTime

TIMES = MetaData()
MOMENTS = Table(
    "moments", TIMES, Column("id", Integer, primary_key=True), Column("at", UtcDateTime)
)


@pytest.fixture
def state(state_url):
    state = State(state_url)
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


def test_a_read_waits_for_no_writer_and_sees_what_was_before_it(state):
    with state.begin() as connection:
        connection.execute(insert(MOMENTS).values(id=1, at=None))
    with state.begin() as writing:
        writing.execute(insert(MOMENTS).values(id=2, at=None))
        # Were it a writer, it would wait here for a minute and fail.
        with state.read() as reading:
            assert ids(reading) == [1]
    with state.read() as reading:
        assert ids(reading) == [1, 2]


def test_one_read_sees_one_moment(state):
    with state.read() as reading:
        assert ids(reading) == []
        with state.begin() as writing:
            writing.execute(insert(MOMENTS).values(id=1, at=None))
        assert ids(reading) == []


def test_nothing_can_be_written_in_a_read(state):
    with state.read() as reading, pytest.raises(DBAPIError, match="readonly|read-only"):
        reading.execute(insert(MOMENTS).values(id=1, at=None))
    with state.read() as reading:
        assert ids(reading) == []


def ids(connection):
    return list(connection.scalars(select(MOMENTS.c.id).order_by(MOMENTS.c.id)))


def test_the_lock_ends_with_its_process_however_it_ends(state):
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
