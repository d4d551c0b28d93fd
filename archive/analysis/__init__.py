"""What a whole result says: over time and as a share, beside other queries, what stands out in it, what is like it.

Reads through the search index and the rows; knows no screen. Every figure says what it was counted over.
"""

from archive.analysis.compare import MOST_QUERIES, Comparison, compare
from archive.analysis.keyness import Keyness, Term, keyness, log_likelihood
from archive.analysis.plot import as_png, plot, sparkline
from archive.analysis.similar import Similar, similar
from archive.analysis.timeline import GRAINS, Grain, Point, Timeline, collected, timeline
from archive.analysis.together import Companion, Companions, together

__all__ = [
    "GRAINS",
    "MOST_QUERIES",
    "Companion",
    "Companions",
    "Comparison",
    "Grain",
    "Keyness",
    "Point",
    "Similar",
    "Term",
    "Timeline",
    "as_png",
    "collected",
    "compare",
    "keyness",
    "log_likelihood",
    "plot",
    "similar",
    "sparkline",
    "timeline",
    "together",
]
