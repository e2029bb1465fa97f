"""Runs Alembic's migrations on the connection that it is given."""

from __future__ import annotations

from alembic import context

from bot.store.database.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
