"""Articles that are like another."""

import pytest
from sqlalchemy import Engine

from archive.analysis import similar
from archive.errors import NotFound
from archive.search.sqlite import HOLDING

pytestmark = pytest.mark.both_databases


def test_articles_about_the_same_come_first(library: Engine) -> None:
    """Articles that share rare pairs are given, nearest first; its own story and strangers are not."""
    found = similar(library, 1)

    assert {one.article_id for one in found} == {2, 3}
    assert all(0 < one.score <= 1 and one.shared >= 3 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_limit_is_kept(library: Engine) -> None:
    """No more articles than asked for are given."""
    assert len(similar(library, 5, limit=1)) == 1


def test_an_unknown_article_is_told(library: Engine) -> None:
    """There is nothing like an article that is not there."""
    with pytest.raises(NotFound):
        similar(library, 99)


@pytest.mark.sqlite_only
def test_holders_are_asked_of_the_index_alone(library: Engine) -> None:
    """Who holds a pair is one look into the full-text index, newest first without sorting."""
    with library.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {HOLDING}", ("x", 5)).all()

    said = [row[3] for row in plan]
    assert any("article_fts VIRTUAL TABLE INDEX" in line for line in said)
    assert not any("TEMP B-TREE" in line for line in said)
