"""Which blocks of a page are its text: boosted trees over block features, read from JSON text in the repository.

The trees are oblivious: each level asks one question of all its leaves, so a page is scored in a few array
operations. Made by train.py; the names of the columns stand in the file and must agree with the code.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.block_features import ALL_NAMES, OWN
from pipelines.extract.block_shapes import Numbers

ALONE = Path(__file__).with_name("block_model_alone.json")
"""The model that looks at the page alone."""
TOGETHER = Path(__file__).with_name("block_model_together.json")
"""The model that looks at a second reader's choice too."""
THRESHOLD = -0.1
"""Logit from which a block is text: of -0.3, -0.1 and 0.1 out of fold all alike (F1 within .001)."""


@dataclass(slots=True, kw_only=True)
class BlockModel:
    """Trees as arrays: for each tree the columns and limits of its levels, and the value of each leaf."""

    base: float
    columns: NDArray[np.int64]
    """Trees × levels."""
    limits: Numbers
    """Trees × levels: a level answers yes above its limit."""
    leaves: NDArray[np.float64]
    """Trees × leaves; the first level is the highest bit of a leaf's number."""

    def score(self, rows: Numbers) -> NDArray[np.float64]:
        """Return the logit of being text for each block."""
        trees = len(self.columns)
        across = np.ascontiguousarray(rows.T)
        numbers = np.zeros((trees, len(rows)), dtype=np.uint8)
        for columns, limits in zip(self.columns.T, self.limits.T, strict=True):
            numbers <<= 1
            numbers |= across[columns] > limits[:, None]
        places = numbers.T + np.arange(trees) * self.leaves.shape[1]
        total: NDArray[np.float64] = self.base + self.leaves.take(places).sum(axis=1)
        return total


@cache
def load_model(path: Path) -> BlockModel:
    """Read a model; it must have been made for these columns."""
    kept = json.loads(path.read_text("utf-8"))
    if tuple(kept["names"]) not in (ALL_NAMES, ALL_NAMES[:OWN]):
        raise ValueError(f"{path.name} was made for other columns: run pipelines.extract.train again")
    return BlockModel(
        base=float(kept["base"]),
        columns=np.array(kept["columns"], dtype=np.int64),
        limits=np.array(kept["limits"], dtype=np.float32),
        leaves=np.array(kept["leaves"], dtype=np.float64),
    )


def as_text(model: BlockModel, names: Sequence[str]) -> str:
    """Return a model as the text that `load_model` reads, a tree's numbers on one line."""
    lines = [f'"names": {json.dumps(names)}', f'"base": {model.base:.5f}']
    for name, table in (("columns", model.columns), ("limits", model.limits), ("leaves", model.leaves)):
        rows = ",\n".join(json.dumps([_short(value) for value in row]) for row in table.tolist())
        lines.append(f'"{name}": [\n{rows}\n]')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _short(value: float) -> float:
    return value if isinstance(value, int) else float(f"{value:.6g}")
