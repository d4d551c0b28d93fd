"""The frontier: addresses that a crawl has found and not yet settled."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Frontier(Base):
    """One address that is still to be asked for; its row goes in the transaction that settles it."""

    __tablename__ = "frontier"
    __table_args__ = (UniqueConstraint("source", "url"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True, comment="number")
    source: Mapped[str] = mapped_column(String(80), comment="source id")
    url: Mapped[str] = mapped_column(comment="canonical address")
    kind: Mapped[str] = mapped_column(String(10), comment="article, or entry: a page that leads to articles")
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("run.id"), index=True, comment="the run that works on it; NULL = left for the next one"
    )
    hints: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="what the page that linked to it said")
    alertable: Mapped[bool] = mapped_column(default=False, comment="whether its article may be mailed")
    tries: Mapped[int] = mapped_column(default=0, comment="runs in which asking for it failed")
    found_at: Mapped[datetime] = mapped_column(comment="when a run first found it")
