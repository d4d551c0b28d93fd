"""One order run for a clock, whatever goes wrong in it, and the account of what a clock did."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.errors import JianbaoError
from scheduler.crawling import CrawlEnd

log = logging.getLogger(__name__)
REMEMBERED = 1000
"""Crawls, lost runs and faults that a clock remembers: the latest, so that one that runs for years does not grow."""


@dataclass(slots=True, kw_only=True)
class Round:
    """What one round of everything did, or a clock so far."""

    crawled: tuple[CrawlEnd, ...] = ()
    lost: tuple[int, ...] = ()
    """Numbers of runs closed as lost, because their process was gone."""
    matched: int = 0
    """Stories that a reader waits for, newly found."""
    sent: int = 0
    """Letters that the relay took."""
    faults: list[str] = field(default_factory=list)
    """Orders that did not work, one sentence each."""


def run_order(name: str, order: Callable[[], None], done: Round) -> None:
    """Run one order; whatever goes wrong is logged and told, and the next tick tries again."""
    try:
        order()
    except JianbaoError as error:
        done.faults.append(f"{name}: {error.wrong}")
        log.error("an order did not work", extra={"order": name, "wrong": error.wrong, "mend": error.mend})
    except Exception as error:  # the order runner's door: one order that fails must not stop the clock
        done.faults.append(f"{name}: {type(error).__name__}: {error}")
        log.exception("an order failed unexpectedly; the next tick tries again", extra={"order": name})
    del done.faults[:-REMEMBERED]
