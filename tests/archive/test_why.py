"""Why two articles are one story or two: passages with offsets, coverage, facts, and who decided."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from archive.clusters import hands
from archive.clusters.why import why
from archive.errors import AskedWrongly, NotFound
from archive.store import Store
from pipelines.dedup import fingerprint, same
from tests.archive.news import DAY, news, write_text

pytestmark = pytest.mark.both_databases


def test_passages_slice_back_to_both_texts(store: Store, engine: Engine, now: datetime) -> None:
    """Each passage of a cut copy stands at its offsets in both stored texts."""
    text = write_text(1, 10)
    one = store.save(news(1, text=text), now=now).article_id
    cut = store.save(news(1, text=text[:200], url="http://b.test/1", source="b"), now=now).article_id

    found = why(engine, one, cut, same=same)

    assert found.passages
    for passage in found.passages:
        assert found.a.text[passage.a_start : passage.a_end] == passage.text
        assert found.b.text[passage.b_start : passage.b_end] == passage.text
    assert found.b.coverage == 1.0 > found.a.coverage
    assert (found.one_story, found.relation) == (True, "truncated")
    assert found.decision is not None
    assert found.decision.engine == fingerprint("").version


def test_a_refused_match_names_the_conflict(store: Store, engine: Engine, now: datetime) -> None:
    """The next one of a series is two stories, by the facts that differ."""
    text = write_text(1) + "市政协第三次会议今天开幕。"
    later = DAY + timedelta(days=9)
    one = store.save(news(1, title="市政协第三次会议开幕", text=text, published_on=DAY), now=now).article_id
    two = store.save(
        news(2, title="市政协第四次会议开幕", text=text.replace("第三次", "第四次"), published_on=later), now=now
    ).article_id

    found = why(engine, one, two, same=same)

    assert (found.one_story, found.folds, found.ground) == (False, False, "series")
    assert ("三", "四") in found.conflicts


def test_a_persons_word_is_told(store: Store, engine: Engine, now: datetime) -> None:
    """After a split the two are two stories, by the person named."""
    one = store.save(news(1), now=now)
    two = store.save(news(1, url="http://b.test/1", source="b"), now=now)
    hands.split(engine, one.cluster_id, [two.article_id], fingerprint=fingerprint, by="li", now=now)

    found = why(engine, one.article_id, two.article_id, same=same)

    assert (found.one_story, found.folds) == (False, True)
    assert found.decision is not None
    assert (found.decision.relation, found.decision.decided_by) == ("apart", "li")


def test_an_unknown_article_is_not_found(store: Store, engine: Engine, now: datetime) -> None:
    """A number that is not in the archive is told as such; one article twice is a wrong request."""
    one = store.save(news(1), now=now).article_id

    with pytest.raises(NotFound):
        why(engine, one, 99, same=same)
    with pytest.raises(AskedWrongly):
        why(engine, one, one, same=same)
