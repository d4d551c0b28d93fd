"""Find every literal of the rules in a text in one pass, with all overlaps.

`ahocorasick_rs` where it is installed, plain Python elsewhere: both find the same (a property test says so). The
native one reads the text as two bytes a character: letters that stand in no literal are all one, so the automaton is
small, and no place has to be counted back from UTF-8. Places are counted in those bytes by both.
"""

from collections.abc import Callable, Sequence
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.themes.letters import CODE_POINTS, codes_of, fold, folding, is_traditional

try:
    from ahocorasick_rs import BytesAhoCorasick, Implementation
except ImportError:
    HAS_NATIVE = False
else:
    HAS_NATIVE = True

WIDTH = 2
"""Bytes a character, by which places are counted."""

Found = tuple[int, int, int]
"""Number of the literal; `WIDTH` times its first character, and the character after its last."""

Matcher = Callable[[str], list[Found]]
"""Finds the literals in a text, whatever its capitals and full-width letters."""

MOST_LETTERS = 128 * 128 - 1
"""Different characters that two bytes of separate ranges can tell apart."""

END = ""
"""Key in the trie that says which literal ends here; no character is empty."""


def make_matcher(literals: Sequence[str]) -> Matcher:
    """Return the fastest matcher at hand; the literals are folded."""
    if HAS_NATIVE and len(set().union(*literals)) <= MOST_LETTERS:
        return make_native_matcher(literals)
    return make_python_matcher(literals)


def make_native_matcher(literals: Sequence[str]) -> Matcher:
    """Return a matcher on the Aho-Corasick automaton of `ahocorasick_rs`."""
    plain = _alphabet(literals)
    tables = [plain.take(folding(is_traditional=False))]
    automaton = BytesAhoCorasick(
        [plain.take(codes_of(literal)).tobytes() for literal in literals],
        implementation=Implementation.ContiguousNFA,  # as fast as a DFA here, and a tenth of its size
    )

    def find(text: str) -> list[Found]:
        table = tables[0]
        if is_traditional(text):
            if len(tables) == 1:
                tables.append(plain.take(folding(is_traditional=True)))
            table = tables[1]
        found: list[Found] = automaton.find_matches_as_indexes(table.take(codes_of(text)).tobytes(), overlapping=True)
        return found

    return find


def _alphabet(literals: Sequence[str]) -> NDArray[np.uint16]:
    """Return for each character two bytes; all that stand in no literal have the same.

    First and second byte come from ranges apart, so that no match begins in the middle of a character.
    """
    letters = sorted(set().union(*literals))
    base = isqrt(len(letters)) + 1
    pairs = np.zeros((CODE_POINTS, WIDTH), dtype=np.uint8)
    pairs[:, 1] = base
    for number, letter in enumerate(letters, start=1):
        pairs[ord(letter)] = number // base, base + number % base
    return pairs.view("<u2").ravel()


def make_python_matcher(literals: Sequence[str]) -> Matcher:
    """Return a matcher on a trie of dictionaries: no dependency, about ten times slower."""
    root: dict[str, Any] = {}
    for number, literal in enumerate(literals):
        node = root
        for char in literal:
            node = node.setdefault(char, {})
        node[END] = number

    def find(text: str) -> list[Found]:
        found = []
        folded = fold(text)
        for start in range(len(folded)):
            node, end = root.get(folded[start]), start + 1
            while node is not None:
                if END in node:
                    found.append((node[END], WIDTH * start, WIDTH * end))
                node = node.get(folded[end]) if end < len(folded) else None
                end += 1
        return found

    return find
