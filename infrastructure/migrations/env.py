"""Runs the migrations in the transaction that `infrastructure.migrate` has begun."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,  # on SQLite too: a migration that fails leaves nothing behind
)
with context.begin_transaction():
    context.run_migrations()
