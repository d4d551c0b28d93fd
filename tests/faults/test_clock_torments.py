"""The clock and its crawlers are killed again and again: nothing is lost, nothing comes twice, the books add up."""

from pathlib import Path

from tests.crawler.site import opened_site
from tests.faults.clocks import torment
from tests.scheduler.conftest import Newsroom


def test_kills_of_clock_and_crawler(tmp_path: Path) -> None:
    """Every article is there once and counted once at most, every account adds up, no two runs of a source overlap."""
    with opened_site() as site:
        newsroom = Newsroom(tmp_path / "home", site)
        newsroom.configure(lease_s=3600, leader_lease_s=3600)
        books = torment(newsroom, kills=6, seed=12)

    assert books.kills["clock"] == 3
    assert books.published > 20
    assert (books.lost, books.doubled, books.unbalanced, books.overlapping, books.left) == (0, 0, 0, 0, 0)
    assert books.counted <= books.published
