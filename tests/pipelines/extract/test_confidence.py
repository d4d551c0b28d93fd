"""Confidence and doubts."""

from datetime import date

from pipelines.extract.confidence import alike, confidence_of, doubts, flags_of
from pipelines.extract.reading import Reading, reading


def test_every_known_field_has_a_figure() -> None:
    """Each field that was read has a confidence between 0 and 1, selectors the highest."""
    known = Reading(title="题", people=(), provenance={"title": "selector h1", "text": "trafilatura", "kicker": "x"})

    figures = confidence_of(known)

    assert set(figures) == {"title", "text", "kicker"}
    assert all(0 < figure < 1 for figure in figures.values())
    assert figures["title"] > figures["text"]


def test_days_that_differ_are_flagged() -> None:
    """Two ways of reading with days weeks apart are a doubt; a day apart is a time zone."""
    near = [reading("json-ld", published_on=date(2024, 2, 20)), reading("address", published_on=date(2024, 2, 19))]
    far = [near[0], reading("address", published_on=date(2024, 1, 2))]
    whole = reading("json-ld", published_on=date(2024, 2, 20))

    assert doubts(near, whole) == ()
    assert doubts(far, whole) == ("day_disagrees",)


def test_own_selector_is_not_doubted() -> None:
    """What the source's own selector says stands against any other day."""
    whole = reading("selector .day", published_on=date(2024, 2, 20))

    assert doubts([whole, reading("address", published_on=date(2020, 1, 1))], whole) == ()


def test_title_unlike_the_list_is_flagged() -> None:
    """A headline that shares nothing with the title in the list is a doubt; a cut list title is none."""
    whole = reading("heading", title="老街新事里的新气象")

    assert doubts([whole], whole, "老街新事…") == ()
    assert doubts([whole], whole, "天气预报") == ("title_disagrees",)


def test_one_like_witness_is_enough() -> None:
    """Of several witnesses one that agrees settles the headline."""
    whole = reading("heading", title="老街新事里的新气象")

    assert doubts([whole], whole, "天气预报", ["老街新事里的新气象_云江网"]) == ()


def test_flags_are_headed_by_the_request() -> None:
    """Any doubt asks for a person; no doubt gives no flag."""
    assert flags_of(()) == ()
    assert flags_of(["title_disagrees", "day_disagrees"]) == ("needs_review", "day_disagrees", "title_disagrees")


def test_alike_reads_through_marks() -> None:
    """Width, marks and case do not make two titles differ."""
    assert alike("Bridge Reopens!", "bridge reopens – Riverton Post")
