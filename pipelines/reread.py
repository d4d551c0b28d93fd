"""Read kept captures again with today's rooms: captures → drafts → store. Fetches nothing and mails nobody."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from archive.captures import Captures
from archive.errors import CaptureError
from archive.records import Capture, CaptureRef, Ledger, Outcome, Rejected, Saved
from archive.store import Store
from archive.store.attachments import kept_in, settle
from pipelines.apart import reader
from pipelines.items import ROLE, FetchedPage, ReadRules
from pipelines.limits import understand_within
from pipelines.parts import next_part
from pipelines.understand import Rooms

log = logging.getLogger(__name__)

ATTACHMENT = "attachment"
"""Role of kept documents, as crawls mark it."""
FAULT = "stage-error"
"""Cause in the ledger when reading or storing a page failed by a fault of ours, as in a crawl."""

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

    def page_of(capture: Capture, ref: CaptureRef) -> FetchedPage:
        name, rules = name_of(capture.source), rules_of(capture.source, capture.fetched_at)
        page = FetchedPage.of_capture(capture, ref, source_name=name, rules=rules)
        page.furniture = furniture_of(capture.source)
        return with_kept_parts(page, captures)

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
            if capture.hints[ROLE] == ATTACHMENT:
                _read_document(capture, ref, store)
            continue
        ledger.discovered += 1
        ledger.pages += 1
        ledger.bytes += len(capture.body)
        try:
            _read_one(page_of(capture, ref), store, rooms, now, ledger)
        except Exception:  # the door of reading again: a fault of ours in one page must not end the others
            log.exception("a page was not read again; it is counted as failed", extra={"url": capture.url})
            _add(ledger.failed, FAULT)
    return ledger


def with_kept_parts(page: FetchedPage, captures: Captures) -> FetchedPage:
    """Give a page that was read back its further pages, as they were last kept; one never kept is missing."""
    while address := next_part(page):
        seen = captures.latest(address)
        if seen is None:
            page.part_missing = True
            break
        ref = captures.find(seen.capture_id)
        try:
            kept = captures.read(ref)
        except CaptureError as error:
            log.warning("a further page cannot be read", extra={"capture": ref.id, "detail": error.wrong})
            page.part_missing = True
            break
        part = FetchedPage.of_capture(kept, ref, source_name=page.source_name, rules=page.rules)
        page.parts = (*page.parts, part)
    return page


def _read_one(page: FetchedPage, store: Store, rooms: Rooms, now: datetime, ledger: Ledger) -> None:
    read = understand_within(page, rooms)
    if isinstance(read, Rejected):
        _add(ledger.rejected, read.reason.value)
        return
    count_saved(ledger, [store.save(draft, now=now, alertable=False) for draft in read])


def _read_document(capture: Capture, ref: CaptureRef, store: Store) -> None:
    """Read a kept document again; it is no article and stands in no account."""
    for one in kept_in(store.engine, ref.id):
        try:
            read = reader().read(capture.body, one.kind)
        except Exception:  # the same door
            log.exception("a document was not read again; its text stays", extra={"url": one.url})
        else:
            settle(store.engine, one.id, text=read.text, detail=read.detail)


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
