"""`jianbao cluster` and `jianbao article why` on a real archive."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news
from tests.scheduler.conftest import Newsroom, Ran

Jianbao = Callable[..., Ran]


@pytest.fixture
def copies(newsroom: Newsroom, engine_of: Engine, present: object, jianbao: Jianbao) -> Jianbao:
    """The command line over articles 1 and 2, copies in cluster 1, and 3 in cluster 2."""
    store = Store(engine_of, same=same)
    for seed, paper in ((1, "a"), (1, "b"), (2, "a")):
        store.save(news(seed, url=f"http://{paper}.test/{seed}", source=paper), now=present)  # type: ignore[arg-type] # the fixture is a time
    return jianbao


def test_a_cluster_is_shown(copies: Jianbao) -> None:
    """Its articles are listed with how they relate."""
    ran = copies("cluster", "show", "1")

    assert ran.code == 0
    assert "exact" in ran.out
    assert [one["article_id"] for one in copies("cluster", "show", "1", "--json").told] == [1, 2]


def test_a_dry_split_says_what_it_would_do(copies: Jianbao) -> None:
    """Nothing moves, and the sentence says `would`."""
    assert "would move" in copies("cluster", "split", "1", "2", "--dry-run").out
    assert len(copies("cluster", "show", "1", "--json").told) == 2


def test_a_split_survives_a_rebuild(copies: Jianbao) -> None:
    """Split, rebuilt, still split."""
    assert copies("cluster", "split", "1", "2", "--by", "li").code == 0

    ran = copies("cluster", "rebuild")

    assert ran.out.startswith("3 articles compared, 0 moved")
    assert [one["article_id"] for one in copies("cluster", "show", "1", "--json").told] == [1]


def test_clusters_are_merged(copies: Jianbao) -> None:
    """All articles are in the first cluster then."""
    assert copies("cluster", "merge", "1", "2", "--by", "li").out == (
        "articles moved to cluster 1: 3\ncluster 1 has 3 articles\n"
    )


def test_an_unknown_cluster_is_a_wrong_request(copies: Jianbao) -> None:
    """It exits with 2 and says where the numbers are."""
    ran = copies("cluster", "show", "99")

    assert ran.code == 2
    assert "mend:" in ran.err


def test_why_shows_passages_and_coverage(copies: Jianbao) -> None:
    """The table has relation, shares and passages; the JSON has the offsets."""
    ran = copies("article", "why", "1", "2")

    assert "100% of 1, 100% of 2" in ran.out
    assert "shared passage" in ran.out
    told = copies("article", "why", "1", "2", "--json").told
    assert told["passages"][0]["a_start"] == 0
    assert told["one_story"] is True
