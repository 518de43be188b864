"""Run by alembic for each migration; storage.migrate hands it the connection."""

from alembic import context

from storage.base import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
