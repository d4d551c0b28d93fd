from datetime import date

from archive.records import FacetCount
from archive.web.charts import HEIGHT, MOST_BARS, WIDTH, days_of_month, shade, timeline


def _months(**counts):
    return [FacetCount(value=name.removeprefix("m").replace("_", "-"), count=count) for name, count in counts.items()]


def test_months_without_articles_keep_their_place():
    """A gap between two months is a bar of height 0, so that time runs evenly."""
    bars = timeline(_months(m2025_11=4, m2026_02=2))

    assert [(bar.label, bar.count) for bar in bars] == [
        ("2025-11", 4), ("2025-12", 0), ("2026-01", 0), ("2026-02", 2),
    ]  # fmt: skip
    assert [bar.height for bar in bars] == [HEIGHT, 0, 0, HEIGHT / 2]


def test_bars_stay_inside_the_picture():
    """No bar reaches past the edges of the viewBox."""
    bars = timeline(_months(m2021_01=1, m2025_12=900))

    assert len(bars) == MOST_BARS
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y >= 0 for bar in bars)
    assert bars[0].height > 0


def test_many_months_become_years():
    """More than MOST_BARS months are summed to years."""
    bars = timeline(_months(m2015_01=3, m2015_07=2, m2026_01=1))

    assert (bars[0].label, bars[0].count, len(bars)) == ("2015", 5, 12)


def test_values_that_are_no_months_are_left_out():
    """Undated articles and broken values make no bar."""
    assert timeline([FacetCount(value="", count=3), FacetCount(value="2026-13", count=1)]) == ()


def test_one_month_is_drawn_by_day():
    """Every day of the month has its place, also those without articles."""
    bars = days_of_month("2026-02", {date(2026, 2, 3): 5})

    assert len(bars) == 28
    assert [(bar.label, bar.count) for bar in bars if bar.height] == [("2026-02-03", 5)]


def test_shade_says_how_full_a_day_was():
    """0 for none, 4 near the fullest day, at least 1 for a single article."""
    assert [shade(0, 40), shade(1, 40), shade(20, 40), shade(40, 40)] == [0, 1, 2, 4]
