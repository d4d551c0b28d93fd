"""What became of drafts, the account of a run, and sources as the clock knows them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from archive.records.duplicates import Relation


class Outcome(StrEnum):
    """What became of a saved draft; the first two count as stored."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    PLACED = "placed"
    """Same text at another place of the same edition: a placement was added, counted as duplicate."""


@dataclass(slots=True, kw_only=True)
class Saved:
    """What the store did with a draft."""

    article_id: int
    outcome: Outcome
    cluster_id: int
    relation: Relation | None = None
    """How the article relates to the one it was folded onto; None for a cluster of its own."""
    folded_onto: int | None = None
    """Id of the article whose cluster it joined."""


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The account of one run, in article addresses. `adds_up` must hold when a run closes."""

    discovered: int = 0
    stored: int = 0
    """New articles and new revisions."""
    unchanged: int = 0
    """Known and not changed: not fetched again, answered 304, or fetched with the same text."""
    duplicate: int = 0
    """Further placements of an article within its edition."""
    rejected: dict[str, int] = field(default_factory=dict)
    """Reason → count."""
    failed: dict[str, int] = field(default_factory=dict)
    """Cause (timeout, http-500, robots, wall ...) → count."""
    revised: int = 0
    """Of `stored`, those that were new revisions."""
    folded: int = 0
    """Of `stored`, those that joined an existing duplicate cluster."""
    pages: int = 0
    """All responses, entry and layout pages included. Outside the sum."""
    bytes: int = 0
    """Body bytes received. Outside the sum."""

    @property
    def accounted(self) -> int:
        """Addresses that have an outcome."""
        known = self.stored + self.unchanged + self.duplicate
        return known + sum(self.rejected.values()) + sum(self.failed.values())

    @property
    def adds_up(self) -> bool:
        """True when every discovered address has exactly one outcome."""
        return self.discovered == self.accounted


@dataclass(slots=True, kw_only=True)
class SourceLine:
    """A source as screens name it."""

    id: str
    name: str
    family: str
    place: str = ""
    language: str = ""
    rank: int = 100
    """Smaller leads a duplicate cluster when days tie."""
    enabled: bool = True


@dataclass(slots=True, kw_only=True)
class SourceRow(SourceLine):
    """What a source file says that the archive must know."""

    every: str = ""
    """Timetable as written, such as `day at 06:40 Asia/Shanghai`."""


@dataclass(slots=True, kw_only=True)
class SourceState:
    """How a source is, for `jianbao status`."""

    id: str
    name: str
    family: str
    place: str
    enabled: bool
    paused: bool
    """Switched off by hand, whatever the source file says."""
    every: str
    state: str
    """new, ok, failing, blocked or silent."""
    state_detail: str
    state_since_at: datetime | None
    next_due_at: datetime | None
    """None means now, when it is enabled."""
    last_success_at: datetime | None
    fails: int
    """Failed runs in a row."""
    lease_owner: str | None
    lease_until: datetime | None


@dataclass(slots=True, kw_only=True)
class RunRecord:
    """One run and its account."""

    id: int
    source: str
    kind: str
    """crawl, backfill, import, replay or reread."""
    day: date | None
    until: date | None = None
    """Last day asked for; None when that is `day` itself."""
    owner: str
    started_at: datetime
    ended_at: datetime | None
    """None while it runs."""
    outcome: str
    """running, done, failed, blocked or lost."""
    detail: str
    ledger: Ledger = field(default_factory=Ledger)
