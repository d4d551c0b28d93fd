"""The account of one crawl: every article address found, and the one thing that became of it.

Counts addresses, not drafts: a page that holds three articles is one address. Fetches nothing and writes nothing.
"""

from collections import Counter
from dataclasses import dataclass, field

from archive.frontier import NOT_REACHED
from archive.records import Ledger
from pipelines.items import Fate


@dataclass(slots=True, kw_only=True)
class Account:
    """Who was found and what became of them."""

    ledger: Ledger = field(default_factory=Ledger)
    _open: set[str] = field(default_factory=set)
    _closed: set[str] = field(default_factory=set)

    def discover(self, address: str) -> bool:
        """Enter an address; False when this crawl has met it already."""
        if self.met(address):
            return False
        self._open.add(address)
        self.ledger.discovered += 1
        return True

    def met(self, address: str) -> bool:
        """True when this crawl has entered the address already."""
        return address in self._open or address in self._closed

    def settle(self, address: str, fate: Fate, why: str = "", *, revised: bool = False, folded: bool = False) -> bool:
        """Write down what became of an address; False when that is known already or the address was never found.

        `why` names the reason of `rejected` or the cause of `failed`.
        """
        if address not in self._open:
            return False
        self._open.remove(address)
        self._closed.add(address)
        self._count(fate, why)
        self.ledger.revised += revised
        self.ledger.folded += folded
        return True

    def received(self, size_bytes: int) -> None:
        """Count one response."""
        self.ledger.pages += 1
        self.ledger.bytes += size_bytes

    def close(self) -> Ledger:
        """Count what is still open as failed, and return the ledger, which adds up."""
        for address in sorted(self._open):
            self.settle(address, "failed", NOT_REACHED)
        return self.ledger

    def main_cause(self) -> str:
        """The most frequent cause of failure; empty when nothing failed."""
        most = Counter(self.ledger.failed).most_common(1)
        return most[0][0] if most else ""

    def _count(self, fate: Fate, why: str) -> None:
        ledger = self.ledger
        if fate == "rejected":
            ledger.rejected[why] = ledger.rejected.get(why, 0) + 1
        elif fate == "failed":
            ledger.failed[why] = ledger.failed.get(why, 0) + 1
        elif fate == "stored":
            ledger.stored += 1
        elif fate == "unchanged":
            ledger.unchanged += 1
        else:
            ledger.duplicate += 1
