"""What is usual of a source, learned article by article, so that what did not happen can be noticed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base


class Habit(Base):
    """When a source's news comes, and which fields its articles have. See archive.health."""

    __tablename__ = "habit"

    source: Mapped[str] = mapped_column(String(80), primary_key=True, comment="source id")
    last_new_at: Mapped[datetime] = mapped_column(comment="when its newest article came")
    week: Mapped[int] = mapped_column(comment="number of the week that is being counted")
    weeks: Mapped[float] = mapped_column(Double(), comment="whole weeks behind `past`, older ones weigh less")
    past: Mapped[list[Any]] = mapped_column(default=list, comment="articles in each hour of the week, in those weeks")
    running: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="hour of this week → articles so far")
    recent: Mapped[list[Any]] = mapped_column(default=list, comment="fields of its newest articles, a bit a field")
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="field → articles before those that have it")
