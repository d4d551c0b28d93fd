"""Short looks into an archive, for tests."""

from sqlalchemy import Engine, func, select, text

from archive.db import reading
from archive.keys import all_entries
from archive.models import Event
from archive.query import parse
from archive.search import backend


def count(engine: Engine, table: type) -> int:
    """Return the number of rows of a table."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def events(engine: Engine) -> list[tuple[str, int, bool]]:
    """Return kind, article and alertable of all events, in order."""
    with reading(engine) as session:
        rows = session.scalars(select(Event).order_by(Event.seq))
        return [(row.kind, row.article_id, row.alertable) for row in rows]


def found(engine: Engine, query: str) -> list[int]:
    """Return the numbers of the articles that a query finds."""
    with reading(engine) as session:
        return [int(number) for number in backend(engine).ids(session, parse(query))]


def fill_up(engine: Engine, table: str) -> None:
    """Let the database refuse every further row of a table, in words that hold "full"."""
    refuse = f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END"
    if engine.dialect.name == "postgresql":
        refuse = f"ALTER TABLE {table} ADD CONSTRAINT full_{table} CHECK (false) NOT VALID"
    with engine.begin() as connection:
        connection.execute(text(refuse))


def keys_of(engine: Engine, article_id: int) -> set[int]:
    """Return the duplicate keys of an article."""
    return {key for key, article in all_keys(engine) if article == article_id}


def all_keys(engine: Engine) -> set[tuple[int, int]]:
    """Return every duplicate key with its article."""
    with reading(engine) as session:
        return all_entries(session)
