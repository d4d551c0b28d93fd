"""Find every literal of the rules in a text in one pass, with all overlaps.

`ahocorasick_rs` where it is installed, plain Python elsewhere: both find the same (a property test says so).
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

try:
    from ahocorasick_rs import AhoCorasick, Implementation
except ImportError:
    HAS_NATIVE = False
else:
    HAS_NATIVE = True

Found = tuple[int, int, int]
"""Number of the literal, first character, character after the last."""

Matcher = Callable[[str], list[Found]]

DFA_UP_TO = 5_000
"""Literals. Measured with 3,300: a DFA takes 10 MB, 19 ms to build, and is a fifth faster; far larger ones lose."""

BROKEN = re.compile("[\ud800-\udfff]")
"""Lone surrogates, which the automaton does not take; no literal holds one."""

END = ""
"""Key in the trie that says which literal ends here; no character is empty."""


def make_matcher(literals: Sequence[str]) -> Matcher:
    """Return the fastest matcher at hand."""
    return make_native_matcher(literals) if HAS_NATIVE else make_python_matcher(literals)


def make_native_matcher(literals: Sequence[str]) -> Matcher:
    """Return a matcher on the Aho-Corasick automaton of `ahocorasick_rs`."""
    automaton = AhoCorasick(list(literals), implementation=Implementation.DFA if len(literals) <= DFA_UP_TO else None)

    def find(text: str) -> list[Found]:
        try:
            found: list[Found] = automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            found = automaton.find_matches_as_indexes(BROKEN.sub("\ufffd", text), overlapping=True)
        return found

    return find


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
        for start in range(len(text)):
            node, end = root.get(text[start]), start + 1
            while node is not None:
                if END in node:
                    found.append((node[END], start, end))
                node = node.get(text[end]) if end < len(text) else None
                end += 1
        return found

    return find
