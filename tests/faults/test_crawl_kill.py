"""Kill -9 of a crawl at chance moments: every article is stored once and counted once, and every ledger adds up."""

from pathlib import Path

from tests.faults.torments import torment_crawl

KILLS = 12


def test_crawl_killed_at_chance_moments_stores_and_counts_every_article_once(tmp_path: Path) -> None:
    """After twelve kills and one whole run all articles are there once, and all ledgers together count each once."""
    end = torment_crawl(tmp_path, kills=KILLS, seed=11)

    assert end.lost_runs > 0
    assert (end.lost, end.doubled, end.unbalanced, end.left) == (0, 0, 0, 0)
    assert end.counted == end.published
    # An article whose bytes came but were not kept when the kill fell is all that is asked for again.
    assert end.asked <= end.published + 4 * KILLS
