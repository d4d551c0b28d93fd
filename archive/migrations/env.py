"""Run the migration chain on the connection that archive.db hands over."""

from alembic import context

from archive.models import Base

OWN_TABLES = ("article_fts", "attachment_fts")


def is_ours(name: str | None, kind: str, *_: object) -> bool:
    """Leave the search index and its shadow tables out of comparisons: migrations make them by hand."""
    return not (kind == "table" and name is not None and name.startswith(OWN_TABLES))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=lambda name, kind, parents: is_ours(name, kind),
    render_as_batch=True,
    compare_type=False,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
