"""Alerts: 500 kills over match, compose and send, with outages, a full disk, wrong clocks and two senders at once.

A plain outbox repeated 19 letters in 48 kills, marking before sending lost 41 in 75 (decision 0005).
"""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.config import load_config
from archive.db import connect
from tests.bench.rows import Row
from tests.faults.outbox import torment

KILLS = 500


def measure() -> list[Row]:
    """Kill, and count what was lost and what came twice."""
    with TemporaryDirectory() as folder:
        config = load_config(Path(folder), environment={})
        engine = connect(config.database)
        end = torment(engine, config, datetime(2026, 3, 10, 22, 40, tzinfo=UTC), kills=KILLS)
        engine.dispose()
    return [
        Row(what="kills", value=end.kills, unit=f"in {end.rounds.total()} rounds"),
        Row(what="stories lost", value=end.lost, unit=f"of {end.wanted}", larger_is_better=False),
        Row(what="stories repeated unmarked", value=end.repeated, unit=f"of {end.wanted}", larger_is_better=False),
        Row(what="letters in doubt", value=end.doubts, unit="folded into the next letter", larger_is_better=False),
    ]
