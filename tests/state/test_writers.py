"""Several writers at one database: what one does, no other undoes, on SQLite and on PostgreSQL."""

import subprocess
import sys
import textwrap
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, update

from zonereports.errors import StateUnreachable
from zonereports.state import State
from zonereports.state.locks import lock_key

COUNTS = MetaData()
COUNTER = Table(
    "counter", COUNTS, Column("id", Integer, primary_key=True), Column("value", Integer)
)
WRITERS, ROUNDS = 4, 25


@pytest.fixture
def state(state_url):
    state = State(state_url)
    COUNTS.create_all(state.engine)
    yield state
    state.close()


@pytest.fixture
def on_postgresql(new_database):
    state = State(new_database())
    COUNTS.create_all(state.engine)
    yield state
    state.close()


def run_writers(state, body):
    """The body, in several processes at once; it has `state`, COUNTER and ROUNDS."""
    child = textwrap.dedent(f"""
            import sys
            sys.path.insert(0, {str(Path(__file__).parent)!r})
            from test_writers import *
            state = State(sys.argv[1])
            print("ready", flush=True)
            sys.stdin.readline()
        """) + textwrap.dedent(body)
    url = state.url.render_as_string(hide_password=False)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", child, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(WRITERS)
    ]
    for one in children:
        assert one.stdout.readline() == "ready\n", one.stderr.read()
    for one in children:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in children:
        _, errors = one.communicate(timeout=120)
        assert one.returncode == 0, errors


def value(state):
    with state.read() as connection:
        return connection.scalar(select(COUNTER.c.value))


def test_what_looks_before_it_writes_loses_nothing_to_another_process(state):
    body = """
        for _ in range(ROUNDS):
            with state.begin() as connection:
                value = connection.scalar(select(COUNTER.c.value))
                if value is None:
                    connection.execute(insert(COUNTER).values(id=1, value=1))
                else:
                    connection.execute(update(COUNTER).values(value=value + 1))
    """
    run_writers(state, body)
    assert value(state) == WRITERS * ROUNDS


def test_an_exclusive_block_is_alone_over_several_transactions(state):
    with state.begin() as connection:
        connection.execute(insert(COUNTER).values(id=1, value=0))
    body = """
        for _ in range(ROUNDS):
            with state.exclusive("publish"):
                with state.read() as connection:
                    value = connection.scalar(select(COUNTER.c.value))
                with state.begin() as connection:
                    connection.execute(update(COUNTER).values(value=value + 1))
    """
    run_writers(state, body)
    assert value(state) == WRITERS * ROUNDS


def test_locks_that_are_held_leave_connections_for_the_work(state):
    with ExitStack() as held:
        for number in range(40):
            held.enter_context(state.exclusive(f"host-{number}"))
        with state.begin() as connection:
            connection.execute(insert(COUNTER).values(id=1, value=7))
        assert value(state) == 7


def test_a_lock_is_no_open_transaction(on_postgresql):
    with on_postgresql.exclusive("publish"), on_postgresql.read() as connection:
        found = connection.exec_driver_sql(
            "select state from pg_stat_activity where application_name = 'zonereports lock' "
            "and datname = current_database()"
        )
        assert list(found.scalars()) == ["idle"]


def test_no_two_of_many_names_share_a_lock():
    assert len({lock_key(f"crawl-site{n}") for n in range(100_000)}) == 100_000


def test_a_lock_that_the_database_lost_is_no_success(on_postgresql):
    def hold():
        with on_postgresql.exclusive("publish"), on_postgresql.begin() as connection:
            connection.exec_driver_sql(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = 'zonereports lock' and datname = current_database()"
            )

    with pytest.raises(StateUnreachable, match="the lock publish was lost"):
        hold()
    with on_postgresql.exclusive("publish"):
        pass


def test_a_crash_of_postgresql_undoes_the_open_transaction_and_the_next_one_works(
    postgresql, on_postgresql
):
    with on_postgresql.begin() as connection:
        connection.execute(insert(COUNTER).values(id=1, value=1))

    def interrupted():
        with on_postgresql.begin() as connection:
            connection.execute(update(COUNTER).values(value=2))
            postgresql.stop()
            postgresql.start()
            connection.execute(update(COUNTER).values(value=3))

    with pytest.raises(StateUnreachable, match="Next: check ZONEREPORTS_STATE_URL"):
        interrupted()
    assert value(on_postgresql) == 1
    with on_postgresql.begin() as connection:
        connection.execute(update(COUNTER).values(value=4))
    assert value(on_postgresql) == 4
