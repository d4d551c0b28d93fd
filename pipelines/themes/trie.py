"""Find the literals of the rules in many texts at once: a trie of arrays, walked from all places side by side.

Each step takes one character further from every place where a literal may still begin, so that the work is done by
numpy over arrays, and what is found comes as arrays. The trie is a double array (Aoe 1989): the child of a node by a
letter is the slot `base[node] + letter`, if that slot says that it belongs to the node.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.themes.letters import CODE_POINTS, Codes, folding

Ints = NDArray[np.int32]

ROOT, NOBODY = 0, -1
"""Owner of the slots of first letters; owner of a slot that is free."""


class Trie:
    """All literals of the rules; they are folded."""

    def __init__(self, literals: Sequence[str]) -> None:
        letters = sorted(set().union(*literals))
        plain = np.zeros(CODE_POINTS, dtype=np.int32)
        plain[[ord(letter) for letter in letters]] = np.arange(1, len(letters) + 1)
        self._longest = max(map(len, literals), default=0)
        root = _nest([plain[[ord(letter) for letter in literal]].tolist() for literal in literals])
        self._base, self._owner, self._literal = _place(root, len(letters))
        self._letters: Ints = plain.take(folding(is_traditional=False))
        """By character its letter's number, whatever its capitals; 0 where it stands in no literal."""
        self._begins = np.isin(self._letters, list(root))
        """Whether a literal begins with the character."""

    def find(self, codes: Codes) -> tuple[Ints, Ints]:
        """Return the number of each literal found, all overlaps among them, and where it begins; in no order."""
        ahead = np.concatenate([codes, np.zeros(self._longest, dtype=np.int32)])
        starts = np.flatnonzero(self._begins.take(codes)).astype(np.int32)
        nodes = self._letters.take(codes.take(starts))
        numbers, places = [], []
        for depth in range(1, self._longest + 1):
            found = self._literal.take(nodes)
            ends = np.flatnonzero(found >= 0)
            numbers.append(found.take(ends))
            places.append(starts.take(ends))
            slots = self._base.take(nodes) + self._letters.take(ahead.take(starts + depth))
            alive = np.flatnonzero(self._owner.take(slots) == nodes)
            starts, nodes = starts.take(alive), slots.take(alive)
        return _joined(numbers), _joined(places)


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)


def _nest(literals: Sequence[Sequence[int]]) -> dict[int, Any]:
    """Return letter → the same for what follows; under 0, which is no letter, the number of the literal that ends."""
    root: dict[int, Any] = {}
    for number, literal in enumerate(literals):
        node = root
        for letter in literal:
            node = node.setdefault(letter, {})
        node[0] = number
    return root


def _place(root: dict[int, Any], most: int) -> tuple[Ints, Ints, Ints]:
    """Return base, owner and literal by slot.

    The root's base is 0, so that its child by a letter is the slot of the letter's number; all others stand behind.
    """
    base: dict[int, int] = {}
    literal = {letter: node[0] for letter, node in root.items() if 0 in node}
    owner = dict.fromkeys(root, ROOT)
    waiting, free = list(root.items()), most + 1
    while waiting:
        slot, node = waiting.pop()
        children = sorted(letter for letter in node if letter)
        while free in owner:
            free += 1
        begin = free - children[0] if children else 0
        while any(begin + letter in owner for letter in children):
            begin += 1
        base[slot] = begin
        for letter in children:
            child = begin + letter
            owner[child] = slot
            if 0 in node[letter]:
                literal[child] = node[letter][0]
            waiting.append((child, node[letter]))
    size = max(base.values(), default=0) + most + 1
    return _filled(base, size, 0), _filled(owner, size, NOBODY), _filled(literal, size, NOBODY)


def _filled(values: dict[int, int], size: int, rest: int) -> Ints:
    array = np.full(size, rest, dtype=np.int32)
    array[list(values)] = list(values.values())
    return array
