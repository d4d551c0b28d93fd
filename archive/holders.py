"""What stands in the rows for the case that a holder of leases dies: when its sources are due, and how they get free.

A crawl is closed by its own process and its due time set by the clock; between the two either may be killed. So the
time of the next regular crawl is written before a crawl begins, by whoever holds the lease; a lease that ends without
having been given back makes its source due at once, whatever that time says (`archive.runs.claim_due`).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Engine, bindparam, select, update

from archive.db import reading, writing
from archive.models import Lease, Source


def expect(engine: Engine, due: Mapping[str, datetime | None], *, owner: str) -> None:
    """Set when sources are due next, as far as `owner` holds them; None means now."""
    table = Source.__table__
    change = (
        update(Source)
        .where(Source.id == bindparam("source"), Source.lease_owner == owner)
        .values(next_due_at=bindparam("due", type_=table.c.next_due_at.type))
    )
    # Row by row in the order of the ids: no two processes wait in a circle.
    rows = [{"source": source, "due": due[source]} for source in sorted(due)]
    if rows:
        with writing(engine, beside_others=True) as session:
            session.connection().execute(change, rows)


def holders(engine: Engine, *, now: datetime) -> set[str]:
    """Return who holds a source or an office."""
    sources = select(Source.lease_owner).where(Source.lease_owner.is_not(None), Source.lease_until > now)
    offices = select(Lease.owner).where(Lease.owner != "", Lease.until > now)
    with reading(engine) as session:
        return {str(owner) for owner in (*session.scalars(sources), *session.scalars(offices))}


def end_leases(engine: Engine, owners: Iterable[str], *, now: datetime) -> None:
    """End all leases of holders that are gone: their runs are lost from now on, their sources due."""
    gone = sorted(owners)
    held = select(Source.id).where(Source.lease_owner.in_(gone), Source.lease_until > now).order_by(Source.id)
    sources = update(Source).where(Source.id.in_(select(held.with_for_update().cte("held").c.id)))
    offices = update(Lease).where(Lease.owner.in_(gone), Lease.until > now)
    with writing(engine, beside_others=True) as session:
        session.execute(sources.values(lease_until=now).execution_options(synchronize_session=False))
        session.execute(offices.values(until=now).execution_options(synchronize_session=False))
