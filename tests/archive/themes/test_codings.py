"""Blind coding and agreement."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from archive.errors import AskedWrongly
from archive.records import Draft, ThemeName
from archive.store import Store
from archive.themes.codings import agreement, code, codings, next_to_code
from archive.themes.records import Coded

pytestmark = pytest.mark.both_databases


@pytest.fixture
def article(store: Store, make_draft: Callable[..., Draft], now: datetime) -> int:
    """An article about policy."""
    store.register_themes([ThemeName(id=name, zh=name, en=name) for name in ("talent", "housing")])
    return store.save(make_draft(policy=5.0), now=now).article_id


def given(article: int, coder: str, *themes: str) -> Coded:
    """One coding."""
    return Coded(article_id=article, coder=coder, themes=themes, at=datetime(2026, 1, 1, tzinfo=UTC))


def test_second_coder_gets_what_the_first_coded(engine: Engine, article: int, now: datetime) -> None:
    """An article coded once waits for another coder, and is not given to the first again."""
    code(engine, article, ["talent"], coder="王", now=now)

    assert next_to_code(engine, "李") == article
    assert next_to_code(engine, "王") is None


def test_article_is_coded_once_a_coder(engine: Engine, article: int, now: datetime) -> None:
    """Nobody codes an article twice: the second time would not be blind."""
    code(engine, article, [], coder="王", now=now)

    with pytest.raises(AskedWrongly, match="has coded article"):
        code(engine, article, ["talent"], coder="王", now=now)


def test_codings_come_back_as_given(engine: Engine, article: int, now: datetime) -> None:
    """A coding keeps coder and themes."""
    code(engine, article, ["talent", "housing"], coder="王", now=now)

    assert [(one.coder, one.themes) for one in codings(engine)] == [("王", ("housing", "talent"))]


def test_equal_codings_agree_wholly() -> None:
    """Two coders with the same answers have alpha 1."""
    coded = [given(n, coder, *themes) for n, themes in ((1, ["a"]), (2, ["b"]), (3, [])) for coder in "xy"]

    assert agreement(coded).alpha == 1.0


def test_alpha_is_the_published_one() -> None:
    """Six yes-or-no answers of two coders with one difference: alpha 1 - (2/12) / (2·7·5/(12·11)) = 0.6857."""
    answers = [("a", "a"), ("a", "a"), ("a", "a"), ("a", ""), ("", ""), ("", "")]
    coded = [
        given(n, coder, *filter(None, [answer]))
        for n, pair in enumerate(answers)
        for coder, answer in zip("xy", pair, strict=True)
    ]

    assert agreement(coded).alpha == pytest.approx(1 - (2 / 12) / (2 * 7 * 5 / (12 * 11)))


def test_articles_of_one_coder_do_not_count() -> None:
    """Agreement needs two."""
    alone = agreement([given(1, "x", "a"), given(2, "y", "a")])

    assert (alone.articles, alone.alpha) == (0, None)
