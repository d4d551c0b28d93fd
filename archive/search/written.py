"""Texts as they are kept where words are looked for in the text itself, and words as strings that stand in them.

Each run stands in angle brackets, one that is not CJK behind a tilde: `<~5g><基站><已建成>`. No run holds one of these
signs, so whether a word or phrase matches is whether one string stands in another: exactly what `pattern` means.
"""

import re

from archive.query import Near, Text
from archive.query.fold import RUN, fold, is_cjk

OTHER_RUN = re.compile("<~([^>]*)>")
OTHER = "\uffff"
"""Stands for a run that is no word of the question. No letter: no text holds it."""


def written(text: str) -> str:
    """Return a text as it is kept.

    >>> written("5G基站，已建成")
    '<~5g><基站><已建成>'
    """
    return "".join([f"<{run}>" if is_cjk(run) else f"<~{run}>" for run in RUN.findall(fold(text))])


def token_count(kept: str) -> int:
    """Return how many tokens a kept text has: one a CJK character, one another run.

    >>> token_count("<~5g><基站>")
    3
    """
    others = OTHER_RUN.findall(kept)
    signs = 2 * kept.count("<") + len(others)
    return len(kept) - signs - sum(map(len, others)) + len(others)


def written_words(text: Text) -> str:
    """Return what stands in a kept text exactly where the words match.

    >>> written_words(Text(runs=("5g", "基站"))), written_words(Text(runs=("建成", "5g")))
    ('<~5g><基站', '建成><~5g>')
    """
    first, *_, last = text.runs[0], text.runs[-1]
    whole = "".join(f"<{run}>" if is_cjk(run) else f"<~{run}>" for run in text.runs)
    # A CJK run at either end may be a piece of a longer one.
    return whole[1 if is_cjk(first) else 0 : -1 if is_cjk(last) else None]


def overlaps_itself(words: str) -> bool:
    """True when two occurrences may share characters, as of 天天 in 天天天."""
    return any(words.endswith(words[:length]) for length in range(1, len(words)))


class NearWords:
    """The two words of a NEAR, made ready to be looked for in many kept texts."""

    def __init__(self, near: Near) -> None:
        others = [run for run in dict.fromkeys(near.left.runs + near.right.runs) if not is_cjk(run)]
        # One character of the private area stands for each, so that every unit is one character.
        self._signs = {run: chr(0xE000 + number) for number, run in enumerate(others)}
        self._left, self._right = (
            "".join(self._signs.get(run, run) for run in word.runs) for word in (near.left, near.right)
        )
        self._must_hold = {word.runs[0][0] for word in (near.left, near.right)}
        self._distance = near.distance

    def stand_in(self, kept: str) -> bool:
        """True when the two stand near each other in a kept text, read as one row of units."""
        if not all(sign in kept for sign in self._must_hold):
            return False
        row = OTHER_RUN.sub(self._unit, kept).replace("<", "").replace(">", "")
        firsts, seconds = _starts(row, self._left), _starts(row, self._right)
        return _followed(firsts, len(self._left), seconds, self._distance) or _followed(
            seconds, len(self._right), firsts, self._distance
        )

    def _unit(self, found: re.Match[str]) -> str:
        return self._signs.get(found.group(1), OTHER)


def _starts(row: str, word: str) -> list[int]:
    found = []
    at = row.find(word)
    while at >= 0:
        found.append(at)
        at = row.find(word, at + 1)
    return found


def _followed(firsts: list[int], length: int, seconds: list[int], distance: int) -> bool:
    """True when one of `seconds` begins at most `distance` units behind the end of one of `firsts`. Both ascend."""
    at = 0
    for first in firsts:
        end = first + length
        while at < len(seconds) and seconds[at] < end:
            at += 1
        if at < len(seconds) and seconds[at] <= end + distance:
            return True
    return False
