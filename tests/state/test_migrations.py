"""The schema moves forward by migrations alone, and is what the code declares."""

import importlib
import importlib.util
import os
import pkgutil
import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, String, Table, create_engine, insert, inspect, select, text

import zonereports
from zonereports.errors import StateTooNew, StateUnknown, StateUnreachable, WrongSetting
from zonereports.pipeline import every_table
from zonereports.state import METADATA, State, differences, new_migration, revisions, schema

every_table()
BASELINE = schema.MIGRATIONS / "versions" / "0001_first_tables.py"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def first_tables():
    spec = importlib.util.spec_from_file_location("baseline", BASELINE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TABLES


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """Of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deep' / 'state.db'}"
    return request.getfixturevalue("new_database")()


@pytest.fixture
def engine(empty_url, tmp_path):
    (tmp_path / "deep").mkdir(exist_ok=True)
    engine = create_engine(empty_url)
    yield engine
    engine.dispose()


@pytest.fixture
def opened():
    """Opens states, and closes them."""
    states = []

    def open_(url):
        states.append(State(url))
        return states[-1]

    yield open_
    for state in states:
        state.close()


def test_the_migrated_schema_is_what_the_code_declares(empty_url, opened):
    state = opened(empty_url)
    with state.read() as connection:
        # Otherwise: python -m zonereports state revise "what changed"
        assert differences(connection) == []
        there = set(inspect(connection).get_table_names())
    assert there == {*METADATA.tables, schema.VERSION_TABLE}


def test_a_table_a_column_and_an_index_that_no_migration_makes_are_differences(empty_url, opened):
    state = opened(empty_url)
    changed = schema.MetaData()
    for table in METADATA.sorted_tables:
        table.to_metadata(changed)
    Table("novelties", changed, Column("id", Integer, primary_key=True))
    changed.tables["captures"].append_column(Column("novel", String(9), index=True))
    with state.read() as connection:
        found = differences(connection, changed)
    assert {change[0] for change in found} == {"add_table", "add_column", "add_index"}


def test_the_pipeline_knows_what_declares_every_table():
    declared = set(every_table().tables)
    for module in pkgutil.walk_packages(zonereports.__path__, "zonereports."):
        if "__main__" not in module.name and ".migrations" not in module.name:
            importlib.import_module(module.name)
    assert set(METADATA.tables) == declared


def test_migrations_are_one_line_numbered_from_one():
    state = State("sqlite://")
    with state.begin() as connection:
        from alembic.script import ScriptDirectory

        script = ScriptDirectory.from_config(schema.config(connection))
        steps = [step.revision for step in script.walk_revisions()][::-1]
    state.close()
    files = len(list((schema.MIGRATIONS / "versions").glob("*.py")))
    # Two branches that took the same number: give the later one the next, and the one before it
    # as its down_revision.
    assert steps == revisions() == [f"{number:04d}" for number in range(1, files + 1)]


def test_a_migration_is_written_for_what_the_code_has_and_leads_there(tmp_path, opened):
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    state = opened("sqlite://")
    with state.begin() as connection:
        assert new_migration("nothing", connection, folder=folder) is None
        novel = Table(
            "novelties",
            METADATA,
            Column("id", Integer, primary_key=True),
            Column("at", zonereports.state.UtcDateTime, index=True),
        )
        try:
            path = new_migration("Add novelties", connection, folder=folder)
            from alembic import command

            command.upgrade(schema.config(connection, folder=folder), "head")
            assert differences(connection) == []
        finally:
            METADATA.remove(novel)
    assert path.name == f"{int(revisions()[-1]) + 1:04d}_add_novelties.py"
    # UtcDateTime may change; what a migration made does not.
    assert "sa.DateTime()" in path.read_text()
    assert "zonereports" not in path.read_text()


def test_a_database_from_before_migrations_is_adopted_with_its_rows(empty_url, engine, opened):
    tables = first_tables()
    tables.create_all(engine)
    with engine.begin() as connection:
        row = {
            "site": "qingshan",
            "off": True,
            "why": "改版",
            "who": "li",
            "at": NOON.replace(tzinfo=None),
        }
        connection.execute(insert(tables.tables["site_switches"]).values(row))
    state = opened(empty_url)
    with state.read() as connection:
        assert differences(connection) == []
        assert schema.stored_revision(connection) == revisions()[-1]
        assert connection.scalar(select(tables.tables["site_switches"].c.why)) == "改版"


def test_an_older_one_that_lacks_a_table_an_index_and_a_column_is_completed(
    empty_url, engine, opened
):
    first_tables().create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("drop table watermarks"))
        connection.execute(text("drop index captures_by_time"))
        connection.execute(text("alter table checks drop column listing_captures"))
    state = opened(empty_url)
    with state.read() as connection:
        assert differences(connection) == []


def test_a_table_of_another_making_is_refused_and_left_alone(empty_url, engine):
    with engine.begin() as connection:
        connection.execute(text("create table events (id integer primary key, payload text)"))
    with pytest.raises(StateUnknown, match="events is not that of a release: id, payload"):
        State(empty_url)
    assert inspect(engine).get_table_names() == ["events"]


def test_a_database_of_a_newer_release_is_refused(empty_url, opened):
    state = opened(empty_url)
    with state.begin() as connection:
        connection.execute(text(f"update {schema.VERSION_TABLE} set version_num = '9999'"))
    with pytest.raises(StateTooNew, match="schema 9999, this release knows") as refusal:
        State(empty_url)
    assert "newer release" in str(refusal.value)


def test_airflow_s_own_alembic_table_in_the_same_database_is_left_alone(empty_url, engine, opened):
    with engine.begin() as connection:
        connection.execute(text("create table alembic_version (version_num varchar(32))"))
        connection.execute(text("insert into alembic_version values ('a1b2c3')"))
    opened(empty_url)
    with engine.connect() as connection:
        found = connection.execute(text("select version_num from alembic_version")).all()
    assert [tuple(row) for row in found] == [("a1b2c3",)]


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path, empty_url, opened):
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    number = f"{int(revisions()[-1]) + 1:04d}"
    (folder / "versions" / f"{number}_half.py").write_text(
        textwrap.dedent(f"""
            from alembic import op
            revision, down_revision = "{number}", "{revisions()[-1]}"
            def upgrade():
                op.execute("create table half (id integer)")
                raise RuntimeError("power cut")
        """)
    )
    from alembic import command

    state = opened(empty_url)

    def fail():
        with state.begin() as connection:
            command.upgrade(schema.config(connection, folder=folder), "head")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    with state.read() as connection:
        assert not inspect(connection).has_table("half")
        assert schema.stored_revision(connection) == revisions()[-1]


def test_processes_that_open_an_empty_database_at_once_migrate_it_once(empty_url):
    child = textwrap.dedent("""
        import sys
        from zonereports.state import State
        sys.stdin.readline()
        state = State(sys.argv[1])
        print(state.revision)
    """)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", child, empty_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(4)
    ]
    for one in children:
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in children:
        out, errors = one.communicate(timeout=60)
        assert (out.strip(), one.returncode) == (revisions()[-1], 0), errors


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("postgresql+psycopg://zonereports:x@127.0.0.1:1/none", StateUnreachable),
        ("mysql://somewhere/state", WrongSetting),
        ("state.db", WrongSetting),
        ("postgresql+nonesuch://127.0.0.1/state", WrongSetting),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_in_one_line(url, error):
    with pytest.raises(error) as refusal:
        State(url)
    assert "Next: " in str(refusal.value)
    assert "\n" not in str(refusal.value)
