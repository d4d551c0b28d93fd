"""How long-running commands are asked to stop: SIGTERM or Ctrl-C sets an event, a second one ends the process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def until_signal(stop: threading.Event) -> Iterator[None]:
    """Set `stop` on the first SIGTERM or SIGINT during the block; outside the main thread nobody listens to signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in ASKS}

    def asked(number: int, _frame: FrameType | None) -> None:
        for one, handler in before.items():
            signal.signal(one, handler)
        stop.set()

    for one in ASKS:
        signal.signal(one, asked)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
