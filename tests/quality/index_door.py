"""Door for measuring the duplicate index: texts arrive one by one, as `store.save` meets them."""

from datetime import UTC, datetime
from urllib.parse import quote, unquote

from sqlalchemy import select

from archive.config import DatabaseConfig
from archive.db import connect, reading
from archive.models import Article
from archive.records import Draft
from archive.store import Store
from pipelines.dedup import fingerprint, same
from tests.quality.text_doors import read_day

MEASURED_AT = datetime(2026, 3, 10, tzinfo=UTC)


class Index:
    """The archive as an index of duplicates, in one SQLite file: what `store.save` does to arriving drafts."""

    def __init__(self, path: str) -> None:
        self.engine = connect(DatabaseConfig(url=f"sqlite:///{path}"))
        self.store = Store(self.engine, same=same)

    def add(self, id: str, title: str, body: str, date: object = None) -> list[str]:  # noqa: A002 - the harness's name
        """Store a text; the ids of the earlier texts it was folded onto."""
        draft = Draft(
            url=_address(id),
            source="measured",
            title=title,
            text=body,
            published_on=read_day(date),
            fingerprint=fingerprint(body),
        )
        saved = self.store.save(draft, now=MEASURED_AT)
        if saved.folded_onto is None:
            return []
        with reading(self.engine) as session:
            return [_id_of(session.get_one(Article, saved.folded_onto).url)]

    def commit(self) -> None:
        """Nothing to do: every save is a transaction of its own."""

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
