"""What a crawler process says to whoever started it: one JSON line on stdout for each crawl, errors on stderr."""

import json
import sys
from dataclasses import asdict
from typing import Any

from scrapy.crawler import Crawler

from archive.errors import JianbaoError
from crawler.report import Report


def tell(crawler: Crawler, error: BaseException | None, **said: Any) -> str:
    """Print the line of one crawl, with what else is `said` of it, and return its outcome."""
    told: dict[str, Any] = {"source": crawler.spidercls.name, "run": None, "outcome": "failed", "detail": "", **said}
    report = crawler.get_extension(Report) if error is None else None
    if error is not None:
        told["detail"] = str(error)
        if isinstance(error, JianbaoError):
            tell_error(error)
    elif report is not None and report.record is not None:
        record = report.record
        told |= {"run": record.id, "outcome": record.outcome, "detail": record.detail, "ledger": asdict(record.ledger)}
        told["fresh_s"] = report.fresh_s
    elif report is not None and report.refused:
        told |= {"outcome": "refused", "detail": report.refused}
    say(told)
    return str(told["outcome"])


def say(told: dict[str, Any]) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def tell_error(error: JianbaoError) -> None:
    """Print what is wrong and the mend."""
    sys.stderr.write(f"error: {error.wrong}\n" + (f"mend:  {error.mend}\n" if error.mend else ""))
