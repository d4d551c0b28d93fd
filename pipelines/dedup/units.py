"""Cut a text into the units that the duplicate engine counts: a CJK character, a word, a number.

Punctuation, white space and line breaks carry no unit. Each unit knows where it stands in the original text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.dedup.fold import fold

ALONE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts without spaces between words: kana, Han, Hangul. Each character is a unit."""

ALONE_RANGES = ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""The same as code points, both ends inclusive."""

FIRST_CHARACTER = 0x3040
"""A unit of one character is a word of its own from here on; before are letters and digits."""

LONGER = re.compile(rf"\d+(?:[.,]\d+)*|[^\W\d_{ALONE}]+")
"""A number or a word."""

CHINESE_NUMERALS = frozenset("一二三四五六七八九十百千万亿两")
ENGLISH_NUMERALS = frozenset(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
ENGLISH_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
FIRST_MONTHS = frozenset(["january", "february", "march", "april", "may", "june"])
LAST_MONTHS = frozenset(["july", "august", "september", "october", "november", "december"])
FACT_WORDS = CHINESE_NUMERALS | ENGLISH_NUMERALS | ENGLISH_DAYS | FIRST_MONTHS | LAST_MONTHS
"""Units that state a number or a day without digits."""

KEPT_TEXTS = 64
"""Texts whose units are remembered: one new article is compared with a handful of candidates."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """A text as units, with the place of each in the original. Two are equal when they are one object."""

    words: tuple[str, ...]
    """Folded; commas inside numbers dropped."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    characters: NDArray[np.uint32]
    """Code point of each unit that is one character of a script without spaces, 0 for words and numbers."""

    def __len__(self) -> int:
        return len(self.words)


@lru_cache(maxsize=KEPT_TEXTS)
def read_units(text: str) -> Units:
    """Return the units of a text.

    >>> read_units("拨款1,200元").words
    ('拨', '款', '1200', '元')
    """
    folded = fold(text)
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4")
    longer = np.array([found.span() for found in LONGER.finditer(folded)], np.int64).reshape(-1, 2)
    alone = _alone(codes)
    starts = np.concatenate((alone, longer[:, 0]))
    ends = np.concatenate((alone + 1, longer[:, 1]))
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    first, last = starts.tolist(), ends.tolist()
    words = [folded[start:end] for start, end in zip(first, last, strict=True)]
    if "," in folded:
        words = [word.replace(",", "") for word in words]
    single = codes[starts]
    single[(ends - starts != 1) | (single < FIRST_CHARACTER)] = 0
    return Units(words=tuple(words), starts=tuple(first), ends=tuple(last), characters=single)


def _alone(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The places of the characters that are units by themselves."""
    found = np.zeros(len(codes), bool)
    for least, most in ALONE_RANGES:
        found |= (codes >= least) & (codes <= most)
    return np.flatnonzero(found)


def facts(words: Iterable[str]) -> frozenset[str]:
    """Return the units that state a number, date or ordinal: what a template changes from day to day."""
    return frozenset(word for word in set(words) if word in FACT_WORDS or word[0].isdigit())
