"""Bring letters and digits into one form for matching, one character for one, so that offsets stay true.

A text is looked up in a table as an array: four times as fast as `str.lower` with a search for full-width letters,
and twenty-five times as fast as `str.translate`.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
"""Numbers of characters (Unicode code points)."""

CODE_POINTS = 0x110000
CASED = range(0x3000)
"""Where letters have capitals, the full-width ones apart."""
FULL_WIDTH = {
    **{code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF41, 0xFF5B))},
    **{code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)},
}
"""Full-width digits and letters → ASCII ones; punctuation is left alone."""

TRADITIONAL = re.compile(
    "[們這國會來時說對發動經現實開關產業務總長東門問間書學習應還進過見讓認識設計記論與為個號後鎮區縣]"
)
"""Characters that no simplified text has, and that hardly a traditional one is without."""
LOOKED_AT = 120
"""Characters in which one of them is looked for."""


def fold(text: str) -> str:
    """Return the text in small letters, ASCII digits and simplified characters, of the same number of characters.

    >>> fold("ＡＩ与5G"), fold("鎮江人才公寓開工")
    ('ai与5g', '镇江人才公寓开工')
    """
    table = folding(is_traditional=is_traditional(text))
    return table.take(codes_of(text)).tobytes().decode("utf-32-le", "surrogatepass")


def codes_of(text: str) -> Codes:
    """Return the numbers of a text's characters, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<i4")


def codes_of_all(texts: Sequence[str]) -> Codes:
    """Return the same of texts behind one another, those in traditional characters made simplified."""
    codes = codes_of("".join(texts))
    begin = 0
    for text in texts:
        end = begin + len(text)
        if is_traditional(text):
            codes = codes if codes.flags.writeable else codes.copy()
            codes[begin:end] = folding(is_traditional=True).take(codes[begin:end])
        begin = end
    return codes


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional characters, by its first ones."""
    return TRADITIONAL.search(text, 0, LOOKED_AT) is not None


@cache
def folding(*, is_traditional: bool) -> Codes:
    """Return for each character the one that it is folded to."""
    table = np.arange(CODE_POINTS, dtype="<i4")
    for code in CASED:
        small = chr(code).lower()
        if len(small) == 1:
            table[code] = ord(small)
    for code, folded in FULL_WIDTH.items():
        table[code] = folded
    if is_traditional:
        for code, folded in _simplified().items():
            table[code] = folded
    return table


def _simplified() -> dict[int, int]:
    """Return traditional → simplified, one character for one: OpenCC's TSCharacters (Apache-2.0), first choices."""
    package = find_spec("opencc")
    if package is None or package.origin is None:
        return {}
    table = Path(package.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split()[:2] for line in table.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): ord(pair[1]) for pair in pairs if len(pair) == 2 and len(pair[0]) == len(pair[1]) == 1}
