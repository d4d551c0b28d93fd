"""Queries side by side."""

import pytest
from sqlalchemy import Engine

from archive.analysis import compare
from archive.errors import AskedWrongly, QueryError

pytestmark = pytest.mark.both_databases


def test_queries_share_their_stretch_of_time(library: Engine) -> None:
    """Every timeline has the same labels, whatever each query finds."""
    found = compare(library, ["合龙", "冬赛", "没有这个词"])

    labels = [[point.label for point in one.points] for one in found.timelines]
    assert labels == [["2026-01", "2026-02", "2026-03"]] * 3
    assert [one.total for one in found.timelines] == [5, 1, 0]
    assert [point.count for point in found.timelines[1].points] == [0, 0, 1]


def test_common_articles_are_counted(library: Engine) -> None:
    """For any two queries it is said how many articles both find."""
    assert compare(library, ["合龙", "铺装", "棋院"]).common == {(0, 1): 4, (0, 2): 0, (1, 2): 0}


@pytest.mark.parametrize("number", [0, 6])
def test_one_to_five_queries_can_be_compared(library: Engine, number: int) -> None:
    """None and six are refused with the mend."""
    with pytest.raises(AskedWrongly, match=f"{number} queries") as caught:
        compare(library, ["二桥"] * number)

    assert caught.value.mend == "ask for 1 to 5"


def test_a_bad_query_is_told(library: Engine) -> None:
    """One query that cannot be read is an error with its place."""
    with pytest.raises(QueryError):
        compare(library, ["二桥", "(合龙"])
