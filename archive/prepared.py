"""Statements that every stored article runs: compiled once for a database, and run on the driver's own cursor.

SQLAlchemy takes about a tenth of a millisecond to prepare each call of a statement, several times what the small ones
take to run. Types make values fit as elsewhere; rows come as the driver gives them, so ask for numbers and text only.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, ClauseElement, Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class _Compiled:
    """A statement in the words of one database."""

    sql: str
    names: tuple[str, ...]
    """Values in the order of their places, or each once where the driver takes them by name."""
    makers: tuple[tuple[str, Callable[[Any], Any]], ...]
    """What makes a value fit, for those that need it."""
    positional: bool

    def given(self, values: Values) -> Any:
        """Return the values as the driver takes them."""
        if self.makers:
            values = {**values, **{name: make(values[name]) for name, make in self.makers}}
        return [values[name] for name in self.names] if self.positional else values


class Prepared:
    """One statement; its values are given by name, every one of them: nothing has a default here."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._by_database: dict[str, _Compiled] = {}

    def run(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it in the connection's transaction and return its rows, none for a statement that gives none."""
        compiled = self._compiled(connection.dialect)
        return _run(connection, compiled.sql, compiled.given(values))

    def run_all(self, connection: Connection, given: Iterable[Values]) -> None:
        """Run it for each of the values, if any."""
        compiled = self._compiled(connection.dialect)
        rows = [compiled.given(values) for values in given]
        if rows:
            _run(connection, compiled.sql, rows, many=True)

    def _compiled(self, dialect: Dialect) -> _Compiled:
        found = self._by_database.get(dialect.name)
        if found is None:
            found = self._by_database[dialect.name] = self._compile(dialect)
        return found

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
        assert isinstance(compiled, SQLCompiler)
        found = {name: _maker(bind.type, dialect) for name, bind in compiled.binds.items()}
        return _Compiled(
            sql=str(compiled),
            names=tuple(compiled.positiontup or compiled.binds),
            makers=tuple((name, make) for name, make in found.items() if make is not None),
            positional=bool(compiled.positional),
        )


def _maker(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes values of a type fit; most lists and objects are empty, and made fit once."""
    make = kind.dialect_impl(dialect).bind_processor(dialect)
    if make is None or not isinstance(kind, JSON):
        return make
    no_list, no_object = make([]), make({})

    def make_json(value: Any) -> Any:
        if not value:
            if isinstance(value, list):
                return no_list
            if isinstance(value, dict):
                return no_object
        return make(value)

    return make_json


def enter(table: Table, *, numbered: bool = False) -> Prepared:
    """Return the statement that enters a row of a table, numbered by the database; it gives the number when asked."""
    number = table.autoincrement_column
    columns = [column.name for column in table.columns if column is not number]
    statement = insert(table)
    return Prepared(statement.returning(number) if numbered and number is not None else statement, columns)


def _run(connection: Connection, sql: str, given: Any, *, many: bool = False) -> list[tuple[Any, ...]]:
    cursor = connection.connection.cursor()
    try:
        if many:
            cursor.executemany(sql, given)
            return []
        cursor.execute(sql, given)
        return list(cursor.fetchall()) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        # As SQLAlchemy would have it: errors of one kind for all databases, and a lost connection leaves the pool.
        if connection.dialect.is_disconnect(error, None, cursor):
            connection.invalidate(error)
        raise DBAPIError.instance(sql, given, error, connection.dialect.loaded_dbapi.Error) from error
    finally:
        cursor.close()
