"""Selectors proposed from a few pages of a source."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from archive.records import Rejected
from pipelines.extract.propose import Sample, compare, propose, sample_of
from pipelines.items import FetchedPage, ReadRules
from tests.pipelines.extract.markups import epaper, government, portal, wordpress

Maker = Callable[[int], FetchedPage]


def samples(make: Maker, count: int = 5) -> list[Sample]:
    """The first pages of a site, read generically."""
    found = [sample_of(make(number)) for number in range(count)]
    assert not any(isinstance(each, Rejected) for each in found), found
    return [each for each in found if isinstance(each, Sample)]


@pytest.mark.parametrize("make", [epaper, government, wordpress, portal])
def test_the_selectors_read_what_the_generic_reader_read(make: Maker) -> None:
    """On each of four markups headline, day and text are proposed, and every page reads the same by them."""
    seen = samples(make)

    rules = propose(seen)

    assert all((rules.title, rules.date, rules.body))
    assert [row for row in compare(seen, rules) if not row.same] == []


@pytest.mark.parametrize("make", [government, wordpress, portal])
def test_a_site_read_whole_is_complete(make: Maker) -> None:
    """Where the selectors give all there is, nothing else of the page needs to be looked at."""
    assert propose(samples(make)).complete


def test_wordpress_selectors_have_a_meaning() -> None:
    """Names with a meaning are preferred; ids of one post are never proposed."""
    rules = propose(samples(wordpress))

    assert rules.title in (("h1.entry-title",), ("h1",))
    assert not any("48" in selector for selector in (*rules.title, *rules.body, *rules.date, *rules.author))


def test_selectors_hold_on_pages_not_learned_from() -> None:
    """What three pages taught reads the fourth and fifth."""
    seen = samples(portal)

    rules = propose(seen[:3])

    assert all(row.same for row in compare(seen[3:], rules))


def test_two_pages_teach_nothing() -> None:
    """From fewer than three pages nobody can tell the page from the source."""
    assert propose(samples(portal, 2)) == ReadRules()


def test_a_field_without_agreement_is_left_out() -> None:
    """A site whose bylines have a class of their own each gets no author selector."""
    pages = [
        replace(portal(n), body=portal(n).body.replace(b'class="zuozhe"', f'class="zz{"abcde"[n]}x"'.encode()))
        for n in range(5)
    ]
    seen = [each for page in pages if isinstance(each := sample_of(page), Sample)]

    rules = propose(seen)

    assert not any("zz" in selector for selector in rules.author)
