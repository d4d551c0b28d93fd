"""The account of one edition: what its pages announced against what the archive has. Reads, and writes nothing."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from sqlalchemy import Engine, select

from archive import read
from archive.db import reading
from archive.models import Edition
from archive.read.views import EditionAccount, LayoutView

NUMBER = re.compile(r"(\d+)\D*$")
RUN_SHARE = 0.8
"""From this share of neighbours without a gap on, numbers are given out one after another, so that a gap means a missed
article. The one edition held whole has 30 of 30; the older Founder line, whose numbers grow with gaps, stays below."""
WIDEST_GAP = 5
"""A wider gap is the step to another layout page, as in 002009, 003001."""


def account(expected: Sequence[str], pages: Sequence[LayoutView], *, settled: bool = False) -> EditionAccount:
    """Compare an edition as announced with what is there.

    `expected` are the labels of its layout pages by its own lists, `pages` those that were read.
    """
    got = {name for page in pages for name in (page.label, page.url)}
    entries = {entry.url: entry for page in pages for entry in page.entries}
    return EditionAccount(
        pages_expected=len(expected) or len(pages),
        pages=len(pages),
        missing_pages=tuple(label for label in expected if label not in got),
        announced=len(entries),
        missing=tuple(entry for entry in entries.values() if entry.article_id is None),
        skipped=skipped_numbers(entries),
        settled=settled,
    )


def edition_account(engine: Engine, source: str, day: date) -> EditionAccount:
    """Return the account of one edition in the archive; all zero when it was never seen."""
    with reading(engine) as session:
        row = session.scalar(select(Edition).where(Edition.source == source, Edition.edition_on == day))
        expected, settled = (tuple(row.pages), row.settled) if row else ((), False)
    return account(expected, read.layout(engine, source, day), settled=settled)


def accounts_of_run(engine: Engine, run_id: int) -> tuple[tuple[date, EditionAccount], ...]:
    """Return the days whose editions a run read, and no later run did, oldest first, each with its account."""
    wanted = select(Edition.source, Edition.edition_on).where(Edition.run_id == run_id).order_by(Edition.edition_on)
    with reading(engine) as session:
        found = session.execute(wanted).all()
    return tuple((day, edition_account(engine, source, day)) for source, day in found)


def skipped_numbers(urls: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers that addresses of one edition leave out, where numbers follow one another.

    >>> skipped_numbers([f"http://x.test/content_{number}.html" for number in (7, 8, 9, 11, 12, 13)])
    (10,)
    """
    found = (NUMBER.search(urlsplit(url).path) for url in urls)
    numbers = sorted({int(one[1]) for one in found if one})
    steps = list(pairwise(numbers))
    close = [after - before for before, after in steps if after - before <= WIDEST_GAP]
    if not close or close.count(1) < RUN_SHARE * len(steps):
        return ()
    return tuple(n for before, after in steps if after - before <= WIDEST_GAP for n in range(before + 1, after))
