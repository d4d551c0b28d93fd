"""One text under the rules: title and text in one string, and what a hit is worth in its parts."""

import math

from pipelines.themes.letters import fold
from pipelines.themes.taxonomy import Defaults

UNIT = 10_000
"""Amounts are counted in ten-thousandths of a score."""
USUAL_CHARS = 400
"""Characters; in longer texts the hits outside the title are divided by sqrt(chars / 400)."""

REPEAT_BONUS = 0.3
MOST_REPEATS = 200
REPEATED = (0.0, *(1 + REPEAT_BONUS * math.log1p(times - 1) for times in range(1, MOST_REPEATS + 1)))
"""What a hit that stands 1, 2, 3 ... times is worth; beyond the table as much as its last."""

Worth = tuple[float, float, float]
"""Amount of a hit of weight 1 in the body, the lead and the title."""


class Page:
    """Title and text of one article; places in it are counted over both, with one line break between."""

    __slots__ = ("_folded", "begins", "lead_ends", "raw", "worth")

    def __init__(self, title: str, text: str, defaults: Defaults) -> None:
        self.raw = f"{title}\n{text}"
        self.begins = len(title) + 1
        """Where the text begins."""
        self.lead_ends = self.begins + defaults.lead_chars
        in_body = UNIT / max(1.0, math.sqrt(len(self.raw) / USUAL_CHARS))
        self.worth: Worth = in_body, in_body * defaults.lead_boost, UNIT * defaults.title_boost
        self._folded: str | None = None

    @property
    def folded(self) -> str:
        """The same in the form of the rules' terms; made when first asked for, which few texts need."""
        if self._folded is None:
            self._folded = fold(self.raw)
        return self._folded

    def amount(self, weight: float, start: int, times: int = 1) -> int:
        """Return what a hit is worth by its first place and how often it stands."""
        in_body, in_lead, in_title = self.worth
        worth = in_body if start >= self.lead_ends else in_lead if start >= self.begins else in_title
        return int(weight * (worth * REPEATED[min(times, MOST_REPEATS)]) + 0.5)
