"""Boosting oblivious trees."""

import numpy as np

from pipelines.extract.boosting import Settings, boost

SMALL = Settings(trees=30, levels=3, rate=0.3, columns_share=1.0)


def made() -> tuple[np.ndarray, np.ndarray]:
    """Rows of which those are right whose first two numbers have one sign: no single question tells them."""
    rows = np.random.default_rng(5).normal(size=(2000, 4)).astype(np.float32)
    return rows, (rows[:, 0] * rows[:, 1] > 0).astype(float)


def test_two_questions_together_are_learned() -> None:
    """What only two questions together can tell is told right on rows never seen."""
    rows, right = made()

    model = boost(rows[:1500], right[:1500], np.ones(1500), SMALL)

    told = model.score(rows[1500:]) > 0
    assert (told == right[1500:]).mean() > 0.9


def test_same_seed_same_model() -> None:
    """Training is repeatable: the same rows and seed give the same trees."""
    rows, right = made()

    one, other = (boost(rows, right, np.ones(len(rows)), SMALL) for _ in range(2))

    assert np.array_equal(one.limits, other.limits)
    assert np.array_equal(one.leaves, other.leaves)


def test_weights_count() -> None:
    """Rows without weight teach nothing."""
    rows, right = made()
    weights = np.where(rows[:, 2] > 0, 1.0, 0.0)
    lied = np.where(weights > 0, right, 1 - right)

    model = boost(rows, lied, weights, SMALL)

    assert ((model.score(rows) > 0) == right).mean() > 0.85
