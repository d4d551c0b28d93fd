"""Captures read back by their digest out of a segment of 1 GB, beside warcio looking for the same records.

The segment is made by the product: pages of 40 kB among large bodies that do not compress, and revisits of the pages
at its end, so that reads lie all over the file. The peer reads at the same offsets, which it gets for nothing.
"""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, quantiles
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from warcio.archiveiterator import ArchiveIterator

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.records import Capture, CaptureRef
from tests.bench.captures import page
from tests.bench.rows import Row

SEGMENT_BYTES = 1_000_000_000
FILLER_BYTES = 2_000_000
PAGES = 480
NOW = datetime(2026, 3, 10, 4, tzinfo=UTC)


def measure() -> list[Row]:
    """Milliseconds a read: CPU, and by the clock, which counts what else runs on the machine."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        engine = connect(load_config(home, environment={}).database)
        pages, revisits = _fill(engine, home / "captures")
        captures = Captures(engine, home / "captures")
        random.Random(1).shuffle(pages)
        path = home / "captures" / pages[0].file
        assert path.stat().st_size > 0.95 * SEGMENT_BYTES

        def by_digest(ref: CaptureRef) -> None:
            assert captures.read(captures.find_bytes(ref.digest)).body

        def by_peer(ref: CaptureRef) -> None:
            with path.open("rb") as file:
                file.seek(ref.offset)
                assert next(iter(ArchiveIterator(file, check_digests=True))).content_stream().read()

        peer = _times(by_peer, pages)
        rows = _rows("page by its digest", _times(by_digest, pages), peer)
        rows += _rows("revisit by its number", _times(lambda ref: _read(captures, ref), revisits), peer)
        engine.dispose()
    return rows


def _read(captures: Captures, ref: CaptureRef) -> None:
    assert captures.read(captures.find(ref.id)).body


def _fill(engine: Engine, folder: Path) -> tuple[list[CaptureRef], list[CaptureRef]]:
    """Fill one segment; return where its pages and the revisits of some of them lie."""
    shelf, pages = Captures(engine, folder, largest_segment_bytes=2 * SEGMENT_BYTES), []
    for number in range(PAGES):
        shelf.keep(_capture(f"http://paper.test/plan-{number}.pdf", os.urandom(FILLER_BYTES)))
        pages.append(shelf.keep(_capture(f"http://paper.test/{number}.html", page(number))))
        size = (folder / (pages[-1].file + ".open")).stat().st_size
        if size > SEGMENT_BYTES * 0.99:
            break
    seen = [shelf.keep(_capture(f"http://mirror.test/{number}.html", page(number))) for number in range(0, PAGES, 4)]
    shelf.close()
    return pages, seen


def _capture(url: str, body: bytes) -> Capture:
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"))
    return Capture(
        url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=NOW, source="bench", hints={}
    )


def _times(read: Callable[[CaptureRef], None], refs: list[CaptureRef]) -> tuple[list[float], list[float]]:
    """Return the CPU and the wall milliseconds of each read."""
    read(refs[0])
    cpu, wall = [], []
    for ref in refs:
        began, began_cpu = time.perf_counter(), time.process_time()
        read(ref)
        cpu.append((time.process_time() - began_cpu) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return cpu, wall


def _rows(what: str, ours: tuple[list[float], list[float]], peer: tuple[list[float], list[float]]) -> list[Row]:
    figures = {
        "CPU, mean": [fmean(one[0]) for one in (ours, peer)],
        "CPU, p95": [quantiles(one[0], n=20)[-1] for one in (ours, peer)],
        "wall, mean": [fmean(one[1]) for one in (ours, peer)],
        "wall, p95": [quantiles(one[1], n=20)[-1] for one in (ours, peer)],
    }
    return [
        Row(what=f"{what}: {name}", value=one, unit="ms", peer="warcio", peer_value=two, larger_is_better=False)
        for name, (one, two) in figures.items()
    ]
