"""The store: remembers everything, answers every question.

`open_archive` is the door for notebooks and scripts; its examples ask the small library of the tests. Importing this
package loads nothing of it but this file.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # names of types alone: who imports `archive` does not wait for the database library
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Engine

    from archive.analysis import Companions, Comparison, Grain, Keyness, Similar, Timeline
    from archive.meaning import Near
    from archive.read.views import ArticleView
    from archive.records import Answer, FacetCount, Hit
    from archive.search import Sort

__all__ = ["Archive", "open_archive"]


def open_archive(home: Path | str | None = None, *, read_only: bool = True) -> Archive:
    """Open the archive of a home folder (default: JIANBAO_HOME, else the user's data folder).

    Read-only unless asked otherwise: then nothing done with it, SQL of your own included, can change the archive.
    Raises DatabaseError when there is no archive, or it is of another version than this program.

    >>> with open_archive("press") as archive:
    ...     archive.search("创新 theme:tech-innovation date:2024").total
    2
    """
    from archive.config import load_config
    from archive.db import connect
    from archive.search import accelerate

    config = load_config(Path(home) if home is not None else None)
    engine = connect(config.database, upgrade=not read_only)
    if read_only:
        _forbid_writing(engine)
        _check(engine, config.home)
    accelerate(engine, config)
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
        cursor: str = "",
    ) -> Answer:
        """Answer a query in the search language; see archive.search.answer.

        >>> with open_archive("press") as archive:
        ...     [hit.title for hit in archive.search("产业强市 NEAR/10 创新", sort="date").hits]
        ['创新引领产业强市大会召开', '干出创新引领产业强市龙腾之势']
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
            cursor=cursor,
        )

    def newest(self, query: str, *, limit: int = 20, collapse: bool = False) -> tuple[Hit, ...]:
        """Return the newest hits of a query, without counting the others: some milliseconds of a million articles.

        >>> with open_archive("press") as archive:
        ...     [hit.article_id for hit in archive.newest("创新", limit=2)]
        [2, 1]
        """
        from archive.search import newest_hits

        return newest_hits(self.engine, query, limit=limit, collapse=collapse)

    def facets(self, query: str) -> Mapping[str, tuple[FacetCount, ...]]:
        """Count what a query finds by source, place, theme, type, layout page, person and month.

        >>> with open_archive("press") as archive:
        ...     {month.value: month.count for month in archive.facets("创新")["month"]}
        {'2024-02': 2}
        """
        return self.search(query, limit=0).facets

    def timeline(self, query: str, grain: Grain = "month") -> Timeline:
        """Count what a query finds by day, month or year, beside what was collected; see archive.analysis.timeline.

        >>> with open_archive("press") as archive:
        ...     [(point.label, point.count, point.share) for point in archive.timeline("创新").points]
        [('2024-02', 2, 1.0)]
        """
        from archive.analysis import timeline

        return timeline(self.engine, query, grain=grain)

    def compare(self, *queries: str, grain: Grain = "month") -> Comparison:
        """Put up to five queries side by side over the same time.

        >>> with open_archive("press") as archive:
        ...     archive.compare("创新", "产业").common
        {(0, 1): 2}
        """
        from archive.analysis import compare

        return compare(self.engine, queries, grain=grain)

    def keyness(self, query: str, other: str = "", *, limit: int = 20) -> Keyness:
        """Return which runs of characters tell one query's articles from another's, by log-likelihood G².

        >>> with open_archive("press") as archive:
        ...     [term.text for term in archive.keyness("创新", "人才").terms[:2]]
        ['创新']
        """
        from archive.analysis import keyness

        return keyness(self.engine, query, other, limit=limit)

    def together(self, query: str, *, limit: int = 20) -> Companions:
        """Return which persons, bodies and places stand together with a query, the most telling first.

        >>> with open_archive("press") as archive:
        ...     archive.together("创新").names["org"][0].name
        '云江市委'
        """
        from archive.analysis import together

        return together(self.engine, query, limit=limit)

    def similar(self, article_id: int, *, limit: int = 10) -> tuple[Similar, ...]:
        """Return the articles most like one, those of its own story left out.

        >>> with open_archive("press") as archive:
        ...     [one.article_id for one in archive.similar(1)]
        []
        """
        from archive.analysis import similar

        return similar(self.engine, article_id, limit=limit)

    def alike(self, article_id: int, *, limit: int = 10) -> tuple[Near, ...]:
        """Return the articles nearest to one by meaning, where vectors were made: guesses of a language model.

        >>> with open_archive("press") as archive:
        ...     archive.alike(1)
        ()
        """
        from archive.meaning import alike

        return alike(self.engine, article_id, limit=limit)

    def widen(self, query: str, *, limit: int = 10) -> tuple[Near, ...]:
        """Return articles near the words of a query that it does not find: guesses, counted in no total.

        >>> with open_archive("press") as archive:
        ...     archive.widen("创新")
        ()
        """
        from archive.meaning import widen

        return widen(self.engine, query, limit=limit)

    def articles(self, query: str, *, sort: Sort = "date", limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Give whole articles one by one, with the columns of the exports (archive.export.COLUMNS); memory stays flat.

        >>> with open_archive("press") as archive:
        ...     sum(len(article["text"]) for article in archive.articles("theme:housing"))
        45
        """
        from archive.db import reading
        from archive.export import rows
        from archive.query import parse
        from archive.search import backend

        with reading(self.engine) as session:
            found = backend(self.engine).find(session, parse(query), limit=limit, sort=sort)
        return rows(self.engine, found.ids)

    def to_pandas(self, query: str, *, limit: int | None = None) -> Any:
        """Return whole articles as a pandas DataFrame. Raises AskedWrongly where pandas is not installed.

        >>> with open_archive("press") as archive:
        ...     archive.to_pandas("创新").groupby("source").size().to_dict()
        {'beihe-news': 1, 'yunjiang-daily': 1, 'yunjiang-evening': 1}
        """
        from archive.extras import library

        return library("pandas").DataFrame(list(self.articles(query, limit=limit)), columns=_columns())

    def to_polars(self, query: str, *, limit: int | None = None) -> Any:
        """Return whole articles as a polars DataFrame. Raises AskedWrongly where polars is not installed.

        >>> with open_archive("press") as archive:
        ...     archive.to_polars("theme:housing").height
        2
        """
        from archive.extras import library

        return library("polars").DataFrame(list(self.articles(query, limit=limit)), infer_schema_length=None)

    def article(self, article_id: int) -> ArticleView:
        """Return one article with all that is known of it. Raises NotFound when there is none of that number.

        >>> with open_archive("press") as archive:
        ...     archive.article(3).text[:12]
        '首批房源六百套，租金低於'
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


def _columns() -> list[str]:
    from archive.export import COLUMNS

    return list(COLUMNS)


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
