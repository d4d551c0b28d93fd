"""Reading news pages: the full record a CPU-second, beside trafilatura with its metadata, on the same pages in turns.

The pages are every fourth of the labelled ones beside the checkout, else the frozen pages of the tests. A crawl meets
each page once, a round here meets it again, when both have things about it in memory: the first round is told apart.
Pages of the e-paper engine and of government sites are the frozen ones and those saved beside the checkout.

Reading by the selectors of a source is measured on those of them for which complete selectors can be proposed from the
page itself, which is what `jianbao source learn` writes; pages with documents beside their text are read whole and left
out.
"""

import gzip
import json
import re
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
from pipelines.decode import Decoded, decode
from pipelines.extract.propose import FEWEST, propose, sample_of
from pipelines.extract.ruled import read_ruled
from pipelines.extract.tree import parse
from pipelines.items import FetchedPage, ReadRules
from pipelines.understand import read
from tests.bench.rows import Row

Page: TypeAlias = tuple[FetchedPage, str, str]
"""A page as fetched, its text, its address."""
HERE = Path(__file__).resolve().parents[1]
LABELLED = HERE.parents[1] / "shared" / "eval" / "extract"
SAVED = HERE.parents[1] / "shared" / "pages"
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
ROUNDS = 2
_EPAPER = re.compile("enpproperty|founder-content")
_GOV = re.compile(r"<meta\b[^>]*\bname=[\"']?(?:ArticleTitle|PubDate)\b", re.I)
MOST_RULED = 30
"""Pages read by selectors; proposing them takes a second a page."""


def measure() -> list[Row]:
    """Read the pages with the product, then those with selectors by them; the best of the rounds counts."""
    pages = [(_fetched(page, url, ReadRules()), page, url) for page, url in _pages()]
    # What is opened once, patterns and models, is open before the first round.
    _in_turns(list(_of_family(_GOV)))
    any_page = _in_turns(pages)
    ruled = _in_turns(_ruled(pages))
    epaper, gov = (_in_turns(list(_of_family(family))) for family in (_EPAPER, _GOV))
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
        _row("full record, any page, met for the first time", any_page, any_page.first),
        _row("full record, any page, met again", any_page),
        _row(f"full record, {ruled.pages} pages by selectors", ruled),
        _row(f"full record, {epaper.pages} pages of the e-paper engine", epaper),
        _row(f"full record, {gov.pages} pages of government sites", gov),
        slowest,
        memory,
    ]


@dataclass(slots=True, kw_only=True)
class Timed:
    """CPU seconds over some pages, by product and peer."""

    pages: int
    best: dict[str, float]
    """Of the quickest round."""
    first: dict[str, float]
    """Of the first round."""
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
    first = {name: spent[0] for name, spent in totals.items()}
    return Timed(pages=len(pages), best=best, first=first, slowest=slowest)


def _ruled(pages: list[Page]) -> list[Page]:
    """Return pages with complete selectors of their own, as a source of theirs would have them."""
    found: list[Page] = []
    for fetched, page, url in pages:
        sample = sample_of(fetched)
        if isinstance(sample, Rejected):
            continue
        rules = propose([sample] * FEWEST)
        ruled = replace(fetched, rules=rules)
        if rules.complete and (root := parse(page)) is not None and read_ruled(root, page, ruled) is not None:
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
    """Read the pages with the product alone and print the most memory it took, in megabytes.

    Linux tells the peak of a program's own memory in its status; getrusage would tell that of the parent's, too.
    """
    for page, url in _pages():
        read(_fetched(page, url, ReadRules()))
    status = Path("/proc/self/status").read_text("ascii")
    print(int(re.findall(r"VmHWM:\s*(\d+) kB", status)[0]) / 1024)


def _row(what: str, timed: Timed, spent: dict[str, float] | None = None) -> Row:
    value, peer = (timed.pages / (spent or timed.best)[name] for name in ("product", "peer"))
    return Row(what=what, value=value, unit="pages a CPU-second", peer="trafilatura", peer_value=peer)


def _pages() -> Iterator[tuple[str, str]]:
    """Pages as text, with their addresses."""
    labelled = sorted(LABELLED.glob("*.json"))[::4]
    for path in [] if labelled else _frozen():
        yield path.read_bytes().decode("utf-8", "replace"), ""
    for path in labelled:
        packed = path.with_suffix("").with_suffix(".html.gz").read_bytes()
        yield gzip.decompress(packed).decode("utf-8", "replace"), json.loads(path.read_text("utf-8"))["url"] or ""


def _of_family(mark: re.Pattern[str]) -> Iterator[Page]:
    """Articles among the frozen and the saved pages whose markup bears a mark."""
    found = [(path, json.loads(path.with_name("page.json").read_text("utf-8"))["url"]) for path in _frozen()]
    manifest = SAVED / "manifest.json"
    saved = json.loads(manifest.read_text("utf-8")) if manifest.exists() else []
    found += [(SAVED / each["file"], each["url"]) for each in saved if each["url"] and (SAVED / each["file"]).exists()]
    for path, url in found:
        decoded = decode(path.read_bytes())
        if isinstance(decoded, Decoded) and mark.search(decoded.text):
            page = _fetched(decoded.text, url, ReadRules())
            if not isinstance(read(page), Rejected):
                yield page, decoded.text, url


def _frozen() -> list[Path]:
    return sorted(HERE.glob("pages/*/*/page.html"))


def _fetched(page: str, url: str, rules: ReadRules) -> FetchedPage:
    body = page.encode("utf-8", "replace")
    return FetchedPage(url=url, source="bench", source_name="", body=body, fetched_at=FETCHED_AT, rules=rules)


def _peer(page: Page) -> object:
    return bare_extraction(page[1], url=page[2] or None, include_comments=False, with_metadata=True)
