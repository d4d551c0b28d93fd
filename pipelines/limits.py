"""The hard limit of one page's time: whatever a page does to the readers, a crawl goes on.

Size and depth are bounded where a page is parsed (`extract/tree.py`), so that reading is linear in a bounded page; this
limit is for the page that nobody has thought of. CPU time of the process counts, not the clock on the wall, so a busy
machine rejects nothing. Only the main thread of a process can be interrupted; elsewhere there is no limit.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from archive.records import Draft, Reason, Rejected
from pipelines.items import FetchedPage
from pipelines.understand import Rooms, understand

MOST_S = 10.0
"""CPU seconds: twenty times the slowest of 429 saved pages."""

AGAIN_S = 0.1
"""CPU seconds after which it is raised once more: Python drops what is raised in callbacks of its collector."""


class OutOfTime(BaseException):
    """The time of a page is over. Not an `Exception`, so that no library takes it for a fault of its own."""


def understand_within(page: FetchedPage, rooms: Rooms, most_s: float = MOST_S) -> tuple[Draft, ...] | Rejected:
    """Read a page as `understand` does, or reject it as too slow."""
    try:
        with within(most_s):
            return understand(page, rooms)
    except OutOfTime:
        return Rejected(reason=Reason.TOO_SLOW, detail=f"not read in {most_s:g} s")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Interrupt what runs inside after so many seconds of CPU time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_over
        is_over = True
        raise OutOfTime

    before = signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    if is_over:
        raise OutOfTime
