"""Door for measuring the duplicate index: texts arrive one by one, each in a transaction of its own.

Fingerprint, candidates, proof, article row, cluster, verdicts and keys, by the functions that `store.save` calls; what
else a save does (search index, addresses, themes, change log) is left out.
"""

from datetime import UTC, datetime
from urllib.parse import quote, unquote

from sqlalchemy import bindparam, select

from archive import duplicates
from archive.config import DatabaseConfig
from archive.db import connect, reading, writing
from archive.models import Article
from archive.prepared import Prepared
from archive.records import Draft, NewsText
from archive.store import fresh, rows
from pipelines.dedup import fingerprint, same
from tests.quality.text_doors import read_day

URL_OF = Prepared(select(Article.url).where(Article.id == bindparam("number")))
MEASURED_AT = datetime(2026, 3, 10, tzinfo=UTC)


class Index:
    """The archive as an index of duplicates: a SQLite file, or the address of any database."""

    def __init__(self, path: str) -> None:
        self.engine = connect(DatabaseConfig(url=path if "://" in path else f"sqlite:///{path}"))

    def add(self, id: str, title: str, body: str, date: object = None) -> list[str]:  # noqa: A002 - the harness's name
        """Store a text; the ids of the earlier texts it was folded onto."""
        found = fingerprint(body)
        draft = Draft(
            url=_address(id),
            source="measured",
            title=title,
            text=body,
            published_on=read_day(date),
            fingerprint=found,
        )
        news = NewsText(title=title, text=body, published_on=draft.published_on)
        with writing(self.engine) as session:
            duplicates.wait_turn(session)
            judged = duplicates.judge(session, same, news, found)
            best = duplicates.best_of(judged)
            article = rows.new_article(draft, now=MEASURED_AT, alertable=False)
            fresh.enter_article(session, article, cluster_id=best.candidate.cluster_id if best else None)
            if best is not None:
                duplicates.join(session, article)
            duplicates.remember(session, article.id, judged, found, now=MEASURED_AT)
            if best is None:
                return []
            [[url]] = URL_OF.run(session.connection(), {"number": best.candidate.article_id})
            return [_id_of(url)]

    def commit(self) -> None:
        """Nothing to do: every text is a transaction of its own."""

    def cluster(self, id: str) -> int | None:  # noqa: A002 - the harness's name
        """The duplicate cluster a text is in."""
        with reading(self.engine) as session:
            return session.scalar(select(Article.cluster_id).where(Article.url == _address(id)))

    def close(self) -> None:
        """Let the file go."""
        self.engine.dispose()


def _address(number: str) -> str:
    return f"http://measured.test/{quote(str(number), safe='')}"


def _id_of(url: str) -> str:
    return unquote(url.rpartition("/")[2])
