"""Judging source files: what cannot be right is said before anything is fetched."""

from dataclasses import replace
from datetime import date

import pytest

from archive.errors import SourceError
from crawler.registry.check import check_ids, check_source, fill_day, names_day
from crawler.registry.schema import EditionOptions, JsonOptions, ListingOptions, SitemapOptions, SourceFile

GOOD = SourceFile(
    id="yunjiang-daily",
    name="云江日报",
    family="edition",
    start=("http://paper.test/html/{day:%Y-%m/%d}/node_1.htm",),
    path="paper.yaml",
    lines={"id": 1, "family": 3, "start": 4, "every": 5, "edition": 6, "robots": 9},
)


def test_good_source_passes() -> None:
    """A source in a known family with a template passes."""
    check_source(GOOD)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"id": "Yunjiang Daily"}, "paper.yaml:1: 'Yunjiang Daily' is not an id"),
        ({"id": "replay"}, "paper.yaml:1: the id 'replay' is the house's own"),
        ({"family": "paper"}, "paper.yaml:3: 'paper' is not a known family"),
        ({"start": ()}, "paper.yaml:4: no address to begin at"),
        ({"start": ("ftp://paper.test/",)}, "paper.yaml:4: 'ftp://paper.test/' is not an address"),
        ({"start": ("http://paper.test/{date}",)}, "asks for more than the day"),
        ({"start": ("http://paper.test/{day.__class__}",)}, "asks for more than the day"),
        ({"start": ("http://paper.test/{day",)}, "cannot be filled in"),
        ({"every": "sometimes"}, "paper.yaml:5: 'sometimes' is not a timetable"),
        ({"edition": EditionOptions(line="founder")}, "paper.yaml:6: 'founder' is not a known line"),
        ({"edition": EditionOptions(weekdays="foo")}, "paper.yaml:6: 'foo' is not a weekday"),
        ({"edition": EditionOptions(calendar="period.xml")}, "paper.yaml:6: 'period.xml' is not an address"),
        ({"edition": EditionOptions(published_at="6 Uhr")}, "paper.yaml:6:"),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"robots": "ignore"}, "paper.yaml:9: robots.txt may not be ignored without a reason"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"delay_s": -1.0}, "delay_s is -1.0"),
        ({"listing": ListingOptions(max_pages=0)}, "max_pages is 0"),
        ({"sitemap": SitemapOptions(max_files=0)}, "max_files is 0"),
        ({"sitemap": SitemapOptions(match="(")}, "match: "),
        ({"jsonapi": JsonOptions(preset="drupal")}, "'drupal' is not a known jsonapi"),
    ],
)
def test_what_cannot_be_right_is_refused(change: dict[str, object], wrong: str) -> None:
    """Each mistake is told with file and line, and has a mend."""
    with pytest.raises(SourceError) as caught:
        check_source(replace(GOOD, **change))  # type: ignore[arg-type]  # one change of many kinds
    assert wrong in caught.value.wrong
    assert caught.value.mend


def test_one_id_belongs_to_one_file() -> None:
    """Two files with one id are refused, naming the other file."""
    with pytest.raises(SourceError, match=r"other.yaml:1: the id 'yunjiang-daily' is taken by paper.yaml"):
        check_ids([GOOD, replace(GOOD, path="other.yaml")])


def test_template_is_filled_with_the_day() -> None:
    """A template gives the address of a day, and knows that it changes with the day."""
    assert fill_day(GOOD.start[0], date(2024, 2, 3)) == "http://paper.test/html/2024-02/03/node_1.htm"
    assert names_day(GOOD.start[0])
    assert not names_day("http://paper.test/paperindex.htm")
