"""Statements compiled once, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, Table, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from archive.db import reading, writing
from archive.models import Base, Dimension, Event
from archive.prepared import Prepared, enter

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 3, 10, 8, tzinfo=timezone(timedelta(hours=8)))
TABLES: dict[str, Table] = dict(Base.metadata.tables)
ENTER_EVENT = enter(TABLES["event"], numbered=True)
ENTER_VALUE = enter(TABLES["dimension"])


def test_values_are_made_fit_as_elsewhere(engine: Engine) -> None:
    """A time of any zone is read back as the same moment, as rows written by the session are."""
    with writing(engine) as session:
        values = {"at": AT, "kind": "new", "article_id": 1, "cluster_id": 1, "alertable": True}
        [[number]] = ENTER_EVENT.run(session.connection(), values)

    with reading(engine) as session:
        event = session.get_one(Event, number)
        assert (event.at, event.alertable) == (AT.astimezone(UTC), True)


def test_many_rows_go_in_at_once(engine: Engine) -> None:
    """Each of the values given becomes a row; none given is none."""
    with writing(engine) as session:
        ENTER_VALUE.run_all(session.connection(), [{"kind": "theme", "value": "a"}, {"kind": "theme", "value": "b"}])
        ENTER_VALUE.run_all(session.connection(), [])

    with reading(engine) as session:
        assert list(session.scalars(select(Dimension.value).order_by(Dimension.value))) == ["a", "b"]


def test_missing_value_is_an_error(engine: Engine) -> None:
    """Nothing is filled in for a column that was forgotten."""
    with pytest.raises(KeyError), writing(engine) as session:
        ENTER_EVENT.run(session.connection(), {"at": AT})


def test_refused_row_is_an_error_of_all_databases_and_undoes_the_block(engine: Engine) -> None:
    """The driver's error comes as SQLAlchemy's, whichever the driver; nothing of the block stays."""
    twice = [{"kind": "theme", "value": "a"}] * 2
    with pytest.raises(IntegrityError), writing(engine) as session:
        ENTER_VALUE.run_all(session.connection(), twice)

    with reading(engine) as session:
        assert session.scalar(select(Dimension.id)) is None


def test_statement_that_cannot_be_run_names_itself(engine: Engine) -> None:
    """The error holds the statement, for whoever reads the log."""
    with pytest.raises(DBAPIError, match="no_such_table"), writing(engine) as session:
        Prepared(text("SELECT 1 FROM no_such_table")).run(session.connection(), {})
