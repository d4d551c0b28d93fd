"""The log lines of a crawler process, and what Scrapy may say in them: nothing but warnings, and never a whole item."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider, logformatter
from scrapy.http import Response
from twisted.python.failure import Failure

LEVELS = ("debug", "info", "warning", "error")
# What every record carries anyway, and what Scrapy adds; everything else is a field of ours.
PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "spider", "crawler"}


class LineFormatter(logging.Formatter):
    """`time level logger: sentence field=value ...`, as the control desk writes it; a traceback follows."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields = [
            f"{name}={json.dumps(str(value), ensure_ascii=False)}"
            for name, value in vars(record).items()
            if name not in PLAIN
        ]
        line = " ".join([f"{at} {record.levelname.lower()} {record.name}: {record.getMessage()}", *fields])
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class QuietFormatter(logformatter.LogFormatter):
    """Scrapy's own messages without the one that prints items: an item here is a whole page with its bytes."""

    def scraped(  # type: ignore[override]  # Scrapy takes None for silence, its annotation does not say so
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> None:
        """Say nothing: the stages and the run's account have counted it."""
        return


def set_up(level: str) -> None:
    """Send the log to stderr from `level` on; of Scrapy only warnings and worse."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    handler.setLevel(level.upper())
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or not record.name.startswith("scrapy"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level.upper())
