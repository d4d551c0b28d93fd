"""The content of the miniature world as records: who prints what on which day, and under which number.

Markup and serving are next door in `site`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

WORLD_FILE = Path(__file__).parent / "world.yaml"
# Founder numbers articles front to back without gaps; each day starts a new hundred.
FIRST_NUMBER = {"daily": 30100, "evening": 71200, "gov": 5200, "radio": 900}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as its publisher wrote it."""

    key: str
    title: str
    paragraphs: tuple[str, ...]
    kicker: str = ""
    subtitle: str = ""
    byline: str = ""
    author: str = ""
    photo_caption: str = ""
    photo_by: str = ""
    is_photo_story: bool = False
    issuer: str = ""
    number: str = ""
    subject: str = ""
    signed: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One story at its place on one day."""

    story: Story
    number: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """One layout page with its stories in order."""

    label: str
    name: str
    stories: tuple[Printed, ...]


class World:
    """Yunjiang on its two days. Nothing of a later day is visible on an earlier one."""

    def __init__(self, path: Path = WORLD_FILE) -> None:
        self._raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.days: tuple[date, date] = (
            date.fromisoformat(self._raw["days"][0]),
            date.fromisoformat(self._raw["days"][1]),
        )

    def story(self, key: str, seen_on: date) -> Story:
        """Return a story with the text that stands on the day; some change overnight."""
        raw: Mapping[str, Any] = self._raw["articles"][key]
        text = raw["later"] if seen_on > self.days[0] and "later" in raw else raw["text"]
        photo = raw.get("photo", {})
        plain = {name: str(raw[name]) for name in ("kicker", "subtitle", "byline", "author") if name in raw}
        policy = {
            name: str(raw[name]) for name in ("issuer", "number", "subject", "signed", "attachment") if name in raw
        }
        return Story(
            key=key,
            title=raw["title"],
            paragraphs=tuple(text.strip().split("\n")),
            photo_caption=photo.get("caption", ""),
            photo_by=photo.get("by", ""),
            is_photo_story=bool(raw.get("photo_story")),
            **plain,
            **policy,
        )

    def edition(self, paper: str, day: date) -> tuple[PrintedPage, ...]:
        """Return the layout pages of a paper (`daily` or `evening`); empty when it has none that day."""
        pages = self._raw[paper].get(day.isoformat(), [])
        number = FIRST_NUMBER[paper] + 100 * max(0, (day - self.days[0]).days)
        made = []
        for page in pages:
            stories = []
            for key in page["articles"]:
                stories.append(Printed(story=self.story(key, day), number=number, day=day))
                number += 1
            made.append(PrintedPage(label=page["label"], name=page["name"], stories=tuple(stories)))
        return tuple(made)

    def posted(self, channel: str, today: date) -> Iterator[Printed]:
        """Yield what `gov` or `radio` shows today, newest first, with today's text."""
        shown = [day for day in self.days if day <= today]
        for day in reversed(shown):
            number = FIRST_NUMBER[channel] + 100 * self.days.index(day)
            for offset, key in enumerate(self._raw[channel].get(day.isoformat(), [])):
                yield Printed(story=self.story(key, today), number=number + offset, day=day)
