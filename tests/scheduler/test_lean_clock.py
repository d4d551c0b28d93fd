"""What a clock does not load: whoever reads nothing pays for no reading rooms."""

import json
import subprocess
import sys
from pathlib import Path

LOOKS = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.config import load_config
from archive.db import connect
from scheduler.crawling import Company
from scheduler.service import Clock

config = load_config(Path(sys.argv[1]), environment={})
clock = Clock(config, connect(config.database), now=lambda: datetime.now(UTC), company=Company())
for tick in (clock.lead, clock.enlist, clock.sweep, clock.crawl, clock.match, clock.send, clock.watch):
    tick()
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = ("scrapy", "twisted", "trafilatura", "lxml", "pypdf", "opencc", "starlette", "uvicorn", "psycopg", "alembic")
READING = ("understand", "extract", "themes", "entities", "stages")


def test_a_clock_loads_no_reading_rooms(tmp_path: Path) -> None:
    """A clock that has led, enlisted, swept, claimed, matched and sent holds no reader, parser, crawler or web page."""
    command = [sys.executable, "-c", LOOKS, str(tmp_path)]
    (tmp_path / "jianbao.toml").write_text("[crawl]\npackaged_sources = false\n", encoding="utf-8")
    subprocess.run(command, capture_output=True, check=True)  # makes the tables, by what only that needs

    done = subprocess.run(command, capture_output=True, check=True, text=True)

    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    unwanted = {*HEAVY, *(f"pipelines.{room}" for room in READING)}
    assert loaded & unwanted == set()
