"""What a source file's record answers."""

from datetime import date

import pytest

from crawler.registry.schema import SourceFile
from pipelines.items import ReadRules

OLD, NEW = ReadRules(title=("h2",)), ReadRules(since=date(2022, 5, 1), title=("h1",), min_chars=10)


def source(**changes: object) -> SourceFile:
    """A feed with the changes named."""
    fields: dict[str, object] = {"id": "a", "name": "A", "family": "feed", "start": ("http://a.test/f",)}
    return SourceFile(**(fields | changes))  # type: ignore[arg-type]  # changes of many kinds


@pytest.mark.parametrize(("day", "rules"), [(date(2022, 4, 30), OLD), (date(2022, 5, 1), NEW), (date(2026, 1, 1), NEW)])
def test_selectors_of_the_day_are_used(day: date, rules: ReadRules) -> None:
    """The newest entry that began on or before the day is in force."""
    assert source(read=(NEW, OLD)).rules_on(day) == rules


def test_source_may_set_the_shortest_text() -> None:
    """`min_chars` of the source holds where the dated entry has none of its own."""
    assert source(min_chars=80).rules_on(date(2024, 1, 1)).min_chars == 80
    assert source(min_chars=80, read=(NEW,)).rules_on(date(2024, 1, 1)).min_chars == 10


@pytest.mark.parametrize(
    ("changes", "zone"),
    [
        ({}, "Asia/Shanghai"),
        ({"every": "30 min"}, "Asia/Shanghai"),
        ({"every": "day at 06:40 Europe/Berlin"}, "Europe/Berlin"),
        ({"every": "day at 06:40 Europe/Berlin", "timezone": "Asia/Tokyo"}, "Asia/Tokyo"),
    ],
)
def test_clock_of_a_source(changes: dict[str, object], zone: str) -> None:
    """The clock is the one named, else that of the timetable, else the house's."""
    assert source(**changes).zone.key == zone
