"""Stories of print that begin on one layout page and go on on another: 下转第2版 on one, 上接第1版 on the other. Pure.

Some papers have each half under an address of its own, some the whole story under both. Halves belong together when
the marks name each other's page and both pages' lists give them the same title.
"""

import re
from dataclasses import dataclass, field
from datetime import date

GOES_ON = re.compile(r"(?:下转|转下)\s*第?\s*([A-Za-z]?\d{1,3})\s*版")
COMES_FROM = re.compile(r"(?:上接|紧接)\s*第?\s*([A-Za-z]?\d{1,3})\s*版")
GAPS = re.compile(r"[\s\u3000\xa0]+")


@dataclass(slots=True)
class Printed:
    """Which stories stand on which layout pages, as far as these have been read."""

    _at: dict[tuple[date, str], dict[str, str]] = field(default_factory=dict)
    """Day and bare label of a layout page → folded title → address."""

    def add(self, day: date, label: str, title: str, url: str) -> None:
        """Write down a story of a layout page; of two with one title neither can be told."""
        stories = self._at.setdefault((day, _bare(label)), {})
        folded = GAPS.sub("", title)
        stories[folded] = url if stories.get(folded, url) == url else ""

    def behind(self, text: str, day: date, title: str) -> str:
        """Return where the story on a page goes on; empty when it does not, or nobody knows where."""
        return self._other(GOES_ON, text, day, title)

    def before(self, text: str, day: date, title: str) -> str:
        """Return where the story on a page has begun; empty when it begins here, or nobody knows where."""
        return self._other(COMES_FROM, text, day, title)

    def _other(self, mark: re.Pattern[str], text: str, day: date, title: str) -> str:
        folded = GAPS.sub("", title)
        found = (self._at.get((day, _bare(label)), {}).get(folded, "") for label in mark.findall(text))
        return next(filter(None, found), "") if folded else ""


def _bare(label: str) -> str:
    """The label without leading zeros: 下转2版 means page 02.

    >>> _bare("A02"), _bare("02")
    ('A2', '2')
    """
    return re.sub(r"^([A-Za-z]*)0+(?=\d)", r"\1", label).upper()
