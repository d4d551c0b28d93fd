"""The same bytes under the same reader give the same draft in every process."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
READ_ALL = """
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from pipelines.items import FetchedPage
from pipelines.understand import open_rooms, understand
rooms, seen = open_rooms(), hashlib.sha256()
for path in sorted(Path("tests/pages").glob("*/*/page.html")):
    page = FetchedPage(url="http://a.test/2024-02/20/content_1.htm", source="a", source_name="云江日报",
                       body=path.read_bytes(), fetched_at=datetime(2026, 11, 1, tzinfo=UTC))
    seen.update(repr(understand(page, rooms)).encode())
print(seen.hexdigest())
"""


def _digest(seed: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        cwd=HERE,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


def test_drafts_are_the_same_in_every_process() -> None:
    """All frozen pages read the same to the byte, whatever order a process gives its sets."""
    assert _digest("1") == _digest("4242")
