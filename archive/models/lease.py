"""Leases of whole offices, such as that of the one clock that leads."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from archive.models.base import Base, Number


class Lease(Base):
    """Who holds an office now. Sources have their leases in rows of their own."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, comment="such as clock")
    owner: Mapped[str] = mapped_column(comment="process that holds it; empty = given back")
    until: Mapped[datetime] = mapped_column(comment="when it ends if nobody renews it")
    fence: Mapped[int] = mapped_column(Number, comment="counts the holders; a smaller number is a former one")
