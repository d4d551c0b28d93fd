"""The records that pass through the house: standard-library dataclasses, no behaviour beyond reading themselves.

Database models stay inside `archive.models`; text from outside is checked at its door and is one of these after it.
Times end in `_at` (aware, UTC), days in `_on`. Offsets count characters of the stored string, end exclusive.
"""

from archive.records.answers import Answer, FacetCount, Hit, Mark, Snippet
from archive.records.articles import Attachment, Caption, Draft, Kind, Person, Placement, Reason, Rejected, Role
from archive.records.captures import Capture, CaptureRef, EditionRead, KnownAddress, LayoutEntry, LayoutPage
from archive.records.duplicates import FOLDING, Fingerprint, Ground, Judge, NewsText, Relation, Verdict
from archive.records.marks import Evidence, Mention, Tag, ThemeName
from archive.records.runs import Ledger, Outcome, RunRecord, Saved, SourceLine, SourceRow, SourceState

__all__ = [
    "FOLDING",
    "Answer",
    "Attachment",
    "Caption",
    "Capture",
    "CaptureRef",
    "Draft",
    "EditionRead",
    "Evidence",
    "FacetCount",
    "Fingerprint",
    "Ground",
    "Hit",
    "Judge",
    "Kind",
    "KnownAddress",
    "LayoutEntry",
    "LayoutPage",
    "Ledger",
    "Mark",
    "Mention",
    "NewsText",
    "Outcome",
    "Person",
    "Placement",
    "Reason",
    "Rejected",
    "Relation",
    "Role",
    "RunRecord",
    "Saved",
    "Snippet",
    "SourceLine",
    "SourceRow",
    "SourceState",
    "Tag",
    "ThemeName",
    "Verdict",
]
