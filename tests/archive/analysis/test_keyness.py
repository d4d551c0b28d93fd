"""What stands out in one result against another."""

import math

import pytest
from sqlalchemy import Engine

from archive.analysis import keyness, log_likelihood

pytestmark = pytest.mark.both_databases


def test_g2_is_dunnings() -> None:
    """G² of 10 in 20 against 5 in 40 is what the formula gives by hand, and is negative the other way round."""
    cells = [(10, 5.0), (10, 15.0), (5, 10.0), (35, 30.0)]
    by_hand = 2 * sum(seen * math.log(seen / expected) for seen, expected in cells)

    assert log_likelihood(10, 20, 5, 40) == pytest.approx(by_hand)
    assert log_likelihood(5, 40, 10, 20) == pytest.approx(-by_hand)


@pytest.mark.parametrize("figures", [(0, 5, 0, 5), (5, 5, 5, 5), (3, 10, 3, 10), (0, 0, 1, 4)])
def test_g2_of_no_difference_is_nothing(figures: tuple[int, int, int, int]) -> None:
    """The same share on both sides, no articles or all articles, give 0."""
    assert log_likelihood(*figures) == pytest.approx(0)


def test_words_of_one_side_stand_out(library: Engine) -> None:
    """Runs that only one query's articles have come first on its side, the other's behind with a negative score."""
    found = keyness(library, "棋院", "合龙")

    assert (found.read, found.total) == ((3, 5), (3, 5))
    first = [term for term in found.terms if term.score > 0]
    second = [term for term in found.terms if term.score < 0]
    assert "文化宫" in "".join(term.text for term in first) or any("棋" in term.text for term in first)
    assert all((term.count, term.other_count) == (3, 0) for term in first)
    assert all(term.count == 0 and term.other_count >= 3 for term in second)


def test_pieces_of_a_longer_run_are_left_out(library: Engine) -> None:
    """Of 滨江新区 and its pieces, of equal count, no piece is given beside a run that holds it."""
    terms = [term.text for term in keyness(library, "合龙", "棋院").terms]

    assert not [(one, other) for one in terms for other in terms if one != other and one in other]


def test_without_another_query_the_rest_is_the_other_side(library: Engine) -> None:
    """The second side is then every article that the first does not find."""
    found = keyness(library, "棋院")

    assert (found.other, found.total) == ("", (3, 6))


def test_an_empty_side_gives_no_terms(library: Engine) -> None:
    """When a query finds nothing there is nothing to tell apart."""
    assert keyness(library, "棋院", "没有这个词").terms == ()
