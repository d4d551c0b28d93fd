"""The block model as kept in the repository."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.extract.block_features import ALL_NAMES, OWN
from pipelines.extract.block_model import ALONE, TOGETHER, BlockModel, as_text, load_model

ONE_TREE = BlockModel(
    base=0.5,
    columns=np.array([[0, 1]]),
    limits=np.array([[0.0, 10.0]], dtype=np.float32),
    leaves=np.array([[1.0, 2.0, 3.0, 4.0]]),
)


def test_score_finds_the_leaf() -> None:
    """The first level is the highest bit of the leaf's number; a level answers yes above its limit."""
    rows = np.array([[0, 0], [0, 11], [1, 10], [1, 11]], dtype=np.float32)

    assert ONE_TREE.score(rows).tolist() == [1.5, 2.5, 3.5, 4.5]


def test_model_is_read_as_written(tmp_path: Path) -> None:
    """A model written as text and read again gives the same scores."""
    path = tmp_path / "model.json"
    path.write_text(as_text(ONE_TREE, ALL_NAMES), "utf-8")
    rows = np.random.default_rng(1).normal(size=(9, len(ALL_NAMES))).astype(np.float32)

    assert np.array_equal(load_model(path).score(rows), ONE_TREE.score(rows))


def test_model_for_other_columns_is_refused(tmp_path: Path) -> None:
    """A model made for other columns is an error, never a wrong text."""
    path = tmp_path / "old.json"
    path.write_text(as_text(ONE_TREE, ["length"]), "utf-8")

    with pytest.raises(ValueError, match="made for other columns"):
        load_model(path)


@pytest.mark.parametrize(("path", "count"), [(ALONE, OWN), (TOGETHER, len(ALL_NAMES))])
def test_models_of_the_repository(path: Path, count: int) -> None:
    """Both kept models fit the columns and ask of every one they name a finite limit."""
    model = load_model(path)

    assert model.columns.max() < count
    assert np.isfinite(model.limits).all()
    assert np.isfinite(model.leaves).all()
