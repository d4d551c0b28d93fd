"""Read the facts that tell one notice from the next: numbers by their value, days, months, names of places.

A number counts by what it says, not by how it is written: 二十三, 23 and twenty-three digits apart by a line break
are one fact; 第三次 and 第四次 are two.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.dedup.alignment import Gap
from pipelines.dedup.units import CHINESE_NUMERALS, Units, is_fact

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
SMALL_SCALES = {"十": 10, "百": 100, "千": 1000}
LARGE_SCALES = {"万": 10**4, "亿": 10**8}
ENGLISH_SCALES = {
    "thousand": 10**3,
    "mln": 10**6,
    "million": 10**6,
    "bln": 10**9,
    "billion": 10**9,
    "trillion": 10**12,
}
ENGLISH_DIGITS = {
    word: value
    for value, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
LONGEST_VALUE = 15
"""Digits that a float keeps; a longer one is a number of a file or a telephone and stays a word."""

NAME_ENDS = frozenset("区县市镇乡村路街道巷桥省州国社局院校")
"""Units that end the names of places and offices."""
NAME_SIZES = (2, 10)
"""Units of a name that is put in the place of another; one replaced character is more often a misprint."""
SELF_NAMES = frozenset(["当地", "本市", "我市", "全市", "该市", "本县", "我县", "全县", "该县", "本区", "我区", "全区"])
"""A reprint writes these for the name of the place, and the other way."""


def quantities(words: Sequence[str], stated: Iterable[int] | None = None) -> Counter[str]:
    """Return the numbers, days and months that words state, each by its value; `stated` are their places if known.

    >>> sorted(quantities(("第", "二", "十", "三", "届", "1.5", "亿", "monday")))
    ['150000000', '23', 'monday']
    """
    found: Counter[str] = Counter()
    done = 0
    for place in [at for at, word in enumerate(words) if is_fact(word)] if stated is None else stated:
        if place < done:
            continue
        value, done = _read(words, place)
        if value:
            found[value] += 1
    return found


def state_other_facts(a: Sequence[str], b: Sequence[str]) -> bool:
    """True when each side states a fact that the other does not: a substitution, not an omission."""
    return compare_facts(a, b)[0]


def compare_facts(a: Sequence[str], b: Sequence[str]) -> tuple[bool, bool]:
    """Return whether each side states a fact that the other does not, and whether their facts differ at all."""
    of_a, of_b = quantities(a), quantities(b)
    if not (of_a - of_b and of_b - of_a):
        return False, of_a != of_b
    digits = _digits(a)
    return not digits or digits != _digits(b), True  # a line break inside 6.1 makes two numbers of one


def widened(gap: Gap, a: Units, b: Units) -> Gap:
    """Return the gap with the Chinese numerals beside it: between 二十三 and 二十四 stands more than 三 and 四."""
    if not gap.between_runs:
        return gap
    before = 0
    while gap.a[0] > before and gap.b[0] > before and a.words[gap.a[0] - before - 1] in CHINESE_NUMERALS:
        before += 1
    after = 0
    while gap.a[1] + after < len(a) and a.words[gap.a[1] + after] in CHINESE_NUMERALS:
        after += 1
    return Gap(
        (gap.a[0] - before, gap.a[1] + after), (gap.b[0] - before, min(len(b), gap.b[1] + after)), between_runs=True
    )


def replaces_name(gap: Gap, a: Units, b: Units) -> bool:
    """True when the name of one place or office stands where the other text has another one."""
    of_a, of_b = a.words[slice(*gap.a)], b.words[slice(*gap.b)]
    least, most = NAME_SIZES
    if not gap.between_runs or max(len(of_a), len(of_b)) < least or max(len(of_a), len(of_b)) > most:
        return False
    if not (_all_letters(a, gap.a) and _all_letters(b, gap.b)):
        return False
    joined_a, joined_b = "".join(of_a), "".join(of_b)
    if joined_a in joined_b or joined_b in joined_a or {joined_a, joined_b} & SELF_NAMES:
        return False
    if of_a[-1] in NAME_ENDS and of_b[-1] in NAME_ENDS:
        return True
    follows = a.words[gap.a[1] : gap.a[1] + 2]
    return bool(follows) and (follows[0] in NAME_ENDS or follows == ("大", "道"))


def _all_letters(units: Units, place: tuple[int, int]) -> bool:
    """True for characters of a script without spaces only."""
    return bool(units.characters[slice(*place)].all())


def _read(words: Sequence[str], place: int) -> tuple[str, int]:
    """Return the fact that begins at a word, by its value, and where it ends; an empty one for 千家万户."""
    word = words[place]
    if word in CHINESE_NUMERALS:
        return _chinese(words, place)
    if word in ENGLISH_DIGITS:
        return _scaled(float(ENGLISH_DIGITS[word]), words, place + 1)
    if not word[0].isdigit():
        return word, place + 1
    try:
        value = float(word)
    except ValueError:  # 1.2.3, or a sign that only looks like a digit
        return word, place + 1
    if len(word) > LONGEST_VALUE:
        return word, place + 1
    return _scaled(value, words, place + 1)


def _scaled(value: float, words: Sequence[str], place: int) -> tuple[str, int]:
    """Multiply a number by the scales after it: 3 千 万, 1.5 million."""
    while place < len(words):
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in LARGE_SCALES or word in ENGLISH_SCALES:
            value *= LARGE_SCALES.get(word) or ENGLISH_SCALES[word]
        elif word in SMALL_SCALES and following in LARGE_SCALES:  # not 5 千 米
            value *= SMALL_SCALES[word]
        else:
            break
        place += 1
    return f"{value:.12g}", place


def _chinese(words: Sequence[str], place: int) -> tuple[str, int]:
    """Read a number in Chinese numerals: 一百二十三万 by places, 二五 digit by digit."""
    start = place
    while place < len(words) and words[place] in CHINESE_NUMERALS:
        place += 1
    signs = words[start:place]
    if all(sign in DIGITS for sign in signs):
        return str(int("".join(str(DIGITS[sign]) for sign in signs))), place
    if signs[0] not in DIGITS and signs[0] != "十":
        return "", place
    total = section = digit = 0
    for sign in signs:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in SMALL_SCALES:
            section += (digit or 1) * SMALL_SCALES[sign]
            digit = 0
        else:
            total = (total + section + digit) * LARGE_SCALES[sign]
            section = digit = 0
    return str(total + section + digit), place


def _digits(words: Sequence[str]) -> str:
    return "".join(sign for word in words for sign in word if sign.isdigit())
