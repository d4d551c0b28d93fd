"""Spoilt pages: whatever is cut, repeated, inserted or mis-encoded, a page is read or rejected by name."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.records import Rejected
from pipelines.decode import Decoded, decode
from pipelines.items import FetchedPage
from pipelines.understand import Rooms, open_rooms, understand
from tests.bench.mutations import HOSTILE, spoil

PAGES = sorted((Path(__file__).resolve().parents[1] / "pages").glob("*/*/page.html"))
EACH = 40
FETCHED_AT = datetime(2026, 11, 1, tzinfo=UTC)


def _page(body: bytes) -> FetchedPage:
    return FetchedPage(url="http://a.test/1.html", source="a", source_name="云江日报", body=body, fetched_at=FETCHED_AT)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}")
def test_a_spoilt_page_is_read_or_rejected(path: Path, rooms: Rooms) -> None:
    """No change to a frozen page raises; what is read has anchors inside its page."""
    page = path.read_bytes().decode("utf-8", "replace")
    for seed in range(EACH):
        body = spoil(page, random.Random(f"{path.parent.name}-{seed}"))

        read = understand(_page(body), rooms)

        if isinstance(read, Rejected):
            continue
        decoded = decode(body)
        assert isinstance(decoded, Decoded)
        for part, start, length in (anchor for draft in read for anchor in draft.anchors):
            assert part in (0, 1), seed
            assert 0 <= start <= start + length <= len(decoded.text), seed


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pieces(piece: str, rooms: Rooms) -> None:
    """Each hostile piece alone, before, inside and behind an article."""
    page = PAGES[0].read_bytes().decode("utf-8", "replace")
    middle = len(page) // 2
    for made in (piece, piece + page, page[:middle] + piece + page[middle:], page + piece):
        assert isinstance(understand(_page(made.encode("utf-8", "replace")), rooms), tuple | Rejected)


def test_the_same_bytes_give_the_same_draft(rooms: Rooms) -> None:
    """Two readings of a page are equal to the last field."""
    other = open_rooms()
    for path in PAGES:
        body = path.read_bytes()

        assert understand(_page(body), rooms) == understand(_page(body), other)
