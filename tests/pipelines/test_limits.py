"""The hard limit of one page's time."""

import signal
import threading
import time
from datetime import UTC, datetime

import pytest

from archive.records import Reason, Rejected
from pipelines.items import FetchedPage
from pipelines.limits import OutOfTime, understand_within, within
from pipelines.understand import open_rooms

PARAGRAPHS = "<p>长街的灯亮了，行人也多了，店铺一家接一家开门。</p>" * 2000
BODY = f"<html><body><h1>长街新貌</h1>{PARAGRAPHS}</body></html>"


def _page() -> FetchedPage:
    return FetchedPage(
        url="http://a.test/1.html", source="a", source_name="", body=BODY.encode(), fetched_at=datetime.now(UTC)
    )


DROPPED = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Python drops, with a warning, what is raised while it throws things away; the end of the time may fall there."""


@DROPPED
def test_a_page_over_its_time_is_rejected_by_name() -> None:
    """A page that is not read in time is too slow; nothing is raised."""
    read = understand_within(_page(), open_rooms(), most_s=0.001)

    assert isinstance(read, Rejected)
    assert read.reason is Reason.TOO_SLOW


def test_a_page_in_time_is_read() -> None:
    """With time enough the page is read, and the alarm is off afterwards."""
    assert isinstance(understand_within(_page(), open_rooms()), tuple)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def _stubborn() -> None:
    while True:
        try:
            time.process_time()
        except Exception:  # what a careless library does
            continue


def test_an_endless_loop_is_interrupted() -> None:
    """What never ends is ended, though it catches every exception."""
    with pytest.raises(OutOfTime), within(0.01):
        _stubborn()


class _Dropping:
    """Takes longer to be thrown away than there is time."""

    def __del__(self) -> None:
        _stubborn()


def _drop_and_go_on() -> None:
    _Dropping()
    _stubborn()


@DROPPED
def test_an_interruption_that_was_dropped_comes_again() -> None:
    """What is raised while Python throws something away is lost; the loop behind it ends all the same."""
    with pytest.raises(OutOfTime), within(0.01):
        _drop_and_go_on()


@DROPPED
def test_work_that_ended_too_late_is_over_time() -> None:
    """Work whose interruption was lost, and which then ended, counts as too slow."""
    with pytest.raises(OutOfTime), within(0.01):
        _Dropping()


def test_other_threads_read_without_limit() -> None:
    """A thread of a web server cannot be interrupted, and reads."""
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(understand_within(_page(), open_rooms(), most_s=0.001)))
    thread.start()
    thread.join()

    assert isinstance(found[0], tuple)
