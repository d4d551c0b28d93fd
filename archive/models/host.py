"""Hosts: when each may be asked next, by all crawls of the archive together, and what its robots.txt said."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Host(Base):
    """One registered domain (or address) and its manners. Seconds are those since 1970, UTC."""

    __tablename__ = "host"

    domain: Mapped[str] = mapped_column(String(255), primary_key=True, comment="registered domain, or IP address")
    free_at_s: Mapped[float] = mapped_column(Double(), default=0.0, comment="when it may be asked next")
    closed_until_s: Mapped[float] = mapped_column(Double(), default=0.0, comment="when it wants to be asked again")
    delay_s: Mapped[float] = mapped_column(Double(), default=0.0, comment="pause that its robots.txt asks for")
    strikes: Mapped[int] = mapped_column(default=0, comment="answers 429 in a row")
    visits: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="request under way → when it ends at last")


class Robots(Base):
    """The robots.txt of one origin, as fetched."""

    __tablename__ = "robots"

    origin: Mapped[str] = mapped_column(String(300), primary_key=True, comment="scheme://host:port")
    body: Mapped[bytes] = mapped_column(LargeBinary, comment="rules that hold, after errors have been weighed")
    fetched_at: Mapped[datetime] = mapped_column(comment="when it was asked for")
    fresh_until_at: Mapped[datetime] = mapped_column(comment="when it must be asked for again")
