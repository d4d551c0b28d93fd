"""Write down what a person said of an article that was read with doubt. It holds until the article's text changes."""

import logging
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine

from archive.db import writing
from archive.errors import AskedWrongly, NotFound
from archive.models import Article, Review
from archive.storable import storable

log = logging.getLogger(__name__)

Decision = Literal["accepted", "dismissed"]
"""`accepted`: it was read right. `dismissed`: it was not, or nobody can tell; nothing more is to be done."""
DECISIONS: tuple[Decision, ...] = ("accepted", "dismissed")
LONGEST_NOTE = 500


def decide(engine: Engine, article_id: int, decision: Decision, *, by: str, now: datetime, note: str = "") -> None:
    """Settle the doubt about one article. Raises NotFound for an unknown one, AskedWrongly for one without doubts."""
    with writing(engine) as session:
        article = session.get(Article, article_id)
        if article is None:
            raise NotFound(f"there is no article {article_id}", mend="`jianbao review list` shows those that wait")
        if not article.flags:
            raise AskedWrongly(
                f"article {article_id} was read without doubt", mend="`jianbao review list` shows those that wait"
            )
        session.add(
            Review(
                article_id=article_id,
                text_sha256=article.text_sha256,
                decision=decision,
                flags=list(article.flags),
                note=storable(note)[:LONGEST_NOTE],
                by=storable(by),
                decided_at=now,
            )
        )
    log.info("review decided", extra={"article": article_id, "decision": decision, "by": by})
