"""What the clock does for the archive itself, once in a while: verify, back up, prune, care for what searches need.

When each was done last is kept in the archive after it was done, so that one that was killed is done again.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive.backup import Copy, back_up, backup_config, drop_old, folder_of
from archive.config import Config
from archive.errors import JianbaoError
from archive.meaning import Filled, fill, is_filled
from archive.notes import keep_note, note
from archive.prune import Pruned
from archive.prune import prune as prune_archive
from archive.search import accelerator_folder, search_config
from archive.search import tidy as tidy_index
from archive.search.accelerator import Busy, Fed, feed
from scheduler.doctor import examine_archive

log = logging.getLogger(__name__)
DAY = timedelta(days=1)
LOOK_S = 300.0
"""Seconds between two looks whether any of it is due."""
FEED_S = 60.0
"""Seconds between two looks whether the accelerator is behind; what is newer stands in the memory of who searches."""
AGAIN = timedelta(hours=1)
"""One that failed is tried again after this."""


def verify(engine: Engine, config: Config, *, now: datetime) -> bool:
    """Once a day, read a sample of captures back and compare tables, index and clusters; True when it was done.

    Raises JianbaoError with the first thing that is broken; the next look is a day later all the same.
    """
    if not is_due(engine, "verified-at", every=DAY, now=now):
        return False
    broken = [row for row in examine_archive(config) if row.state == "broken"]
    keep_note(engine, "verified-at", now.isoformat())
    if broken:
        raise JianbaoError(f"{broken[0].name}: {broken[0].says}", mend=broken[0].mend)
    return True


def back_up_due(engine: Engine, config: Config, *, now: datetime) -> Copy | None:
    """Copy the database when `[backup] every_hours` have passed, and drop the oldest copies; None when it is not due.

    Raises DatabaseError when no copy could be made; it is tried again after an hour.
    """
    settings = backup_config(config)
    every = timedelta(hours=settings.every_hours)
    if not every or not is_due(engine, "backed-up-at", every=every, now=now):
        return None
    if not is_due(engine, "backup-failed-at", every=AGAIN, now=now):
        return None
    folder = folder_of(config)
    try:
        copy = back_up(engine, config, folder, now=now)
    except JianbaoError:
        keep_note(engine, "backup-failed-at", now.isoformat())
        raise
    keep_note(engine, "backed-up-at", now.isoformat())
    gone = drop_old(folder, keep=settings.keep)
    log.info("the database was copied", extra={"copy": str(copy.path), "dropped": len(gone)})
    return copy


def prune_due(engine: Engine, *, now: datetime) -> Pruned | None:
    """Once a day, let go what nobody needs any more; None when it is not due."""
    if not is_due(engine, "pruned-at", every=DAY, now=now):
        return None
    done = prune_archive(engine, now=now)
    keep_note(engine, "pruned-at", now.isoformat())
    gone = {"runs": done.runs, "matches": done.canary_matches, "left": done.addresses, "letters": done.letters}
    log.info("old rows were let go", extra=gone)
    return done


def tidy_due(engine: Engine, *, now: datetime) -> int | None:
    """Once a day, merge the pieces of the search index; return how many are left, None when it is not due."""
    if not is_due(engine, "tidied-at", every=DAY, now=now):
        return None
    pieces = tidy_index(engine)
    keep_note(engine, "tidied-at", now.isoformat())
    log.info("the search index was tidied", extra={"pieces": pieces})
    return pieces


def embed_missing(engine: Engine, config: Config) -> Filled | None:
    """Make vectors of new articles for `[search] semantic_cpu_s`; None when they are not wanted, or none is missing.

    Raises AskedWrongly where the model is not installed.
    """
    settings = search_config(config)
    if not settings.semantic or is_filled(engine):
        return None
    done = fill(engine, cpu_s=settings.semantic_cpu_s)
    log.info("vectors were made", extra={"made": done.embedded, "left": done.left})
    return done


def feed_accelerator(engine: Engine, config: Config) -> Fed | None:
    """Bring the accelerator up to the archive; None when it is not wanted, or another process is at it.

    Raises AskedWrongly where tantivy is not installed, BrokenPostings when the disk takes nothing.
    """
    if not search_config(config).accelerator:
        return None
    try:
        done = feed(engine, accelerator_folder(config))
    except Busy:
        return None
    if done.changes:
        log.info("the accelerator was fed", extra={"changes": done.changes, "rebuilt": done.rebuilt})
    return done


def is_due(engine: Engine, key: str, *, every: timedelta, now: datetime) -> bool:
    """True when what is noted under the key was never done, or so long ago."""
    last = note(engine, key)
    return last is None or now - datetime.fromisoformat(last) >= every
