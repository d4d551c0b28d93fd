"""Cut a text into the units that the duplicate engine counts: a CJK character, a word, a number.

Punctuation, white space and line breaks carry no unit. Each unit knows where it stands in the original text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipelines.dedup.fold import fold

ALONE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts without spaces between words: kana, Han, Hangul. Each character is a unit."""

UNIT = re.compile(rf"[{ALONE}]|\d+(?:[.,]\d+)*|[^\W\d_{ALONE}]+")

CHINESE_NUMERALS = frozenset("一二三四五六七八九十百千万亿两")
ENGLISH_NUMERALS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
ENGLISH_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
FIRST_MONTHS = frozenset(["january", "february", "march", "april", "may", "june"])
LAST_MONTHS = frozenset(["july", "august", "september", "october", "november", "december"])
FACT_WORDS = CHINESE_NUMERALS | ENGLISH_NUMERALS | ENGLISH_DAYS | FIRST_MONTHS | LAST_MONTHS
"""Units that state a number or a day without digits."""

KEPT_TEXTS = 64
"""Texts whose units are remembered: one new article is compared with a handful of candidates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """A text as units, with the place of each in the original."""

    words: tuple[str, ...]
    """Folded; commas inside numbers dropped."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)


@lru_cache(maxsize=KEPT_TEXTS)
def read_units(text: str) -> Units:
    """Return the units of a text.

    >>> read_units("拨款1,200元").words
    ('拨', '款', '1200', '元')
    """
    words, starts, ends = [], [], []
    for found in UNIT.finditer(fold(text)):
        words.append(found[0].replace(",", ""))
        starts.append(found.start())
        ends.append(found.end())
    return Units(words=tuple(words), starts=tuple(starts), ends=tuple(ends))


def is_character(unit: str) -> bool:
    """True for a unit that is one character of a script without spaces."""
    return len(unit) == 1 and unit >= "\u3040"


def facts(words: Iterable[str]) -> frozenset[str]:
    """Return the units that state a number, date or ordinal: what a template changes from day to day."""
    return frozenset(word for word in words if word in FACT_WORDS or word[0].isdigit())
