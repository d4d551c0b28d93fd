"""Cut a text into the units that the duplicate engine counts: a CJK character, a word, a number.

Punctuation, white space and line breaks carry no unit. Each unit knows where it stands in the original text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.dedup.fold import KEPT_TEXTS, Codes, fold, to_codes, to_text

ALONE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts without spaces between words: kana, Han, Hangul. Each character is a unit."""

ALONE_RANGES = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""The same as code points, both ends inclusive."""

LONGER = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_{ALONE}]+")
"""A number or a word."""

CHINESE_NUMERALS = frozenset("一二三四五六七八九十百千万亿两")
ENGLISH_NUMERALS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
ENGLISH_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
FIRST_MONTHS = frozenset(["january", "february", "march", "april", "may", "june"])
LAST_MONTHS = frozenset(["july", "august", "september", "october", "november", "december"])
FACT_WORDS = CHINESE_NUMERALS | ENGLISH_NUMERALS | ENGLISH_DAYS | FIRST_MONTHS | LAST_MONTHS
"""Units that state a number or a day without digits."""

Places = NDArray[np.int64]


def _marked(*ranges: tuple[int, int]) -> NDArray[np.bool_]:
    """Return for every code point whether it lies in one of the ranges."""
    marked = np.zeros(0x110000, np.bool_)
    for least, most in ranges:
        marked[least : most + 1] = True
    return marked


STANDS_ALONE = _marked(*ALONE_RANGES)
IS_NUMERAL = _marked(*((ord(sign), ord(sign)) for sign in CHINESE_NUMERALS))


@dataclass(frozen=True, kw_only=True, eq=False)
class Units:
    """A text as units, with the place of each in the original. Two are equal when they are one object."""

    first: Places
    """Where each unit begins in the original."""
    past: Places
    """Where it ends, exclusive."""
    characters: Codes
    """Code point of each unit that is one character of a script without spaces, 0 for words and numbers."""
    letters: tuple[str, ...]
    """The words and numbers, in the order in which they stand; commas inside numbers dropped."""

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The units, folded; commas inside numbers dropped."""
        words = list(to_text(self.characters))
        for place, word in zip(self.places, self.letters, strict=True):
            words[place] = word
        return tuple(words)

    @cached_property
    def places(self) -> list[int]:
        """Where among the units the words and numbers stand."""
        places: list[int] = np.flatnonzero(self.characters == 0).tolist()
        return places

    @cached_property
    def starts(self) -> list[int]:
        """Where each unit begins, as plain numbers."""
        starts: list[int] = self.first.tolist()
        return starts

    @cached_property
    def ends(self) -> list[int]:
        """Where each unit ends, as plain numbers."""
        ends: list[int] = self.past.tolist()
        return ends

    @cached_property
    def stated(self) -> list[int]:
        """The places of the units that state a number, date or ordinal."""
        written = [place for place, word in zip(self.places, self.letters, strict=True) if is_fact(word)]
        return sorted(written + np.flatnonzero(IS_NUMERAL[self.characters]).tolist())


@lru_cache(maxsize=KEPT_TEXTS)
def read_units(text: str) -> Units:
    """Return the units of a text.

    >>> read_units("拨款1,200元").words
    ('拨', '款', '1200', '元')
    """
    codes = to_codes(fold(text))
    alone = STANDS_ALONE[codes]
    letters, starts, ends = _written(codes, alone)
    begins = alone.copy()
    begins[starts] = True
    first = np.flatnonzero(begins)
    past = first + 1
    past[np.searchsorted(first, starts)] = ends
    return Units(
        first=first, past=past, characters=np.where(alone[first], codes[first], np.uint32(0)), letters=tuple(letters)
    )


def _written(codes: Codes, alone: NDArray[np.bool_]) -> tuple[list[str], Places, Places]:
    """Return the words and numbers, where they start and where they end.

    They are looked for in what is left of the text when each stretch of characters that stand alone is one space: the
    expression takes most of its time where it finds nothing.
    """
    left = ~alone
    left[1:] |= alone[1:] & ~alone[:-1]
    places = np.flatnonzero(left)
    rest = to_text(np.where(alone[places], np.uint32(0x20), codes[places]))
    spans = [found.span() for found in LONGER.finditer(rest)]
    words = [rest[start:end] for start, end in spans]
    if "," in rest:
        words = [word.replace(",", "") for word in words]
    starts = np.fromiter((start for start, _ in spans), np.int64, len(spans))
    ends = np.fromiter((end for _, end in spans), np.int64, len(spans))
    return words, places[starts], places[ends - 1] + 1


def is_fact(word: str) -> bool:
    """True for a unit that states a number, date or ordinal."""
    return word in FACT_WORDS or word[0].isdigit()


def facts(words: Iterable[str]) -> frozenset[str]:
    """Return the units that state a number, date or ordinal: what a template changes from day to day."""
    return frozenset(filter(is_fact, words))
