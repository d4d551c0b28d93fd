"""Read kept captures again with today's rooms: captures → drafts → store. Fetches nothing and mails nobody."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from archive.captures import Captures
from archive.errors import CaptureError
from archive.records import Ledger, Outcome, Rejected, Saved
from archive.store import Store
from pipelines.items import ROLE, FetchedPage, ReadRules
from pipelines.understand import Rooms, understand

log = logging.getLogger(__name__)

NameOf = Callable[[str], str]
RulesOf = Callable[[str, datetime], ReadRules]
FurnitureOf = Callable[[str], frozenset[str]]


def reread(
    captures: Captures,
    store: Store,
    rooms: Rooms,
    *,
    now: datetime,
    source: str | None = None,
    since: datetime | None = None,
    name_of: NameOf = lambda source: "",
    rules_of: RulesOf = lambda source, fetched_at: ReadRules(),
    furniture_of: FurnitureOf = lambda source: frozenset(),
) -> Ledger:
    """Read every kept article page again and store what changed; return the account, which adds up.

    `name_of` gives the printed name of a source id, `rules_of` its selectors in force when a page was fetched,
    `furniture_of` what its pages repeat.
    Nothing read again is ever news. A damaged capture is counted as failed, and the rest is read.
    """
    ledger = Ledger()
    for ref in captures.refs(source=source, since=since):
        try:
            capture = captures.read(ref)
        except CaptureError as error:
            log.warning("a capture cannot be read", extra={"capture": ref.id, "detail": error.wrong})
            ledger.discovered += 1
            _add(ledger.failed, "capture")
            continue
        if ROLE in capture.hints:
            continue
        ledger.discovered += 1
        ledger.pages += 1
        ledger.bytes += len(capture.body)
        name, rules = name_of(capture.source), rules_of(capture.source, capture.fetched_at)
        page = FetchedPage.of_capture(capture, ref, source_name=name, rules=rules)
        page.furniture = furniture_of(capture.source)
        _read_one(page, store, rooms, now, ledger)
    return ledger


def _read_one(page: FetchedPage, store: Store, rooms: Rooms, now: datetime, ledger: Ledger) -> None:
    read = understand(page, rooms)
    if isinstance(read, Rejected):
        _add(ledger.rejected, read.reason.value)
        return
    saved = [store.save(draft, now=now, alertable=False) for draft in read]
    count_saved(ledger, saved)


def count_saved(ledger: Ledger, saved: Sequence[Saved]) -> None:
    """Write down in the account what became of one page, by the most that happened to any of its articles."""
    outcomes = {one.outcome for one in saved}
    if outcomes & {Outcome.NEW, Outcome.REVISED}:
        ledger.stored += 1
        ledger.revised += Outcome.REVISED in outcomes
        ledger.folded += any(one.outcome is Outcome.NEW and one.folded_onto is not None for one in saved)
    elif Outcome.PLACED in outcomes:
        ledger.duplicate += 1
    else:
        ledger.unchanged += 1


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
