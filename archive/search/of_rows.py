"""Filters that the rows answer: what may change while the text stays, so that the index need not be written anew."""

from datetime import date

import numpy as np
from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from archive.models import Article, Attachment, Mention, Placement
from archive.query import Filter
from archive.query.days import read_days
from archive.search.attached import FIELD, articles_with
from archive.search.base import Ids
from archive.search.numbers import numbers


def ids_of_rows(session: Session, leaf: Filter) -> Ids:
    """Return the ids, ascending, of the articles that carry the value of a field of ROW_FIELDS."""
    if leaf.field == FIELD:
        return articles_with(session, leaf.value)
    wanted = rows_with(leaf)
    joined = func.aggregate_strings(cast(wanted.selected_columns[0], String), ",")
    return np.unique(numbers(session.scalar(wanted.with_only_columns(joined))))


def rows_with(leaf: Filter) -> Select[int]:
    """Return what selects the ids of the articles that carry the value; some more than once."""
    if leaf.field == "edition":
        days = read_days(leaf.value, 0)
        bounds = (days.since or date.min, days.until or date.max)
        return select(Placement.article_id).where(Placement.edition_on.between(*bounds))
    if leaf.field == "cluster":
        return select(Article.id).where(Article.cluster_id == int(leaf.value))
    if leaf.field == "target":
        return select(Mention.article_id).where(Mention.kind == "target", Mention.detail == leaf.value)
    return select(Attachment.article_id)
