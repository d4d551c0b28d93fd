"""Fold characters one to one, so that two prints of one text compare equal and every offset survives.

Full-width becomes ASCII, traditional becomes simplified, capitals become small, years in Chinese digits become
digits. Nothing is inserted or removed: that is the business of `units`.
"""

from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width ASCII (U+FF01 to U+FF5E) and the ideographic space."""

CHINESE_DIGITS = "〇○零一二三四五六七八九"
AS_DIGITS = str.maketrans(CHINESE_DIGITS, "000123456789")
YEAR, YEAR_DIGITS = "年", 4

CASED_BELOW = 0x20000
"""No script from here on has capitals (Unicode 15)."""

KEPT_TEXTS = 64
"""Texts that are remembered folded and cut: one new article is compared with a handful of candidates."""

Codes = NDArray[np.uint32]
"""Code points, one a character."""


def to_codes(text: str) -> Codes:
    """Return the code points of a text; not to be written to."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def to_text(codes: Codes) -> str:
    """Return the text of code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _table() -> Codes:
    """Code point to code point; traditional characters by OpenCC's table (its first choice of each). 4.5 MB."""
    table = np.arange(0x110000, dtype=np.uint32)
    table[:CASED_BELOW] = [_small(code) for code in range(CASED_BELOW)]
    for code, plain in FULL_WIDTH.items():
        table[code] = _small(plain)
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        traditional, _, choices = line.partition("\t")
        simplified = choices.split(" ")[0]
        if len(traditional) == len(simplified) == 1:
            table[ord(traditional)] = ord(simplified)
    return table


def _small(code: int) -> int:
    """The small letter of a capital; a few capitals, such as İ, have two small characters and stay."""
    small = chr(code).lower()
    return ord(small) if len(small) == 1 else code


@lru_cache(maxsize=KEPT_TEXTS)
def fold(text: str) -> str:
    """Return the text folded, with the same number of characters.

    >>> fold("鎮江２０２４")
    '镇江2024'
    """
    small = to_text(_table()[to_codes(text)])
    at = small.find(YEAR)
    while at >= 0:
        digits = small[max(0, at - YEAR_DIGITS) : at]
        if len(digits) == YEAR_DIGITS and not digits.strip(CHINESE_DIGITS):
            small = small[: at - YEAR_DIGITS] + digits.translate(AS_DIGITS) + small[at:]
        at = small.find(YEAR, at + 1)
    return small
