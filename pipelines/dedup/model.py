"""The tree model that weighs the features of two texts: how likely is it that both are one news text?

Reads `model.json` and adds up; `train` writes the file.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipelines.dedup.features import FEATURES


@dataclass(frozen=True, slots=True)
class Model:
    """Boosted trees: the logarithm of the odds is the base and one leaf of every tree.

    All nodes of all trees lie in one row of arrays; a leaf leads to itself, so all trees are walked at once.
    """

    base: float
    roots: NDArray[np.int64]
    feature: NDArray[np.int64]
    bound: NDArray[np.float64]
    left: NDArray[np.int64]
    """Where to go when feature <= bound."""
    right: NDArray[np.int64]
    leaf: NDArray[np.float64]
    depth: int

    def probability(self, features: Sequence[float]) -> float:
        """Return how likely the two texts are one news text, 0 … 1."""
        given = np.array(features, np.float64)
        at = self.roots
        for _ in range(self.depth):
            at = np.where(given[self.feature[at]] <= self.bound[at], self.left[at], self.right[at])
        odds = self.base + sum(self.leaf[at].tolist())
        return 1 / (1 + math.exp(-odds))


@cache
def load_model() -> Model:
    """Return the model that belongs to these features."""
    return read_model((files("pipelines.dedup") / "model.json").read_text(encoding="utf-8"))


def read_model(text: str) -> Model:
    """Return the model kept as JSON. Raises ValueError for one of other features."""
    kept = json.loads(text)
    if tuple(kept["features"]) != FEATURES:
        raise ValueError("model.json was trained on other features than pipelines.dedup.features reads")
    return _in_a_row(kept["base"], kept["trees"])


def _in_a_row(base: float, trees: Sequence[Sequence[Sequence[float]]]) -> Model:
    """Lay the nodes of all trees in one row; (feature, bound, left, right) is a node, (value,) a leaf."""
    roots: list[int] = []
    rows: list[tuple[float, ...]] = []
    for tree in trees:
        root = len(rows)
        roots.append(root)
        for node in tree:
            here = len(rows)
            if len(node) == 1:
                rows.append((0, 0.0, here, here, node[0]))
            else:
                feature, bound, left, right = node
                rows.append((feature, bound, root + left, root + right, 0.0))
    feature, bound, left, right, leaf = np.array(rows, np.float64).T
    return Model(
        base=base,
        roots=np.array(roots),
        feature=feature.astype(np.int64),
        bound=bound,
        left=left.astype(np.int64),
        right=right.astype(np.int64),
        leaf=leaf,
        depth=max(_depth(tree, 0) for tree in trees),
    )


def _depth(tree: Sequence[Sequence[float]], at: int) -> int:
    """Return how many steps lead from a node to its farthest leaf."""
    node = tree[at]
    return 0 if len(node) == 1 else 1 + max(_depth(tree, int(node[2])), _depth(tree, int(node[3])))
