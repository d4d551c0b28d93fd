"""What a crawl noticed besides its addresses, and how it therefore ends: done, failed or blocked. Pure."""

from dataclasses import dataclass, field

from archive.records import Reason
from crawler.account import Account

FINISHED = "finished"
"""Scrapy's reason for a crawl that came to its own end."""
BLOCKED = "blocked"
"""Our reason for ending a crawl that only meets walls."""
WALLS_ENOUGH = 3
"""So many walls in a row end the crawl: going on would only annoy the site."""
BOUNDS = {
    "closespider_pagecount": "it fetched as many pages as [crawl] max_pages allows",
    "closespider_timeout": "it took as long as [crawl] max_minutes allows",
}
"""Scrapy's reasons for ending a crawl at one of our bounds, in words."""


@dataclass(slots=True, kw_only=True)
class Findings:
    """Notes of one crawl."""

    notes: list[str] = field(default_factory=list)
    """What a reader of the run should know though nothing is wrong: no paper that day."""
    troubles: list[str] = field(default_factory=list)
    """Entry pages that could not be read: address and cause."""
    faults: list[str] = field(default_factory=list)
    """Faults of our own; the log has the tracebacks."""
    walls: list[str] = field(default_factory=list)
    """Evidence of each wall before an entry page or, in a row, before articles."""
    walls_in_a_row: int = 0
    paid: list[str] = field(default_factory=list)
    """Evidence of each pay wall before an article."""
    entry_walled: bool = False

    def wall(self, evidence: str, *, entry: bool) -> bool:
        """Note a wall; True when the crawl should end."""
        self.walls.append(evidence)
        self.walls_in_a_row += 1
        self.entry_walled = self.entry_walled or entry
        return self.walls_in_a_row >= WALLS_ENOUGH

    def passage(self) -> None:
        """Note an answer that was no wall."""
        self.walls_in_a_row = 0

    def verdict(self, account: Account, reason: str) -> tuple[str, str]:
        """Return outcome and detail of the run; `reason` is Scrapy's, the account is closed."""
        ledger = account.ledger
        if reason == BLOCKED or self.entry_walled:
            return "blocked", self.walls[0] if self.walls else ""
        if reason != FINISHED:
            return "failed", f"stopped before its end: {BOUNDS.get(reason, reason)}"
        if self.faults:
            return "failed", self.faults[0]
        behind = ledger.rejected.get(Reason.WALL, 0)
        if behind and behind == ledger.discovered:
            return "blocked", self.paid[0] if self.paid else "every article stands behind a wall"
        if self.troubles and not ledger.discovered:
            return "failed", self.troubles[0]
        if ledger.discovered and sum(ledger.failed.values()) == ledger.discovered:
            return "failed", f"every address failed, most by {account.main_cause()}"
        paid = [f"behind a pay wall: {len(self.paid)}, such as {self.paid[0]}"] if self.paid else []
        return "done", "; ".join(dict.fromkeys(self.notes + paid + self.troubles))
