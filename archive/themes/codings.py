"""Blind coding: a coder gives an article all its themes without seeing another's or the machine's, and how far
coders agree (Krippendorff's alpha).

A coding changes no tag: it measures. Decisions that count are corrections.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import krippendorff
import numpy as np
from sqlalchemy import Engine, func, select

from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.models import Article, Coding, Theme
from archive.themes.records import Coded

LEAST_ALPHA = 0.667
"""Below, Krippendorff advises to draw no conclusion."""
CODERS = 2
"""Codings that an article needs."""


@dataclass(slots=True, kw_only=True)
class Agreement:
    """How far coders agree."""

    articles: int
    """Articles coded by two coders or more."""
    coders: tuple[str, ...]
    alpha: float | None
    """Over all pairs of article and theme, nominal; None when there is nothing to compare."""
    by_theme: dict[str, float | None]
    """The same, each theme alone, of those that somebody gave."""


def code(engine: Engine, article_id: int, themes: Collection[str], *, coder: str, now: datetime) -> Coded:
    """Enter all themes that a coder gives an article; none is an answer too. Raises AskedWrongly when it is coded."""
    who = " ".join(coder.split())
    if not who:
        raise AskedWrongly("a coder needs a name", mend="name one")
    with writing(engine) as session:
        if session.get(Article, article_id) is None:
            raise NotFound(f"no article has the number {article_id}", mend="`jianbao theme code --next` names one")
        known = set(session.scalars(select(Theme.id).where(Theme.id.in_(themes))))
        if unknown := sorted(set(themes) - known):
            raise NotFound(f"no theme has the id '{unknown[0]}'", mend="`jianbao theme list` names them all")
        twice = select(Coding.id).where(Coding.article_id == article_id, Coding.coder == who)
        if session.scalar(twice) is not None:
            raise AskedWrongly(f"{who} has coded article {article_id} before", mend="a blind coding is made once")
        chosen = sorted(set(themes))
        session.add(Coding(article_id=article_id, coder=who, themes=chosen, at=now))
        return Coded(article_id=article_id, coder=who, themes=tuple(chosen), at=now)


def next_to_code(engine: Engine, coder: str) -> int | None:
    """Return an article for a coder: first those that one other has coded, then the newest policy article."""
    mine = select(Coding.article_id).where(Coding.coder == coder)
    half_done = (
        select(Coding.article_id)
        .where(Coding.article_id.not_in(mine))
        .group_by(Coding.article_id)
        .having(func.count() < CODERS)
        .order_by(Coding.article_id)
        .limit(1)
    )
    coded = select(Coding.article_id)
    fresh = select(Article.id).where(Article.id.not_in(coded), Article.policy > 0).order_by(Article.id.desc()).limit(1)
    with reading(engine) as session:
        return session.scalar(half_done) or session.scalar(fresh)


def codings(engine: Engine) -> tuple[Coded, ...]:
    """Return all codings, oldest first."""
    with reading(engine) as session:
        return tuple(
            Coded(article_id=row.article_id, coder=row.coder, themes=tuple(row.themes), at=row.at)
            for row in session.scalars(select(Coding).order_by(Coding.id))
        )


def agreement(coded: Sequence[Coded]) -> Agreement:
    """Return how far the coders agree on which themes the articles have that two or more of them coded."""
    by_article: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    for one in coded:
        by_article[one.article_id][one.coder] = frozenset(one.themes)
    shared = {number: given for number, given in by_article.items() if len(given) >= CODERS}
    coders = tuple(sorted({coder for given in shared.values() for coder in given}))
    themes = sorted({theme for given in shared.values() for chosen in given.values() for theme in chosen})
    tables = {theme: _table(shared, coders, theme) for theme in themes}
    every = [[cell for theme in themes for cell in tables[theme][place]] for place in range(len(coders))]
    return Agreement(
        articles=len(shared),
        coders=coders,
        alpha=_alpha(every),
        by_theme={theme: _alpha(table) for theme, table in tables.items()},
    )


def _table(shared: dict[int, dict[str, frozenset[str]]], coders: Sequence[str], theme: str) -> list[list[float]]:
    """Return a row a coder, a column an article: 1 given, 0 not given, not a number where not coded."""
    return [
        [float(theme in given[coder]) if coder in given else float("nan") for given in shared.values()]
        for coder in coders
    ]


def _alpha(table: list[list[float]]) -> float | None:
    """Return alpha; None where only one value occurs, so that nothing can be said."""
    data = np.array(table, dtype=float)
    if data.size == 0 or len(np.unique(data[~np.isnan(data)])) < CODERS:
        return None
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
