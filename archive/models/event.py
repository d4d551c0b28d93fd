"""The ordered change log, and how far each of its readers is."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Event(Base):
    """One change, written in the transaction that made it."""

    __tablename__ = "event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(Number, primary_key=True, comment="order; never used twice")
    at: Mapped[datetime] = mapped_column(comment="when")
    kind: Mapped[str] = mapped_column(String(20), comment="new, revised, placed, joined, moved, attached")
    article_id: Mapped[int] = mapped_column(Number, index=True, comment="the article")
    cluster_id: Mapped[int] = mapped_column(Number, comment="its duplicate cluster then")
    alertable: Mapped[bool] = mapped_column(comment="whether it was news when it was stored")


class Cursor(Base):
    """How far one reader of the change log has come."""

    __tablename__ = "cursor"

    reader: Mapped[str] = mapped_column(String(40), primary_key=True, comment="such as match")
    seq: Mapped[int] = mapped_column(Number, comment="last event it has dealt with")


class Setting(Base):
    """A fact about this archive that belongs to no table, such as the version of the search tokens."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(40), primary_key=True, comment="name")
    value: Mapped[str] = mapped_column(comment="value")


class Dimension(Base):
    """A small number for a filter value, used as a token in the search index."""

    __tablename__ = "dimension"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    kind: Mapped[str] = mapped_column(String(12), comment="source, place, author, theme ...")
    value: Mapped[str] = mapped_column(comment="the value")


class Facet(Base):
    """What the search page counts of one article, copied so that counting needs no join."""

    __tablename__ = "facet"

    article_id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False, comment="article")
    change: Mapped[int] = mapped_column(Number, index=True, comment="number of the indexing that wrote the row")
    day: Mapped[int] = mapped_column(comment="day published as yyyymmdd, 0 = unknown")
    source: Mapped[int] = mapped_column(Number, comment="number of the source in dimension")
    themes: Mapped[str] = mapped_column(comment="numbers of the themes in dimension, apart by spaces")
    tokens: Mapped[int] = mapped_column(comment="tokens in the search index, 0 = not indexed any more")
