"""No pattern that is run on the text of a page takes more than linear time, whatever the text."""

import importlib
import pkgutil
import re
from typing import Any

import pytest

import pipelines
from pipelines.clean import tidy_line
from pipelines.limits import OutOfTime, within
from tests.pipelines.hostile import runs

CHARS = 20_000
SECONDS = 2.0
"""Of user time, for one search that takes some milliseconds where time is linear and much longer where it is not."""

TIDY = frozenset(
    {
        *("bylines._TAIL", "bylines._LINE", "founder._PAGE_LINE", "lines._ORIGINAL"),
        *("headline._SEPARATOR", "headline._SUFFIX_MARK", "headline._SITE_SUFFIX"),
        *("structured._AND", "structured._ASIDE", "structured._MONTH_BEHIND"),
    }
)
"""Run on tidy lines only, which have no two spaces side by side."""
SHORT = {"bylines._CASED": 120, "headline._SITE_SUFFIX": 600, "credits._SLASHED": 90, "parts._NUMBER": 120}
"""Run on texts up to so many characters only."""


def _patterns() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.walk_packages(pipelines.__path__, "pipelines."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found.setdefault(f"{module.name.rpartition('.')[2]}.{name}", value)
    return found


PATTERNS = _patterns()


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_a_pattern_stays_quick_on_hostile_text(name: str) -> None:
    """Twenty thousand characters of what a pattern repeats, and never finds the end of, are searched at once."""
    pattern = PATTERNS[name]
    for text in runs(pattern, SHORT.get(name, CHARS)):
        read = tidy_line(text) if name in TIDY else text
        with within(SECONDS):
            pattern.search(read if isinstance(pattern.pattern, str) else read.encode("utf-8", "replace"))


def test_the_exceptions_are_patterns_of_the_house() -> None:
    """Every pattern that is excused is there."""
    assert (TIDY | set(SHORT)) - set(PATTERNS) == set()


def test_the_limit_is_felt() -> None:
    """A pattern that tries the same letters twice is stopped."""
    with pytest.raises(OutOfTime), within(0.1):
        re.search("(?:a|aa)+$", "a" * 100 + "b")
