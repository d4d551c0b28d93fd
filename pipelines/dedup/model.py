"""The tree model that weighs the features of two texts: how likely is it that both are one news text?

Reads `model.json` and adds up; it is trained outside the program (the file says how).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.dedup.features import FEATURES

Tree = tuple[tuple[float, ...], ...]
"""Nodes; (feature, bound, left, right) goes left when feature <= bound, (value,) is a leaf."""


@dataclass(frozen=True, slots=True)
class Model:
    """Boosted trees: the logarithm of the odds is the base and one leaf of every tree."""

    base: float
    trees: tuple[Tree, ...]

    def probability(self, features: Sequence[float]) -> float:
        """Return how likely the two texts are one news text, 0 … 1."""
        odds = self.base + sum(_leaf(tree, features) for tree in self.trees)
        return 1 / (1 + math.exp(-odds))


def _leaf(tree: Tree, features: Sequence[float]) -> float:
    node = tree[0]
    while len(node) > 1:
        feature, bound, left, right = node
        node = tree[int(left if features[int(feature)] <= bound else right)]
    return node[0]


@cache
def load_model() -> Model:
    """Return the model that belongs to these features."""
    kept = json.loads((files("pipelines.dedup") / "model.json").read_text(encoding="utf-8"))
    if tuple(kept["features"]) != FEATURES:
        raise ValueError("model.json was trained on other features than pipelines.dedup.features reads")
    return Model(kept["base"], tuple(tuple(tuple(node) for node in tree) for tree in kept["trees"]))
