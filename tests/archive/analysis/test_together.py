"""Names that stand together with a query."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, text

from archive.analysis import together
from archive.analysis.together import EVERYWHERE, NAMED

pytestmark = pytest.mark.both_databases


def test_names_are_counted_in_articles_and_weighed(library: Engine) -> None:
    """A person named in two of the query's articles and nowhere else stands first, with both counts."""
    found = together(library, "二桥")

    assert (found.total, found.counted) == (6, 6)
    (person,) = found.names["person"]
    assert (person.name, person.count, person.everywhere) == ("苏晚舟", 2, 2)
    assert person.score > 0
    assert found.names["org"] == ()


def test_nothing_found_names_nobody(library: Engine) -> None:
    """A query without articles has no companions."""
    assert together(library, "没有这个词").names == {"person": (), "org": (), "place": ()}


@pytest.mark.sqlite_only
def test_names_are_looked_up_by_index(library: Engine) -> None:
    """The mentions of articles and the articles of a name are each found by an index; the table is not scanned."""
    named = NAMED["sqlite"]
    asked: dict[Any, dict[str, Any]] = {
        named: {"ids": json.dumps([1, 2]), "kind": "person", "most": 5},
        EVERYWHERE: {"kind": "person", "name": "苏晚舟"},
    }
    with library.connect() as connection:
        plans = {
            statement: [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"), values)]
            for statement, values in asked.items()
        }

    assert "SEARCH mention USING INDEX ix_mention_article_id (article_id=?)" in plans[named]
    assert any("ix_mention_kind_name (kind=? AND name=?)" in line for line in plans[EVERYWHERE])
