"""Run by Alembic for every command: over the caller's connection, in the caller's transaction."""

from alembic import context

from zonereports.state.schema import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
