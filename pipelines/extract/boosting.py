"""Boost oblivious trees for two classes, with numpy alone: what train.py needs, and nothing more.

Algorithm: gradient boosting on logistic loss with second-order gains (Friedman 2001; Chen and Guestrin 2016), columns
in 32 bins by quantile, one question a level for all leaves (Prokhorenkova and others 2018).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.block_model import BlockModel
from pipelines.extract.block_shapes import Numbers

BINS = 32
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train. The defaults are those of the model in the repository."""

    trees: int = 130
    levels: int = 5
    rate: float = 0.1
    smoothing: float = 5.0
    """Added to the weight of each leaf."""
    columns_share: float = 0.3
    rows_share: float = 0.7
    seed: int = 1


def boost(rows: Numbers, right: Floats, weights: Floats, settings: Settings = Settings()) -> BlockModel:
    """Return the model for rows whose class is `right` (0 or 1)."""
    chance = np.random.default_rng(settings.seed)
    edges = [_edges(rows[:, column]) for column in range(rows.shape[1])]
    binned = np.stack([np.searchsorted(edge, rows[:, c], side="left") for c, edge in enumerate(edges)]).astype(np.int64)
    share = float(np.average(right, weights=weights))
    base = float(np.log(share / (1 - share)))
    logits = np.full(len(rows), base)
    found = []
    for _ in range(settings.trees):
        guess = 1 / (1 + np.exp(-logits))
        slope, curve = (right - guess) * weights, guess * (1 - guess) * weights
        columns, bins, values, leaf = _tree(binned, edges, slope, curve, settings, chance)
        logits += values[leaf]
        found.append((columns, [edges[column][place] for column, place in zip(columns, bins, strict=True)], values))
    return BlockModel(
        base=base,
        columns=np.array([columns for columns, _, _ in found], dtype=np.int64),
        limits=np.array([limits for _, limits, _ in found], dtype=np.float32),
        leaves=np.array([values for _, _, values in found]),
    )


def _edges(column: Numbers) -> Numbers:
    return np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])).astype(np.float32)


def _tree(
    binned: Ints, edges: list[Numbers], slope: Floats, curve: Floats, settings: Settings, chance: np.random.Generator
) -> tuple[list[int], list[int], Floats, Ints]:
    """Return a tree's columns, bins and leaf values, and the leaf of every row."""
    drawn = chance.random((binned.shape[1],))
    chosen = np.nonzero(np.less(drawn, settings.rows_share))[0]
    tried = chance.permutation(len(edges))[: int(len(edges) * settings.columns_share)]
    leaf = np.zeros(binned.shape[1], dtype=np.int64)
    columns: list[int] = []
    bins: list[int] = []
    for level in range(settings.levels):
        own = leaf[chosen] * BINS
        best = (-1.0, 0, 0)
        for column in tried:
            if len(edges[column]):
                place = own + binned[column][chosen]
                gains = _gains(place, slope[chosen], curve[chosen], 1 << level, settings.smoothing)[
                    : len(edges[column])
                ]
                at = int(gains.argmax())
                best = max(best, (float(gains[at]), int(column), at))
        columns.append(best[1])
        bins.append(best[2])
        leaf = leaf * 2 + (binned[best[1]] > best[2])
    slopes = np.bincount(leaf[chosen], slope[chosen], 1 << settings.levels)
    curves = np.bincount(leaf[chosen], curve[chosen], 1 << settings.levels)
    return columns, bins, settings.rate * slopes / (curves + settings.smoothing), leaf


def _gains(place: Ints, slope: Floats, curve: Floats, leaves: int, smoothing: float) -> Floats:
    """Return what splitting every leaf at each bin gains."""
    slopes = np.bincount(place, slope, leaves * BINS).reshape(leaves, BINS).cumsum(axis=1)
    curves = np.bincount(place, curve, leaves * BINS).reshape(leaves, BINS).cumsum(axis=1)
    slope_all, curve_all = slopes[:, -1:], curves[:, -1:]
    below, above = slopes**2 / (curves + smoothing), (slope_all - slopes) ** 2 / (curve_all - curves + smoothing)
    gains: Floats = (below + above).sum(axis=0)
    return gains
