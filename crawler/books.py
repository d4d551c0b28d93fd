"""The books of one crawl: its account in memory, its frontier in the archive, and what the page in hand brings.

What one page brings is gathered and written in one transaction, before anything it led to is asked for.
"""

from dataclasses import dataclass, field
from datetime import datetime

from archive.frontier import Fated, Found, Frontier, Left, Step
from crawler.account import Account
from pipelines.items import Fate, Hints


@dataclass(slots=True, kw_only=True)
class Books:
    """Account and frontier of one crawl; without a frontier, as in a crawl that was refused, only the account."""

    account: Account = field(default_factory=Account)
    frontier: Frontier | None = None
    left: Left = field(default_factory=Left)
    """What earlier runs of the source left open."""
    step: Step = field(default_factory=Step)
    """What the page in hand has brought so far."""

    def open(self, frontier: Frontier, *, take_up: bool) -> None:
        """Begin to write; with `take_up`, go on with what earlier runs left open."""
        self.frontier = frontier
        if take_up:
            self.left = frontier.take_up()

    def find(self, address: str, hints: Hints, *, alertable: bool) -> bool:
        """Enter an article address; False when this crawl has met it already."""
        if not self.account.discover(address):
            return False
        may_mail = self.may_mail(address, alertable)
        self.step.found[address] = Found(url=address, hints=hints.as_text(), alertable=may_mail)
        return True

    def may_mail(self, address: str, alertable: bool) -> bool:
        """Say whether an article may be mailed: as the run says that found it first."""
        left = self.left.articles.get(address)
        return alertable if left is None else left.alertable

    def settle(self, fated: Fated, fate: Fate, *, counted: bool = False) -> bool:
        """Write down what became of an address; False when that is known already or the address was never found.

        `counted` says that its run counts it already.
        """
        if not self.account.settle(fated.url, fate, fated.why, revised=fated.revised, folded=fated.folded):
            return False
        if fated.url in self.step.found:
            self.step.fated.append(fated)
        elif self.frontier is not None and not counted:
            self.frontier.settle(fated)
        return True

    def write(self, now: datetime) -> None:
        """Write what the page in hand has brought."""
        step, self.step = self.step, Step()
        if self.frontier is not None and step:
            ledger = self.account.ledger
            self.frontier.write(step, now=now, pages=ledger.pages, size_bytes=ledger.bytes)

    def forgotten(self) -> list[Found]:
        """Return what earlier runs left open and this one has not met."""
        return [found for url, found in self.left.articles.items() if not self.account.met(url)]
