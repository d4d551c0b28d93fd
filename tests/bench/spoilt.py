"""Reading 100,000 spoilt pages: never an exception, never over the time of a page, the same draft every time.

Nine of ten come from the frozen pages of the tests, the tenth from the labelled pages beside the checkout. Set
SPOILT_PAGES to read fewer.
"""

import gzip
import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

from pipelines.items import FetchedPage
from pipelines.understand import open_rooms, understand
from tests.bench.mutations import spoil
from tests.bench.rows import Row

HERE = Path(__file__).resolve().parents[1]
LABELLED = HERE.parents[1] / "shared" / "eval" / "extract"
COUNT = int(os.environ.get("SPOILT_PAGES", "100000"))
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)


def measure() -> list[Row]:
    """Read spoilt pages; an exception ends the run and tells the seed."""
    rooms = open_rooms()
    frozen = [path.read_bytes().decode("utf-8", "replace") for path in sorted(HERE.glob("pages/*/*/page.html"))]
    large = sorted(LABELLED.glob("*.html.gz"))
    slowest, articles, uneven, over = 0.0, 0, 0, 0
    began = time.process_time()
    for seed in range(COUNT):
        rng = random.Random(seed)
        path = rng.choice(large) if large and seed % 10 == 0 else None
        source = gzip.decompress(path.read_bytes()).decode("utf-8", "replace") if path else rng.choice(frozen)
        page = fetched(spoil(source, rng))
        at = time.process_time()
        try:
            read = understand(page, rooms)
        except Exception as error:
            raise RuntimeError(f"seed {seed} of {path or 'a frozen page'}") from error
        spent = time.process_time() - at
        slowest, over = max(slowest, spent), over + (spent > 0.5)
        articles += isinstance(read, tuple)
        uneven += seed % 50 == 0 and understand(page, rooms) != read
    return [
        Row(what=f"pages read without an exception, of {COUNT}", value=COUNT, unit="pages"),
        Row(what="of them articles", value=articles, unit="pages"),
        Row(what="slowest page, CPU", value=1000 * slowest, unit="ms"),
        Row(what="pages over 500 ms", value=over, unit="pages"),
        Row(what="pages that read differently twice", value=uneven, unit="pages"),
        Row(what="mean, CPU", value=1000 * (time.process_time() - began) / COUNT, unit="ms"),
    ]


def fetched(body: bytes) -> FetchedPage:
    """A page of these bytes."""
    return FetchedPage(
        url="http://paper.test/2024-02/20/content_1.htm",
        source="x",
        source_name="云江日报",
        body=body,
        fetched_at=FETCHED_AT,
    )
