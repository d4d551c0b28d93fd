"""Alerts: 500 kills, with outages, a full disk, wrong clocks and two senders at once.

100 of them over crawl, match, compose and send, the rest over the last three. A plain outbox repeated 19 letters in 48
kills, marking before sending lost 41 in 75 (decision 0005).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.config import load_config
from archive.db import connect
from tests.bench.rows import Row
from tests.crawler.site import opened_site, publish_feed
from tests.faults.outbox import Outcome, Paper, torment
from tests.faults.torments import make_home

KILLS, WHOLE_KILLS = 400, 100
NOW = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)


def measure() -> Iterator[Row]:
    """Kill, and count what was lost and what came twice."""
    with TemporaryDirectory() as folder:
        config = load_config(Path(folder), environment={})
        engine = connect(config.database)
        yield from _rows("from match on", torment(engine, config, NOW, kills=KILLS))
        engine.dispose()
    with TemporaryDirectory() as folder, opened_site() as site:
        home = make_home(Path(folder), f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
        publish_feed(site, "/feed.xml", ())
        config = load_config(home, environment={})
        engine = connect(config.database)
        yield from _rows(
            "from the crawl on", torment(engine, config, NOW, kills=WHOLE_KILLS, press=Paper(site, engine))
        )
        engine.dispose()


def _rows(what: str, end: Outcome) -> Iterator[Row]:
    of = f"of {end.wanted}"
    yield Row(what=f"{what}: kills", value=end.kills, unit=f"in {end.rounds.total()} rounds")
    yield Row(what=f"{what}: stories lost", value=end.lost, unit=of, larger_is_better=False)
    yield Row(what=f"{what}: stories repeated unmarked", value=end.repeated, unit=of, larger_is_better=False)
    yield Row(what=f"{what}: letters in doubt", value=end.doubts, unit="folded into the next", larger_is_better=False)
