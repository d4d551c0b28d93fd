"""Which of the articles that have some characters have them as a word: their texts are read, some hundred at a time.

Measured: 0.07 ms of CPU an article of 700 characters beside fetching it, so ten thousand articles take about a second.
"""

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.models import Article
from archive.query import Text
from archive.query.fold import fold
from archive.query.words import stands_as_word
from archive.search.base import Ids

READ_AT_ONCE = 500
"""Texts fetched by one statement."""


def as_words(session: Session, text: Text, among: Ids) -> Ids:
    """Return those of the articles (ascending ids), all of which have the characters, that have them as a word."""
    found: list[int] = []
    columns = (Article.id, Article.title, Article.kicker, Article.subtitle, Article.text)
    for start in range(0, len(among), READ_AT_ONCE):
        few = among[start : start + READ_AT_ONCE].tolist()
        for row in session.execute(select(*columns).where(Article.id.in_(few))):
            fields = {"title": row.title, "kicker": f"{row.kicker}\n{row.subtitle}", "body": row.text}
            read = [text.field] if text.field else list(fields)
            if any(stands_as_word(text, fold(fields[name])) for name in read):
                found.append(row.id)
    return np.sort(np.array(found, np.int64))
