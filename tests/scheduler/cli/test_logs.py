"""How log lines look."""

import json
import logging
from pathlib import Path

import pytest

from scheduler.cli import logs


def record(**fields: object) -> logging.LogRecord:
    """Make one warning with fields."""
    made = logging.makeLogRecord({"name": "crawler.policy", "levelname": "WARNING", "created": 0.0})
    made.msg = "edition not found"
    vars(made).update(fields)
    return made


def test_a_line_has_its_fields_behind_the_sentence() -> None:
    """A log line is time, level, logger, sentence, then the fields."""
    line = logs.LineFormatter(traceback=False).format(record(source="zhenjiang-daily", tries=2))

    assert line == ("1970-01-01T00:00:00Z warning crawler.policy: edition not found source=zhenjiang-daily tries=2")


def test_values_with_blanks_are_quoted() -> None:
    """A value with blanks or line breaks stays one field on one line."""
    line = logs.LineFormatter(traceback=False).format(record(cause="no\nanswer here"))

    assert line.endswith('cause="no\\nanswer here"')


def test_json_lines_hold_the_fields() -> None:
    """With JSON asked for, each event is one object with the fields beside the sentence."""
    told = json.loads(logs.JsonFormatter().format(record(source="镇江日报")))

    assert told["said"] == "edition not found"
    assert told["source"] == "镇江日报"
    assert told["level"] == "warning"


def test_an_unexpected_error_is_kept_with_its_traceback(tmp_path: Path) -> None:
    """The errors file of the home folder gets the traceback of an unexpected error."""
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 / 0

    path = logs.keep_error(tmp_path, caught.value)

    assert "ZeroDivisionError: division by zero" in path.read_text(encoding="utf-8")
