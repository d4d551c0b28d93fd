"""Filters that the rows answer: what may change while the text stays, so that the index need not be written anew."""

from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from archive.query import Filter
from archive.query.days import read_days
from archive.search.base import Ids
from archive.search.numbers import numbers

IN_EDITIONS = "SELECT group_concat(article_id) FROM placement WHERE edition_on BETWEEN ? AND ?"
WITH_ATTACHMENT = "SELECT group_concat(article_id) FROM attachment"
IN_CLUSTER = "SELECT group_concat(id) FROM article WHERE cluster_id = ?"


def ids_of_rows(session: Session, leaf: Filter) -> Ids:
    """Return the ids, ascending, of the articles that carry the value of a field of ROW_FIELDS."""
    connection = session.connection()
    if leaf.field == "edition":
        days = read_days(leaf.value, 0)
        bounds = ((days.since or date.min).isoformat(), (days.until or date.max).isoformat())
        joined = connection.exec_driver_sql(IN_EDITIONS, bounds).scalar()
    elif leaf.field == "cluster":
        joined = connection.exec_driver_sql(IN_CLUSTER, (int(leaf.value),)).scalar()
    else:
        joined = connection.exec_driver_sql(WITH_ATTACHMENT).scalar()
    return np.unique(numbers(joined))
