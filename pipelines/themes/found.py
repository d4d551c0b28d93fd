"""Where the literals of the rules stand in many texts, as arrays: the same as `places`, for a batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.themes.attendance import attendance_lists
from pipelines.themes.letters import CODE_POINTS, codes_of_all
from pipelines.themes.page import Page
from pipelines.themes.places import WORD
from pipelines.themes.rules import Rules
from pipelines.themes.trie import Trie

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

BODY, LEAD, TITLE = 0, 1, 2
"""Parts of a page, in the order of what a hit in them is worth."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each text of a batch lies in their join, and what a place in it is worth."""

    bases: Numbers
    """First character by text."""
    size: int
    """Characters of all."""
    begins: Numbers
    """Characters before the text proper, the title and its line break, by text."""
    lead_ends: Numbers
    worth: NDArray[np.float64]
    """By text: a hit of weight 1 in body, lead and title."""

    @classmethod
    def of(cls, pages: Sequence[Page]) -> "Layout":
        """Return the layout of some pages, one line break behind each."""
        lengths = np.array([len(page.raw) + 1 for page in pages], dtype=np.int64)
        return cls(
            bases=np.cumsum(lengths) - lengths,
            size=int(lengths.sum()),
            begins=np.array([page.begins for page in pages], dtype=np.int64),
            lead_ends=np.array([page.lead_ends for page in pages], dtype=np.int64),
            worth=np.array([page.worth for page in pages], dtype=np.float64),
        )

    def part(self, text: Numbers, start: Numbers) -> Numbers:
        """Return in which part of its page each place stands."""
        return (start < self.lead_ends.take(text)).astype(np.int64) + (start < self.begins.take(text))


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of literals: by hit its literal, its text, and its place in the join of the texts."""

    number: Numbers
    text: Numbers
    place: Numbers

    def where(self, mask: Mask) -> "Found":
        """Return some of the hits."""
        return Found(self.number[mask], self.text[mask], self.place[mask])

    def as_tuples(self) -> list[tuple[int, int, int]]:
        """Return text, literal and place of each hit."""
        return list(zip(self.text.tolist(), self.number.tolist(), self.place.tolist(), strict=True))


class Finder:
    """Finds the literals of some rules in batches of texts."""

    def __init__(self, rules: Rules) -> None:
        texts = [literal.text for literal in rules.literals]
        self._trie = Trie(texts)
        self._sizes = np.array([len(text) for text in texts], dtype=np.int64)
        self._first_word = rules.first_word
        self._is_verb = np.zeros(len(texts), dtype=bool)
        self._is_verb[list(rules.attending)] = True
        self._is_word = np.zeros(CODE_POINTS, dtype=bool)
        self._is_word[[ord(letter) for letter in WORD]] = True

    def find(self, pages: Sequence[Page], layout: Layout) -> Found:
        """Return what stands in the pages; a word inside a longer one does not count."""
        codes = codes_of_all([f"{page.raw}\n" for page in pages])
        number, place = (array.astype(np.int64) for array in self._trie.find(codes))
        before = codes.take(np.maximum(place - 1, 0))  # the first character of all may be one of a word, but not before
        inside = (self._is_word.take(before) & (place > 0)) | self._is_word.take(
            codes.take(place + self._sizes.take(number))
        )
        counts = ~inside | (number < self._first_word)
        number, place = number[counts], place[counts]
        return Found(number, np.searchsorted(layout.bases, place, side="right") - 1, place)

    def outside_lists(self, pages: Sequence[Page], layout: Layout, found: Found) -> Found:
        """Return the hits that do not stand in a list of who attended."""
        verbs = found.where(self._is_verb.take(found.number))
        starts: dict[int, list[int]] = {}
        for text, start in zip(
            verbs.text.tolist(), (verbs.place - layout.bases.take(verbs.text)).tolist(), strict=True
        ):
            if start >= pages[text].begins:
                starts.setdefault(text, []).append(start)
        listed = np.zeros(layout.size, dtype=bool)
        for text, own in starts.items():
            base = int(layout.bases[text])
            for start, end in attendance_lists(pages[text].raw, sorted(own)):
                listed[base + start : base + end] = True
        return found.where(~listed.take(found.place)) if listed.any() else found
