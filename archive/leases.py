"""Leases of whole offices: one holder at a time, taken over when it is silent, and a fence against former holders.

A process that was frozen does not know that its lease has ended. So whatever only the holder may do says in its own
transaction which lease it acts by (`stands`): the number of a former holder is refused by the database.
Knows no clock: `now` is handed in. Clocks of machines on one archive must agree within a second or two (NTP).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from archive.db import writing
from archive.models import Lease as Row

NO_SESSION: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """An office held."""

    name: str
    owner: str
    fence: int
    """Counts the holders from 1: each new one has a larger number, renewing keeps it."""


def take(engine: Engine, name: str, *, owner: str, now: datetime, lease_s: float) -> Lease | None:
    """Take an office that is free, or renew it as its holder; None while another holds it. One statement."""
    insert = insert_sqlite if engine.dialect.name == "sqlite" else insert_postgresql
    until = now + timedelta(seconds=lease_s)
    first = insert(Row).values(name=name, owner=owner, until=until, fence=1)
    next_fence = Row.fence + case((Row.owner == owner, 0), else_=1)
    taken = first.on_conflict_do_update(
        index_elements=[Row.name],
        set_={"owner": owner, "until": until, "fence": next_fence},
        where=or_(Row.owner == owner, Row.until <= now),
    ).returning(Row.fence)
    with writing(engine, beside_others=True) as session:
        fence = session.execute(taken).scalar()
    return None if fence is None else Lease(name=name, owner=owner, fence=fence)


def give_back(engine: Engine, lease: Lease, *, now: datetime) -> None:
    """Free an office before its lease ends; does nothing when another holds it by now."""
    mine = update(Row).where(Row.name == lease.name, Row.fence == lease.fence).values(owner="", until=now)
    with writing(engine, beside_others=True) as session:
        session.execute(mine.execution_options(**NO_SESSION))


def stands(session: Session, lease: Lease, *, now: datetime) -> bool:
    """True while the lease holds; until the caller's transaction ends nobody can take it over."""
    held = select(Row.fence).where(Row.name == lease.name, Row.fence == lease.fence, Row.until > now)
    return session.scalar(held.with_for_update(read=True)) is not None
