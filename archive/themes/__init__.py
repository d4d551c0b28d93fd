"""What people and new rules do to the themes of stored articles: corrections, codings, versions, retagging.

Knows no rule: the tagger is handed in, or has worked before. A correction wins over every rule, for good.
"""

from archive.themes.corrections import corrections, decide, undo
from archive.themes.records import Reviewed, Verdict

__all__ = ["Reviewed", "Verdict", "corrections", "decide", "undo"]
