"""Fold characters one to one, so that two prints of one text compare equal and every offset survives.

Full-width becomes ASCII, traditional becomes simplified, capitals become small, years in Chinese digits become
digits. Nothing is inserted or removed: that is the business of `units`.
"""

import re
from functools import cache
from importlib.resources import files

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width ASCII (U+FF01 to U+FF5E) and the ideographic space."""

CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
CHINESE_YEAR = re.compile("[〇○零一二三四五六七八九]{4}(?=年)")


@cache
def _table() -> dict[int, int]:
    """Code point to code point, from OpenCC's table of traditional characters (its first choice of each)."""
    table = dict(FULL_WIDTH)
    lines = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        traditional, _, choices = line.partition("\t")
        simplified = choices.split(" ")[0]
        if len(traditional) == len(simplified) == 1:
            table[ord(traditional)] = ord(simplified)
    return table


def fold(text: str) -> str:
    """Return the text folded, with the same number of characters.

    >>> fold("鎮江２０２４")
    '镇江2024'
    """
    plain = text.translate(_table())
    small = plain.lower()
    if len(small) != len(plain):  # a few capitals, such as İ, have two small characters
        small = "".join(low if len(low := char.lower()) == 1 else char for char in plain)
    if "年" in small:
        small = CHINESE_YEAR.sub(lambda year: year[0].translate(CHINESE_DIGITS), small)
    return small
