"""The migration chain makes exactly the tables that the models describe."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from archive.db import MIGRATIONS
from archive.models import Base

pytestmark = pytest.mark.both_databases


def test_migrated_tables_are_the_models_tables(engine: Engine) -> None:
    """A database made by the migrations differs in nothing from the models, the search index aside."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    not (kind == "table" and str(name).startswith(("article_fts", "attachment_fts")))
                ),
            },
        )

        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_the_newest_version_is_read_from_the_files() -> None:
    """The version that the names of the files say is the head of the chain as Alembic reads it."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()

    assert max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).startswith(f"{head}_")
