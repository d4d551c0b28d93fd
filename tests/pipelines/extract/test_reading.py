"""Putting ways of reading together."""

from datetime import UTC, date, datetime

from pipelines.extract.reading import first_of, reading


def test_first_that_knows_a_field_wins_and_is_named() -> None:
    """Each field comes from the first layer that has it, with that layer's name."""
    whole = first_of([reading("a", title="甲"), reading("b", title="乙", kicker="引"), reading("c", kicker="别")])

    assert (whole.title, whole.kicker) == ("甲", "引")
    assert whole.provenance == {"title": "a", "kicker": "b"}


def test_moment_never_joins_the_day_of_another_layer() -> None:
    """A day without a time does not take the time of a layer that names another day."""
    day = reading("a", published_on=date(2026, 3, 10))
    moment = reading("b", published_on=date(2026, 3, 9), published_at=datetime(2026, 3, 9, 8, tzinfo=UTC))

    whole = first_of([day, moment])

    assert (whole.published_on, whole.published_at) == (date(2026, 3, 10), None)


def test_what_is_empty_was_not_read() -> None:
    """Empty values leave no trace in the provenance."""
    assert reading("a", title="", people=()).provenance == {}
