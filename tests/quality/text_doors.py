"""Doors for measuring what is read from texts: themes, policy, duplicates.

They call the product's own functions and nothing else.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from archive.records import NewsText
from pipelines.dedup import same as judge
from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.coder import Coded, Coder, learn_codes


@cache
def tagger() -> Tagger:
    """The tagger on the bundled taxonomy."""
    return Tagger(load_taxonomy())


class _Tag:
    """Callable as the harness wants it; `raw` also gives themes below their threshold."""

    def __call__(self, title: str, body: str) -> list[tuple[str, float]]:
        return [(tag.theme, tag.score) for tag in tagger().tag(title, body).tags]

    def raw(self, title: str, body: str) -> list[tuple[str, float]]:
        """Every theme with any evidence."""
        return list(tagger().scores(title, body).items())


tag = _Tag()


def policy(title: str, body: str) -> float:
    """How much a text is about policy at all."""
    return tagger().tag(title, body).policy


class _Taught:
    """A coder as the harness wants it: every label with its score, those above `cut` given."""

    cut = 0.0

    def __init__(self, coder: Coder) -> None:
        self.coder = coder

    def __call__(self, title: str, body: str) -> list[tuple[str, float]]:
        return list(self.coder.scores(title, body).items())


def fit(rows: Sequence[Mapping[str, Any]]) -> _Taught:
    """Learn the labels of a set's training half (title, text, labels)."""
    taught = [Coded(title=row["title"], text=row["text"], codes=tuple(row["labels"])) for row in rows]
    return _Taught(learn_codes(taught))


def same(a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    """Probability that two texts (title, body, optional date) are one news text."""
    return judge(_news_text(a), _news_text(b)).score


def _news_text(given: Mapping[str, Any]) -> NewsText:
    return NewsText(
        title=given.get("title") or "", text=given.get("body") or "", published_on=read_day(given.get("date"))
    )


def read_day(given: object) -> date | None:
    """Return the day in the forms the labelled sets use: 20251106, 7-APR-1987 00:03, milliseconds since 1970."""
    text = str(given or "").split(" ")[0]
    for form in ("%Y%m%d", "%Y-%m-%d", "%d-%b-%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return datetime.fromtimestamp(int(text) / 1000, UTC).date() if text.isdigit() and len(text) == 13 else None
