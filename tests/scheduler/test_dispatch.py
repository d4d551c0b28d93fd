"""The crawler process: started, listened to, ended."""

import logging
from collections import deque

import pytest

from scheduler.dispatch import Watch, _Overhear, run_crawler


def test_a_wrong_order_ends_with_code_2_and_its_words() -> None:
    """What the process wrote before it left is remembered, for saying why."""
    ended = run_crawler(
        ["--kind", "nonsense"], environment={}, heard=lambda told: None, watch=Watch(limit_s=60, drain_s=5)
    )

    assert (ended.code, ended.why) == (2, "finished")
    assert "nonsense" in ended.last_words[-1]


def test_the_lines_of_the_process_come_into_our_log_with_their_fields(caplog: pytest.LogCaptureFixture) -> None:
    """A log line of the crawler keeps its level, logger, sentence and fields."""
    hear = _Overhear(deque(maxlen=5))

    with caplog.at_level(logging.INFO):
        hear('2026-03-10T06:40:00Z info crawler.report: run began source="yunjiang-daily" run="7"\n')

    (record,) = caplog.records
    assert (record.name, record.levelname, record.getMessage()) == ("crawler.report", "INFO", "run began")
    assert vars(record)["source"] == "yunjiang-daily"


def test_a_traceback_belongs_to_the_error_above_it(caplog: pytest.LogCaptureFixture) -> None:
    """Lines without a level take the level of the line before, and are remembered when that is grave."""
    words: deque[str] = deque(maxlen=5)
    hear = _Overhear(words)

    hear("2026-03-10T06:40:00Z info crawler: all is well\n")
    hear("2026-03-10T06:40:01Z error crawler: stage failed\n")
    hear("ValueError: no day\n")

    assert list(words) == ["stage failed", "ValueError: no day"]
    assert [record.levelname for record in caplog.records if record.getMessage() == "ValueError: no day"] == ["ERROR"]


def test_a_line_that_looks_like_fields_of_the_log_itself_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    """A field named as the logging library's own is left out instead of breaking the listener."""
    _Overhear(deque())('2026-03-10T06:40:00Z warning crawler: odd msg="x" args="y" url="http://a.test"\n')

    (record,) = caplog.records
    assert vars(record)["url"] == "http://a.test"
