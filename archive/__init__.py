"""The store: remembers everything, answers every question.

`open_archive` is the door for notebooks and scripts. Importing this package loads nothing of it but this file.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # names of types alone: who imports `archive` does not wait for the database library
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Engine

    from archive.analysis import Companions, Comparison, Grain, Keyness, Similar, Timeline
    from archive.read.views import ArticleView
    from archive.records import Answer, FacetCount
    from archive.search import Sort

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
        cursor: str = "",
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
            cursor=cursor,
        )

    def facets(self, query: str) -> Mapping[str, tuple[FacetCount, ...]]:
        """Count what a query finds by source, place, theme, type, layout page, person and month.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     {month.value: month.count for month in archive.facets("人才公寓")["month"]}
        {'2026-02': 3, '2026-03': 11}
        """
        return self.search(query, limit=0).facets

    def timeline(self, query: str, grain: Grain = "month") -> Timeline:
        """Count what a query finds by day, month or year, beside what was collected; see archive.analysis.timeline.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     [(point.label, point.count, point.share) for point in archive.timeline("人才公寓").points]
        [('2026-02', 3, 0.004), ('2026-03', 11, 0.013)]
        """
        from archive.analysis import timeline

        return timeline(self.engine, query, grain=grain)

    def compare(self, *queries: str, grain: Grain = "month") -> Comparison:
        """Put up to five queries side by side over the same time.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     archive.compare("新质生产力", "高质量发展").common
        {(0, 1): 87}
        """
        from archive.analysis import compare

        return compare(self.engine, queries, grain=grain)

    def keyness(self, query: str, other: str = "", *, limit: int = 20) -> Keyness:
        """Return which runs of characters tell one query's articles from another's, by log-likelihood G².

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     [term.text for term in archive.keyness("date:2026", "date:2025").terms[:2]]
        ['人工智能', '具身智能']
        """
        from archive.analysis import keyness

        return keyness(self.engine, query, other, limit=limit)

    def together(self, query: str, *, limit: int = 20) -> Companions:
        """Return which persons, bodies and places stand together with a query, the most telling first.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     archive.together("人才公寓").names["org"][0].name
        '市住房和城乡建设局'
        """
        from archive.analysis import together

        return together(self.engine, query, limit=limit)

    def similar(self, article_id: int, *, limit: int = 10) -> tuple[Similar, ...]:
        """Return the articles most like one, those of its own story left out.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     [one.article_id for one in archive.similar(17)]
        [23, 4]
        """
        from archive.analysis import similar

        return similar(self.engine, article_id, limit=limit)

    def articles(self, query: str, *, sort: Sort = "date", limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Give whole articles one by one, with the columns of the exports (archive.export.COLUMNS); memory stays flat.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     sum(len(article["text"]) for article in archive.articles("theme:housing"))
        48211
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

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     archive.to_pandas("theme:housing").groupby("source").size()
        """
        return _library("pandas").DataFrame(list(self.articles(query, limit=limit)), columns=_columns())

    def to_polars(self, query: str, *, limit: int | None = None) -> Any:
        """Return whole articles as a polars DataFrame. Raises AskedWrongly where polars is not installed.

        >>> with open_archive("press") as archive:  # doctest: +SKIP
        ...     archive.to_polars("theme:housing").height
        14
        """
        return _library("polars").DataFrame(list(self.articles(query, limit=limit)), infer_schema_length=None)

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


def _library(name: str) -> Any:
    """Return an optional library. Raises AskedWrongly where it is not installed."""
    from importlib import import_module

    from archive.errors import AskedWrongly

    try:
        return import_module(name)
    except ImportError as error:
        raise AskedWrongly(
            f"{name} is not installed beside jianbao", mend=f"run `pip install {name}`, or use archive.articles(query)"
        ) from error


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
