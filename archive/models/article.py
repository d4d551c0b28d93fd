"""Articles, their revisions, addresses, placements and people."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Article(Base):
    """One article with its current text; earlier texts are revisions."""

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_published_on", "published_on"),
        Index("ix_article_source_published_on", "source", "published_on"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number, also row of the search index")
    source: Mapped[str] = mapped_column(String(80), comment="source id")
    url: Mapped[str] = mapped_column(unique=True, comment="canonical address")
    cluster_id: Mapped[int] = mapped_column(Number, index=True, comment="duplicate cluster")
    revision: Mapped[int] = mapped_column(default=1, comment="number of the current revision")
    kind: Mapped[str] = mapped_column(String(20), comment="news, feature, commentary, photo, notice, policy, ad, other")
    title: Mapped[str] = mapped_column(comment="headline, joined")
    title_raw: Mapped[str] = mapped_column(default="", comment="headline with forced line breaks")
    kicker: Mapped[str] = mapped_column(default="", comment="引题")
    subtitle: Mapped[str] = mapped_column(default="", comment="副题")
    original_title: Mapped[str] = mapped_column(default="", comment="原标题 of a reprint")
    text: Mapped[str] = mapped_column(comment="paragraphs joined by line breaks")
    dateline: Mapped[str] = mapped_column(default="", comment="such as 本报讯")
    agency: Mapped[str] = mapped_column(default="", comment="来源 as the page says")
    published_on: Mapped[date | None] = mapped_column(comment="day printed on page or edition")
    published_at: Mapped[datetime | None] = mapped_column(comment="the same with time of day")
    published_raw: Mapped[str] = mapped_column(default="", comment="as it stood on the page")
    modified_at: Mapped[datetime | None] = mapped_column(comment="last change as the page says")
    section: Mapped[str] = mapped_column(default="", comment="column of a site")
    language: Mapped[str] = mapped_column(String(20), default="", comment="BCP 47")
    anchors: Mapped[list[Any]] = mapped_column(default=list, comment="of each paragraph: [part, start, length]")
    captions: Mapped[list[Any]] = mapped_column(default=list, comment="captions: [{text, people, after}]")
    credits: Mapped[list[Any]] = mapped_column(default=list, comment="credit lines kept apart from the text")
    policy_facts: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="policy table: normal key → value")
    policy: Mapped[float] = mapped_column(default=0.0, comment="how much it is about policy")
    provenance: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="field → how it was read")
    confidence: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="field → how sure, 0 to 1")
    flags: Mapped[list[Any]] = mapped_column(default=list, comment="what a person should look at")
    reader: Mapped[str] = mapped_column(default="", comment="version of reading rooms and taxonomy")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="capture of the current text")
    text_seen_at: Mapped[datetime] = mapped_column(comment="when the current text was first seen")
    text_sha256: Mapped[str] = mapped_column(String(64), comment="digest of title triple and text")
    fold_exact: Mapped[str] = mapped_column(String(64), default="", comment="digest of the folded text")
    fold_units: Mapped[int] = mapped_column(default=0, comment="length in units")
    alertable: Mapped[bool] = mapped_column(default=True, comment="was new news when stored; set once")
    first_seen_at: Mapped[datetime] = mapped_column(index=True, comment="when it was stored first")
    last_seen_at: Mapped[datetime] = mapped_column(comment="when it was last found unchanged or changed")


class Revision(Base):
    """One text that an article had before; the current one is in the article."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="its article")
    number: Mapped[int] = mapped_column(comment="from 1, oldest first")
    title: Mapped[str] = mapped_column(comment="headline")
    kicker: Mapped[str] = mapped_column(default="", comment="引题")
    subtitle: Mapped[str] = mapped_column(default="", comment="副题")
    text: Mapped[str] = mapped_column(comment="text")
    text_sha256: Mapped[str] = mapped_column(String(64), comment="digest of title triple and text")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="the capture it was read from")
    seen_at: Mapped[datetime] = mapped_column(comment="when it was first seen")


class Address(Base):
    """An address that leads to an article: its canonical one and those of further placements."""

    __tablename__ = "address"

    url: Mapped[str] = mapped_column(primary_key=True, comment="canonical form")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True, comment="the article")
    text_sha256: Mapped[str] = mapped_column(String(64), comment="digest of what stood there last; see article")
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), comment="its newest capture")
    last_seen_at: Mapped[datetime] = mapped_column(comment="when it was last fetched or found unchanged")


class Placement(Base):
    """Where an article stood in print."""

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("article_id", "edition_on", "page_label"),
        Index("ix_placement_edition_on_page_label", "edition_on", "page_label"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    edition_on: Mapped[date] = mapped_column(comment="day of the edition")
    page_label: Mapped[str] = mapped_column(comment="layout page, such as A01")
    page_name: Mapped[str] = mapped_column(default="", comment="such as 要闻")
    order: Mapped[int | None] = mapped_column(comment="position on the layout page")
    url: Mapped[str] = mapped_column(comment="address of this placement")


class ArticlePerson(Base):
    """One person who made an article, or a picture in it."""

    __tablename__ = "article_person"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), comment="the article")
    position: Mapped[int] = mapped_column(comment="order in which they are named, from 1")
    name: Mapped[str] = mapped_column(index=True, comment="name")
    role: Mapped[str] = mapped_column(String(20), comment="reporter, correspondent, commentator, photographer ...")
    role_raw: Mapped[str] = mapped_column(default="", comment="role as printed")
