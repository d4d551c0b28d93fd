"""How the program's log lines look: one line an event, or one JSON object an event.

The only place that configures logging; the floors below only write to their loggers.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

ERRORS_FILE = "errors.log"
LEVELS = ("debug", "info", "warning", "error")
# What every record carries anyway; everything else came in by `extra=` and is a field of ours.
PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Libraries that narrate every step at info; their warnings still come through.
CHATTY = ("alembic", "uvicorn.error", "uvicorn.access", "trafilatura", "htmldate", "mail.log")
# It warns of every tick that finds the crawl still busy; scheduler.service listens and says what matters.
SILENCED = ("apscheduler",)


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    """Return what was handed in by `extra=`."""
    return {name: value for name, value in vars(record).items() if name not in PLAIN}


def time_of(record: logging.LogRecord) -> str:
    """Return the time of a record in UTC, ISO 8601, to the second."""
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class LineFormatter(logging.Formatter):
    """`time level logger: sentence field=value ...`, on one line."""

    def __init__(self, *, traceback: bool) -> None:
        super().__init__()
        self.traceback = traceback

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback follows only where asked for."""
        told = [f"{name}={_told(value)}" for name, value in fields_of(record).items()]
        line = f"{time_of(record)} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        line = " ".join([line.replace("\n", " "), *told])
        if self.traceback and record.exc_info:
            return f"{line}\n{self.formatException(record.exc_info)}"
        return line


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, said, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object as text; Chinese stays readable."""
        told: dict[str, object] = {
            "at": time_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": record.getMessage(),
        }
        told.update(fields_of(record))
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up(*, level: str, as_json: bool, traceback: bool) -> None:
    """Send the log to stderr from `level` on, as lines or JSON objects; replaces an earlier setting."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if as_json else LineFormatter(traceback=traceback))
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old, logging.StreamHandler) and isinstance(old.formatter, LineFormatter | JsonFormatter):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in CHATTY:
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else "WARNING")
    for name in SILENCED:
        logging.getLogger(name).setLevel("CRITICAL")


def keep_error(home: Path, error: BaseException) -> Path:
    """Append the traceback of an unexpected error to the errors file of the home folder; return its path."""
    path = home / ERRORS_FILE
    record = logging.makeLogRecord(
        {
            "name": "jianbao",
            "levelname": "ERROR",
            "msg": "unexpected error",
            "exc_info": (type(error), error, error.__traceback__),
        }
    )
    with path.open("a", encoding="utf-8") as kept:
        kept.write(LineFormatter(traceback=True).format(record) + "\n")
    return path


def _told(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or any(c in text for c in ' "\n\t=') else text
