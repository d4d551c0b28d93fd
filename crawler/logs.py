"""What Scrapy says of items: nothing. An item here is a whole page with its bytes, and would fill the log."""

from typing import Any

from scrapy import Spider, logformatter
from scrapy.http import Response
from twisted.python.failure import Failure


class QuietFormatter(logformatter.LogFormatter):
    """Scrapy's formatter without the lines that print items."""

    def scraped(  # type: ignore[override]  # Scrapy takes None for silence, its annotation does not say so
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> None:
        """Say nothing: the stages and the run's account have counted it."""
        return
