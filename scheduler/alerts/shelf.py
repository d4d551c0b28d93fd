"""The articles that letters tell of: read once for all readers, and of each story the best copy asked for.

Decides nothing about what matches; the search engine is asked.
"""

from datetime import datetime
from functools import lru_cache, partial

from sqlalchemy import Engine

from archive import read
from archive.db import reading
from archive.query import Tree
from archive.read.views import ArticleView, MemberView
from archive.search import backend
from scheduler.alerts.coverage import Gap, find_gaps

AT_HAND = 500
"""Articles kept in memory during one composing: many readers are told of the same story."""


class Shelf:
    """Articles by number, for one composing: what changes in the archive meanwhile is not seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ranks = {source.id: source.rank for source in read.sources(engine).values()}
        self.article = lru_cache(maxsize=AT_HAND)(self._article)
        self.best = lru_cache(maxsize=AT_HAND)(self._best)
        self.gaps = lru_cache(maxsize=1)(partial(_gaps_of, engine))

    def _article(self, article_id: int) -> ArticleView:
        return read.article(self._engine, article_id)

    def _best(self, article_id: int, trees: tuple[Tree, ...]) -> ArticleView:
        """Return the copy of a story to show: one that all the queries find, of the source that ranks first.

        The lead goes before other copies of equal rank. The article itself when no copy is found by all.
        """
        article = self.article(article_id)
        if len(article.members) < 2 or not trees:
            return article
        found = {member.article_id for member in article.members}
        with reading(self._engine) as session:
            for tree in trees:
                found &= set(backend(self._engine).ids(session, tree, within=found).tolist())
        best = min((one for one in article.members if one.article_id in found), key=self._order, default=None)
        return article if best is None else self.article(best.article_id)

    def _order(self, member: MemberView) -> tuple[int, bool, int]:
        return self._ranks.get(member.source, UNRANKED), not member.is_lead, member.article_id


def _gaps_of(engine: Engine, now: datetime) -> tuple[Gap, ...]:
    return find_gaps(engine, now=now)


UNRANKED = 1000
"""Rank of a source that is not enlisted any more; source files say 0 to 999."""
