"""Fold text: full-width = half-width, capital = small, traditional = simplified.

One folding for the index, the query and the marks on the page. Splits folded text into runs: unbroken stretches of
Chinese, Japanese or Korean characters, or of other letters and digits. Keeps no text.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

CJK = (
    "\u3005-\u3007"  # 々〆〇: 〇 is written in years
    "\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\uac00-\ud7af"  # kana without the middle dot, hangul
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
WORD = rf"[^\W_{CJK}]"
RUN = re.compile(rf"[{CJK}]+|{WORD}+")
IS_CJK = re.compile(f"[{CJK}]")

# Traditional in the table, but also standard in simplified text with a meaning of its own: 乾坤, 蒜薹, 哪吒.
OWN_IN_SIMPLIFIED = "乾薹吒"
# Starters that join the character before them (canonical composition), apart from combining marks and jamo.
JOINING_STARTERS = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
# Ranges without combining marks, jamo and joining starters: what Chinese news is written in.
LONG = 40
"""Characters from which a text is folded one by one; far more than any single character becomes."""
PERHAPS_JOINING = re.compile(
    "[^\x00-\u02ff\u2000-\u206f\u3000-\u3029\u3041-\u3096\u30a1-\u30fe\u3400-\u9fff\uff01-\uff5e]"
)


@cache
def _simplified() -> dict[int, int]:
    """Return the map of single characters: traditional → simplified, and the final sigma.

    From OpenCC's TSCharacters (Apache-2.0), first choice of each line; one to one, so that lengths stay.
    """
    package = find_spec("opencc")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the package opencc-python-reimplemented is not installed")
    table = Path(package.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = dict(line.split()[:2] for line in table.read_text(encoding="utf-8").splitlines() if len(line.split()) > 1)
    single = {a: b for a, b in pairs.items() if len(a) == len(b) == 1 and a not in OWN_IN_SIMPLIFIED}
    # 薴 → 苧 → 苎: followed to the end, so that folding twice is folding once.
    direct = {a: single.get(b, b) for a, b in single.items() if a != b}
    return {ord("ς"): ord("σ"), **{ord(a): ord(b) for a, b in direct.items()}}


def fold(text: str) -> str:
    """Return the text in the one form in which it is indexed, asked for and marked.

    >>> fold("ＧＤＰ與鎮江")
    'gdp与镇江'
    """
    if len(text) > LONG and not PERHAPS_JOINING.search(text):
        # Character by character is the same here, and costs half.
        return "".join(map(_pieces.__getitem__, text))
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.lower() if plain.isascii() else plain.lower().translate(_simplified())


def fold_value(text: str) -> str:
    """Return the value of a filter in the form in which it is kept and asked for: single spaces, no straight quotes.

    >>> fold_value(' Li  "Ming"')
    'li ming'
    """
    return " ".join(fold(text).replace('"', " ").split())


def runs(text: str) -> tuple[str, ...]:
    """Return the runs of a text, folded; punctuation falls away.

    >>> runs("5G基站，已建成")
    ('5g', '基站', '已建成')
    """
    return tuple(RUN.findall(fold(text)))


def is_cjk(run: str) -> bool:
    """True when the run is of Chinese, Japanese or Korean characters."""
    return IS_CJK.match(run) is not None


@lru_cache(maxsize=4096)
def pattern(sought: tuple[str, ...]) -> re.Pattern[str]:
    """Return the expression that finds these runs in folded text.

    A run of CJK characters matches inside longer ones, another run only whole. Between two CJK runs stands at least
    one character that is no letter; where another run meets, there may be any number of them.
    """
    parts: list[str] = []
    for number, run in enumerate(sought):
        if number:
            parts.append(r"[\W_]+" if is_cjk(run) and is_cjk(sought[number - 1]) else r"[\W_]*")
        parts.append(re.escape(run) if is_cjk(run) else rf"(?<!{WORD}){re.escape(run)}(?!{WORD})")
    return re.compile("".join(parts))


@lru_cache(maxsize=65536)
def _joins(character: str) -> bool:
    """True when the character may melt into the one before it when folded."""
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.combining(first) != 0 or "\u1160" <= first <= "\u11ff" or first in JOINING_STARTERS


class _Pieces(dict[str, str]):
    """Single characters, folded; filled as they are met."""

    def __missing__(self, character: str) -> str:
        piece = self[character] = fold(character)
        return piece


_pieces = _Pieces()


def origins(text: str, folded: str) -> Sequence[int]:
    """Return for each character of `fold(text)` where it began in the text; one more for the end.

    A character that folds to several (㎡ → m2) gives all of them its own place.
    """
    if len(folded) == len(text) and not PERHAPS_JOINING.search(text):
        return range(len(text) + 1)  # nothing can have become shorter, so nothing became longer
    pieces = list(map(_pieces.__getitem__, text))
    if "".join(pieces) != folded:
        return _origins_of_groups(text)
    if len(folded) == len(text):
        return range(len(text) + 1)
    return [place for place, piece in enumerate(pieces) for _ in piece] + [len(text)]


def _origins_of_groups(text: str) -> list[int]:
    """Return the origins where some characters melt into the one before them: they fold as a group."""
    found: list[int] = []
    start, length = 0, len(text)
    while start < length:
        end = start + 1
        while end < length and _joins(text[end]):
            end += 1
        found.extend([start] * len(fold(text[start:end])))
        start = end
    return [*found, length]
