"""Reading news pages: the full record a CPU-second, beside trafilatura with its metadata, on the same pages in turns.

The pages are every fourth of the labelled ones beside the checkout, else the frozen pages of the tests. With selectors
of the source, the body comes from them and no reader is asked.
"""

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from trafilatura import bare_extraction

from pipelines.items import FetchedPage, ReadRules
from pipelines.understand import read
from tests.bench.rows import Row

HERE = Path(__file__).resolve().parents[1]
LABELLED = HERE.parents[1] / "shared" / "eval" / "extract"
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
ROUNDS = 2
OWN_RULES = ReadRules(title=("h1",), body=("article p", "p"), date=("time", "h1"), author=("[rel=author]", "h1"))


def measure() -> list[Row]:
    """Read the pages with the product, with selectors, and with the peer; the best of the rounds counts."""
    pages = _pages()
    ways: dict[str, Callable[[str, str], object]] = {"generic": _generic, "selectors": _selectors, "peer": _peer}
    totals = {name: [0.0] * ROUNDS for name in ways}
    slowest = dict.fromkeys(ways, 0.0)
    for number in range(ROUNDS):
        for page, url in pages:
            for name, way in ways.items():
                began = time.process_time()
                way(page, url)
                spent = time.process_time() - began
                totals[name][number] += spent
                slowest[name] = max(slowest[name], spent) if number else slowest[name]
    speed = {name: len(pages) / min(spent) for name, spent in totals.items()}
    return [
        _row("full record, any page", speed["generic"], speed["peer"]),
        _row("full record, with a source's selectors", speed["selectors"], speed["peer"]),
        Row(
            what="slowest page",
            value=1000 * slowest["generic"],
            unit="ms",
            peer="trafilatura",
            peer_value=1000 * slowest["peer"],
            larger_is_better=False,
        ),
    ]


def _row(what: str, value: float, peer: float) -> Row:
    return Row(what=what, value=value, unit="pages a CPU-second", peer="trafilatura", peer_value=peer)


def _pages() -> list[tuple[str, str]]:
    """Pages as text, with their addresses."""
    labelled = sorted(LABELLED.glob("*.json"))[::4]
    if not labelled:
        return [(path.read_bytes().decode("utf-8", "replace"), "") for path in sorted(HERE.glob("pages/*/*/page.html"))]
    return [
        (
            gzip.decompress(path.with_suffix("").with_suffix(".html.gz").read_bytes()).decode("utf-8", "replace"),
            json.loads(path.read_text("utf-8"))["url"] or "",
        )
        for path in labelled
    ]


def _fetched(page: str, url: str, rules: ReadRules) -> FetchedPage:
    body = page.encode("utf-8", "replace")
    return FetchedPage(url=url, source="bench", source_name="", body=body, fetched_at=FETCHED_AT, rules=rules)


def _generic(page: str, url: str) -> object:
    return read(_fetched(page, url, ReadRules()))


def _selectors(page: str, url: str) -> object:
    return read(_fetched(page, url, OWN_RULES))


def _peer(page: str, url: str) -> object:
    return bare_extraction(page, url=url or None, include_comments=False, with_metadata=True)
