"""`jianbao review` on a real archive."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news
from tests.scheduler.conftest import Newsroom, Ran

Jianbao = Callable[..., Ran]


@pytest.fixture
def doubtful(newsroom: Newsroom, engine_of: Engine, present: object, jianbao: Jianbao) -> Jianbao:
    """The command line over one doubtful article, 1, and one sure, 2."""
    store = Store(engine_of, same=same)
    store.save(news(1, flags=("needs_review", "text_unsure"), confidence={"text": 0.44}), now=present)  # type: ignore[arg-type] # the fixture is a time
    store.save(news(2), now=present)  # type: ignore[arg-type] # the fixture is a time
    return jianbao


def test_doubts_are_listed(doubtful: Jianbao) -> None:
    """The list names the article, why, and the least sure field; as JSON with all figures."""
    assert "text 0.44" in doubtful("review", "list").out
    told = doubtful("review", "list", "--json").told
    assert [(one["article_id"], one["flags"]) for one in told] == [(1, ["text_unsure"])]


@pytest.mark.parametrize("verb", ["accept", "dismiss"])
def test_a_settled_doubt_is_listed_no_more(doubtful: Jianbao, verb: str) -> None:
    """After accept or dismiss nothing waits."""
    assert doubtful("review", verb, "1", "--note", "looked").code == 0
    assert doubtful("review", "list", "--json").told == []


def test_an_article_without_doubt_cannot_be_settled(doubtful: Jianbao) -> None:
    """The error says which articles can."""
    ran = doubtful("review", "accept", "2")

    assert ran.code != 0
    assert "review list" in ran.err
