"""The schema of the state database: numbered migrations, one line of them, forward only.

`migrations/versions/NNNN_title.py` holds them; the number is the revision. Alembic carries them
out, and is imported only where there is something to carry out: an up-to-date database is known by
one row.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.types import TypeEngine

from zonereports.errors import StateTooNew
from zonereports.state.moment import UtcDateTime

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext

METADATA = MetaData()
MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "zonereports_schema"
"""Not `alembic_version`: that one is Airflow's, should both share a database."""


def revisions() -> list[str]:
    """The revisions that this release knows, oldest first."""
    return sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def stored_revision(connection: Connection) -> str | None:
    """The revision that a database stands at; None for one that no migration has seen."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"select version_num from {VERSION_TABLE}"))
    return found


def is_current(connection: Connection) -> bool:
    """Whether a database stands at the newest revision of this release.

    Raises:
        StateTooNew: it stands at one that this release does not know.
    """
    stored, known = stored_revision(connection), revisions()
    if stored is not None and stored not in known:
        raise StateTooNew(f"the state database has schema {stored}, this release knows {known[-1]}")
    return stored == known[-1]


def migrate(connection: Connection) -> None:
    """Bring a database to the newest revision, all of it in the caller's transaction.

    Raises:
        StateTooNew: as `is_current` does.
        StateUnknown: it has tables without a revision, and they are not those of the first one.
    """
    from alembic import command

    if not is_current(connection):
        command.upgrade(config(connection), "head")


def new_migration(title: str, connection: Connection, *, folder: Path = MIGRATIONS) -> Path | None:
    """Write the migration that leads from a migrated database to the tables in `METADATA`.

    Args:
        title: a few words; they become the file's name.
        connection: to a database that stands at the newest revision.
        folder: whose `versions/` receives the file.

    Returns:
        The file, to be read and corrected by a person (Alembic sees no renamed column, only one
        that went and one that came); None when there is no difference.
    """
    from alembic import command

    if not differences(connection):
        return None
    given = config(connection, folder=folder)
    number = f"{int(revisions()[-1]) + 1:04d}"
    script = command.revision(given, title, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    return Path(script.path)


def differences(connection: Connection, metadata: MetaData = METADATA) -> list[Any]:
    """What Alembic would change in a database to have the tables of `metadata`."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    context = MigrationContext.configure(connection, opts=options(metadata))
    found: list[Any] = compare_metadata(context, metadata)
    return found


def config(connection: Connection, *, folder: Path = MIGRATIONS) -> Config:
    """Alembic's configuration, without a file: the connection goes to `migrations/env.py`."""
    from alembic.config import Config

    given = Config()
    given.set_main_option("script_location", str(folder).replace("%", "%%"))
    given.set_main_option("path_separator", "os")
    given.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    given.attributes["connection"] = connection
    return given


def options(metadata: MetaData = METADATA) -> dict[str, Any]:
    """How Alembic compares and writes; the same for a migration and for a test of one."""
    return {
        "target_metadata": metadata,
        "version_table": VERSION_TABLE,
        "compare_type": _compare_type,
        "render_item": _render,
        "render_as_batch": True,
        "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables,
    }


def _compare_type(
    context: MigrationContext,
    _inspected: object,
    _metadata: object,
    inspected_type: TypeEngine[Any],
    metadata_type: TypeEngine[Any],
) -> bool | None:
    # SQLite keeps a Boolean and a Float as such by name; only what Alembic compares itself counts.
    if isinstance(metadata_type, UtcDateTime):
        return not isinstance(inspected_type, type(metadata_type.impl_instance))
    return None


def _render(kind: str, item: object, _context: object) -> str | bool:
    # A migration stands for ever and must not follow what our class becomes.
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False
