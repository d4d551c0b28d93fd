"""The timeline of offices."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine

from archive.read.offices import holders, offices
from archive.records import Mention
from archive.store import Store
from pipelines.dedup import same
from tests.archive.news import news

pytestmark = pytest.mark.both_databases


@pytest.fixture
def told(engine: Engine, now: datetime) -> Engine:
    """Three articles: 林晚晴 as head of a district twice, then as mayor; 王一川 as head after her."""
    store = Store(engine, same=same)
    stories = [
        (1, date(2025, 3, 1), "林晚晴", "区长"),
        (2, date(2025, 9, 1), "林晚晴", "区长"),
        (3, date(2026, 2, 1), "林晚晴", "市长"),
        (4, date(2026, 2, 9), "王一川", "区长"),
    ]
    for number, day, name, office in stories:
        mention = Mention(kind="person", name=name, start=0, end=3, detail=office)
        store.save(news(number, published_on=day, mentions=(mention,)), now=now)
    return engine


def test_offices_stand_with_first_and_last_day(told: Engine) -> None:
    """Each office of a person has the first and the last day on which it was printed, the earliest first."""
    found = [(one.office, one.first_on, one.last_on, one.articles) for one in offices(told, "林晚晴")]

    assert found == [
        ("区长", date(2025, 3, 1), date(2025, 9, 1), 2),
        ("市长", date(2026, 2, 1), date(2026, 2, 1), 1),
    ]


def test_holders_follow_each_other(told: Engine) -> None:
    """An office names who was printed with it, the earliest first."""
    assert [one.name for one in holders(told, "区长")] == ["林晚晴", "王一川"]


def test_other_source_knows_nothing(told: Engine) -> None:
    """Asked for one source, what others printed is left out."""
    assert offices(told, "林晚晴", source="other-paper") == ()
