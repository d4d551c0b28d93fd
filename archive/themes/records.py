"""The records of this room."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a reviewer says of one theme of one article."""

    ACCEPT = "accept"
    """The theme is right."""
    REJECT = "reject"
    """It is wrong, whatever the rules say."""
    ADD = "add"
    """It is missing."""


@dataclass(slots=True, kw_only=True)
class Reviewed:
    """One correction, standing or taken back."""

    id: int
    article_id: int
    theme: str
    verdict: str
    reviewer: str
    at: datetime
    note: str
    undone_at: datetime | None
    """None while it stands."""
    undone_by: str


@dataclass(slots=True, kw_only=True)
class Unsure:
    """A theme of an article that a person should look at."""

    article_id: int
    title: str
    source: str
    published_on: date | None
    theme: str
    score: float
    confidence: float
    """Probability that a tag of this score is right."""
    central: bool


@dataclass(slots=True, kw_only=True)
class Coded:
    """All themes that one coder gave one article."""

    article_id: int
    coder: str
    themes: tuple[str, ...]
    at: datetime


@dataclass(slots=True, kw_only=True)
class Kept:
    """One version of the taxonomy that the archive keeps."""

    sha256: str
    version: str
    kept_at: datetime
    pinned_at: datetime | None
    """When readers were last switched to it; the latest of all is the one in force."""
