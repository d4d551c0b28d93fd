"""Kill -9 at 100 chance moments of a crawl and of a backfill: articles lost, doubled, miscounted.

Scrapy's own JOBDIR lost 78 to 80 % of a crawl at one kill, with its disk queues and with its SQLite queue.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.rows import Row
from tests.faults.torments import Outcome, torment_backfill, torment_crawl

KILLS = 100
DAYS = 110


def measure() -> Iterator[Row]:
    """Kill both, and look at the books."""
    with TemporaryDirectory() as folder:
        yield from _rows("crawl", torment_crawl(Path(folder), kills=KILLS, seed=20240220))
    with TemporaryDirectory() as folder:
        yield from _rows("backfill", torment_backfill(Path(folder), kills=KILLS, days=DAYS, seed=20240220))


def _rows(name: str, end: Outcome) -> list[Row]:
    of = f"of {end.published}"
    return [
        Row(what=f"{name}: kills", value=end.kills, unit=f"{end.lost_runs} lost runs"),
        Row(what=f"{name}: articles lost", value=end.lost, unit=of, larger_is_better=False),
        Row(what=f"{name}: articles doubled", value=end.doubled, unit=of, larger_is_better=False),
        Row(what=f"{name}: articles counted as stored", value=end.counted, unit=of),
        Row(what=f"{name}: ledgers that do not add up", value=end.unbalanced, unit="runs", larger_is_better=False),
        Row(what=f"{name}: requests for articles", value=end.asked, unit=of, larger_is_better=False),
    ]
