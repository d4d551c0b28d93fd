"""Optional: an index of tantivy beside the archive that finds single characters and counts words sooner.

Answers are the archive's own, to the last digit; without it, or whenever it is not in order, the archive answers
alone. A tick or a command feeds it from the numbered changes of the archive; the last one that it has taken in stands
in its own commit, so a kill at any point loses nothing. Why so, with figures: docs/decisions/0014.
"""

from archive.search.accelerator.accelerated import Accelerated
from archive.search.accelerator.feed import Fed, feed
from archive.search.accelerator.folder import Busy, drop
from archive.search.accelerator.standings import Standing, standing

__all__ = ["Accelerated", "Busy", "Fed", "Standing", "drop", "feed", "standing"]
