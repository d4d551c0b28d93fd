"""Reading news pages: the full record a CPU-second, beside trafilatura with its metadata, on the same pages in turns.

The pages are every fourth of the labelled ones beside the checkout, else the frozen pages of the tests. Reading by the
selectors of a source is measured on those of them for which complete selectors can be proposed from the page itself,
which is what `jianbao source learn` writes; pages with documents beside their text are read whole and left out.
"""

import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from trafilatura import bare_extraction

from archive.records import Rejected
from pipelines.extract.propose import FEWEST, propose, sample_of
from pipelines.extract.ruled import read_ruled
from pipelines.items import FetchedPage, ReadRules
from pipelines.understand import read
from tests.bench.rows import Row

Page: TypeAlias = tuple[FetchedPage, str, str]
"""A page as fetched, its text, its address."""
HERE = Path(__file__).resolve().parents[1]
LABELLED = HERE.parents[1] / "shared" / "eval" / "extract"
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
ROUNDS = 2
MOST_RULED = 30
"""Pages read by selectors; proposing them takes a second a page."""


def measure() -> list[Row]:
    """Read the pages with the product, then those with selectors by them; the best of the rounds counts."""
    pages = [(_fetched(page, url, ReadRules()), page, url) for page, url in _pages()]
    any_page = _in_turns(pages)
    ruled = _in_turns(_ruled(pages))
    slowest = Row(
        what="slowest page",
        value=1000 * any_page.slowest["product"],
        unit="ms",
        peer="trafilatura",
        peer_value=1000 * any_page.slowest["peer"],
        larger_is_better=False,
    )
    memory = Row(what="memory of the process at most", value=_memory_mb(), unit="MB", larger_is_better=False)
    return [
        _row("full record, any page", any_page),
        _row(f"full record, {ruled.pages} pages with their source's selectors", ruled),
        slowest,
        memory,
    ]


@dataclass(slots=True, kw_only=True)
class Timed:
    """CPU seconds over some pages, by product and peer."""

    pages: int
    best: dict[str, float]
    """Of the quickest round."""
    slowest: dict[str, float]
    """One page, the first round left out."""


def _in_turns(pages: list[Page]) -> Timed:
    ways: dict[str, Callable[[Page], object]] = {"product": lambda one: read(one[0]), "peer": _peer}
    totals = {name: [0.0] * ROUNDS for name in ways}
    slowest = dict.fromkeys(ways, 0.0)
    for number in range(ROUNDS):
        for page in pages:
            for name, way in ways.items():
                began = time.process_time()
                way(page)
                spent = time.process_time() - began
                totals[name][number] += spent
                slowest[name] = max(slowest[name], spent) if number else slowest[name]
    best = {name: min(spent) for name, spent in totals.items()}
    return Timed(pages=len(pages), best=best, slowest=slowest)


def _ruled(pages: list[Page]) -> list[Page]:
    """Return pages with complete selectors of their own, as a source of theirs would have them."""
    found: list[Page] = []
    for fetched, page, url in pages:
        sample = sample_of(fetched)
        if isinstance(sample, Rejected):
            continue
        rules = propose([sample] * FEWEST)
        ruled = replace(fetched, rules=rules)
        if rules.complete and read_ruled(page, ruled) is not None:
            found.append((ruled, page, url))
        if len(found) == MOST_RULED:
            break
    return found


def _memory_mb() -> float:
    """Return the most memory that a process of its own needs to read all the pages, one after another."""
    command = [sys.executable, "-c", "from tests.bench.reading import read_all; read_all()"]
    told = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True)
    return float(told.stdout)


def read_all() -> None:
    """Read the pages with the product alone and print the most memory it took, in megabytes."""
    for page, url in _pages():
        read(_fetched(page, url, ReadRules()))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _row(what: str, timed: Timed) -> Row:
    value, peer = (timed.pages / timed.best[name] for name in ("product", "peer"))
    return Row(what=what, value=value, unit="pages a CPU-second", peer="trafilatura", peer_value=peer)


def _pages() -> Iterator[tuple[str, str]]:
    """Pages as text, with their addresses."""
    labelled = sorted(LABELLED.glob("*.json"))[::4]
    for path in [] if labelled else sorted(HERE.glob("pages/*/*/page.html")):
        yield path.read_bytes().decode("utf-8", "replace"), ""
    for path in labelled:
        packed = path.with_suffix("").with_suffix(".html.gz").read_bytes()
        yield gzip.decompress(packed).decode("utf-8", "replace"), json.loads(path.read_text("utf-8"))["url"] or ""


def _fetched(page: str, url: str, rules: ReadRules) -> FetchedPage:
    body = page.encode("utf-8", "replace")
    return FetchedPage(url=url, source="bench", source_name="", body=body, fetched_at=FETCHED_AT, rules=rules)


def _peer(page: Page) -> object:
    return bare_extraction(page[1], url=page[2] or None, include_comments=False, with_metadata=True)
