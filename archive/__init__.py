"""The store: remembers everything, answers every question.

`open_archive` is the door for notebooks and scripts. Importing this package loads nothing of it but this file.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # names of types alone: who imports `archive` does not wait for the database library
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Engine

    from archive.records import Answer, FacetCount
    from archive.search import Sort
    from archive.views import ArticleView

__all__ = ["Archive", "open_archive"]


def open_archive(home: Path | str | None = None, *, read_only: bool = True) -> Archive:
    """Open the archive of a home folder (default: JIANBAO_HOME, else the user's data folder).

    Read-only unless asked otherwise: then nothing done with it, SQL of your own included, can change the archive.
    Raises DatabaseError when there is no archive, or it is of another version than this program.

    >>> with open_archive("press") as archive:  # doctest: +SKIP
    ...     archive.search("创新 theme:tech-innovation date:2024").total
    128
    """
    from archive.config import load_config
    from archive.db import connect

    config = load_config(Path(home) if home is not None else None)
    engine = connect(config.database, upgrade=not read_only)
    if read_only:
        _forbid_writing(engine)
        _check(engine, config.home)
    return Archive(engine)


class Archive:
    """An open archive: search it, read its articles. Close it, or use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        """For SQL of your own: `pandas.read_sql("SELECT ...", archive.engine)`."""

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        within: Iterable[int] | None = None,
        facets: bool = True,
        collapse: bool = False,
    ) -> Answer:
        """Answer a query in the search language; see archive.search.answer.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     [hit.title for hit in archive.search("产业强市 NEAR/10 创新", sort="date").hits]
        ['市委市政府召开创新引领产业强市大会']
        """
        from archive.search import answer

        return answer(
            self.engine,
            query,
            limit=limit,
            offset=offset,
            sort=sort,
            within=within,
            facets=facets,
            collapse=collapse,
        )

    def facets(self, query: str) -> Mapping[str, tuple[FacetCount, ...]]:
        """Count what a query finds by source, theme and month.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     {month.value: month.count for month in archive.facets("人才公寓")["month"]}
        {'2026-02': 3, '2026-03': 11}
        """
        return self.search(query, limit=0).facets

    def article(self, article_id: int) -> ArticleView:
        """Return one article with all that is known of it. Raises NotFound when there is none of that number.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     archive.article(17).text[:12]
        '本报讯 市政府昨日印发'
        """
        from archive.read import article

        return article(self.engine, article_id)

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _forbid_writing(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def refuse(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA query_only=ON")


def _check(engine: Engine, home: Path) -> None:
    """Raise DatabaseError when the database is not there, or its tables are not this program's."""
    from archive.db import schema_versions
    from archive.errors import DatabaseError

    file = engine.url.database
    if engine.dialect.name == "sqlite" and not (file and Path(file).exists()):
        raise DatabaseError(
            f"there is no archive in {home}",
            mend="name the home folder of an archive, or let `jianbao run` or `jianbao import` make one",
        )
    found, wanted = schema_versions(engine)
    if found != wanted:
        raise DatabaseError(
            f"the archive in {home} has schema {found or 'none'}, this program reads {wanted}",
            mend="run `jianbao status` once with this program; it brings the tables to its own version",
        )
