"""Hosts: when each registered domain may be asked next, by all crawls of this archive together and across restarts.

One small transaction before a request and one after it, so that two processes never take the same moment. Times are
seconds since 1970 (UTC), because several processes must mean the same moment. Asks nobody and waits for nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.models import Host, Robots

FIRST_BACKOFF_S = 30.0
"""Pause after an answer 429 that names none; doubled with each one in a row. Media Cloud's fetcher pauses as long."""
LONGEST_BACKOFF_S = 3600.0
LONGEST_PAUSE_S = 600.0
"""A free moment further ahead than this is the work of a clock that was set back."""
FULL_S = 0.2
"""How often a place is asked for where as many requests are under way as may be, in seconds."""
LONGEST_REST_S = 60.0
"""A server that answers slowly rests as long as it took, but no longer, in seconds."""
MARGIN_S = 0.02
"""Added to each pause, in seconds: two clocks' readings of one moment differ."""


@dataclass(slots=True, kw_only=True)
class Manners:
    """What is known of one domain."""

    free_at_s: float = 0.0
    """When it may be asked next."""
    closed_until_s: float = 0.0
    """When it wants to be asked again, by Retry-After or after 429."""
    delay_s: float = 0.0
    """Pause that its robots.txt asks for."""
    strikes: int = 0
    """Answers 429 in a row."""
    visits: dict[str, float] = field(default_factory=dict)
    """Request under way → when it ends at last, should its process die."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Whether a request may be sent now."""

    admitted: bool
    again_at_s: float = 0.0
    """When to ask again; 0 when admitted."""
    closed: bool = False
    """True when the domain itself wants to be left alone until then."""


def admit(manners: Manners, visit: str, *, delay_s: float, concurrency: int, longest_s: float, now_s: float) -> Turn:
    """Enter a request that is sent right now into the manners of its domain, or say when to ask again.

    No moment is reserved ahead: a process that dies while it waits leaves no gap, and one that wakes late pushes no
    request against the next. A busy process may send a second later than it was admitted, so the pause begins when the
    answer is there (`left`), or without one after twice the rule. `longest_s` is how long a request takes at most.
    """
    manners.visits = {one: end_s for one, end_s in manners.visits.items() if end_s > now_s}
    if manners.closed_until_s > now_s:
        return Turn(admitted=False, again_at_s=manners.closed_until_s, closed=True)
    if now_s < manners.free_at_s < now_s + LONGEST_PAUSE_S:
        return Turn(admitted=False, again_at_s=manners.free_at_s)
    if len(manners.visits) >= concurrency:
        return Turn(admitted=False, again_at_s=min(now_s + FULL_S, *manners.visits.values()))
    rule_s = max(delay_s, manners.delay_s)
    manners.free_at_s = now_s + 2 * rule_s
    manners.visits[visit] = now_s + longest_s
    return Turn(admitted=True)


def left(manners: Manners, visit: str, *, delay_s: float, now_s: float, took_s: float = 0.0) -> None:
    """Take a request that has its answer, or has failed, out of the manners of its domain; it took so many seconds.

    The answer to the latest one proves that it was sent before now, so the pause counts from now at the latest. A
    server that took longer than the pause gets as long a rest, as Scrapy's AutoThrottle has it for one crawl alone:
    so a busy one is asked half of the time at most.
    """
    end_s = manners.visits.pop(visit, 0.0)
    rule_s = max(delay_s, manners.delay_s)
    if 0 < rule_s < took_s:
        manners.free_at_s = max(manners.free_at_s, now_s + min(took_s, LONGEST_REST_S))
    elif rule_s and end_s > max(manners.visits.values(), default=0.0):
        manners.free_at_s = min(manners.free_at_s, now_s + rule_s + MARGIN_S)


class Hosts:
    """The domains of one archive."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def look(self, domain: str) -> Manners:
        """Return what is known of a domain."""
        with reading(self.engine) as session:
            return _manners(session.get(Host, domain))

    def take_turn(
        self, domain: str, visit: str, *, delay_s: float, concurrency: int, longest_s: float, now_s: float
    ) -> Turn:
        """Ask to send a request to a domain right now; see `admit`."""
        with writing(self.engine) as session:
            row = _row(session, domain)
            manners = _manners(row)
            turn = admit(manners, visit, delay_s=delay_s, concurrency=concurrency, longest_s=longest_s, now_s=now_s)
            row.free_at_s, row.visits = manners.free_at_s, manners.visits
        return turn

    def leave(self, domain: str, visit: str, *, delay_s: float, now_s: float, took_s: float = 0.0) -> None:
        """Note that a request has its answer, or has failed; see `left`."""
        with writing(self.engine) as session:
            row = _row(session, domain)
            manners = _manners(row)
            left(manners, visit, delay_s=delay_s, now_s=now_s, took_s=took_s)
            row.free_at_s, row.visits = manners.free_at_s, manners.visits

    def close(self, domain: str, until_s: float) -> None:
        """Ask nothing of a domain before that moment, as it asked by Retry-After."""
        with writing(self.engine) as session:
            row = _row(session, domain)
            row.closed_until_s = max(row.closed_until_s, until_s)

    def strike(self, domain: str, now_s: float) -> float:
        """Back off after an answer 429 that names no pause; return the pause in seconds."""
        with writing(self.engine) as session:
            row = _row(session, domain)
            # Requests that were under way together are one offence.
            if row.closed_until_s <= now_s:
                row.strikes += 1
                pause_s = min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2 ** (row.strikes - 1))
                row.closed_until_s = now_s + pause_s
            return row.closed_until_s - now_s

    def forgive(self, domain: str) -> None:
        """Note that a domain answers again."""
        with writing(self.engine) as session:
            _row(session, domain).strikes = 0

    def slow_down(self, domain: str, delay_s: float, *, now_s: float) -> None:
        """Remember the pause between requests that a domain asks for in robots.txt, which came just now; 0: none."""
        with writing(self.engine) as session:
            row = _row(session, domain)
            row.delay_s = delay_s
            row.free_at_s = max(row.free_at_s, now_s + delay_s)

    def robots(self, origin: str, *, now: datetime) -> bytes | None:
        """Return the rules of an origin (`https://paper.test`); None when they must be asked for (again)."""
        with reading(self.engine) as session:
            row = session.get(Robots, origin)
            return row.body if row is not None and row.fresh_until_at > now else None

    def keep_robots(self, origin: str, body: bytes, *, now: datetime, fresh_until_at: datetime) -> bytes:
        """Keep the rules of an origin; return those kept before, empty when there were none."""
        with writing(self.engine) as session:
            row = session.get(Robots, origin)
            before = row.body if row is not None else b""
            session.merge(Robots(origin=origin, body=body, fetched_at=now, fresh_until_at=fresh_until_at))
        return before


def _row(session: Session, domain: str) -> Host:
    """Return the row of a domain, locked; a new one when it has none."""
    row = session.get(Host, domain, with_for_update=True)
    if row is None:
        row = Host(domain=domain, free_at_s=0.0, closed_until_s=0.0, delay_s=0.0, strikes=0, visits={})
        session.add(row)
    return row


def _manners(row: Host | None) -> Manners:
    if row is None:
        return Manners()
    return Manners(
        free_at_s=row.free_at_s,
        closed_until_s=row.closed_until_s,
        delay_s=row.delay_s,
        strikes=row.strikes,
        visits=dict(row.visits),
    )
