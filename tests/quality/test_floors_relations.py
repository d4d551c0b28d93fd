"""Pinned floors of how two texts relate: on pairs written and labelled here, and on consecutive broadcasts."""

import gzip
import json
from pathlib import Path

import pytest

from archive.records import FOLDING
from pipelines.dedup import same
from tests.quality.index_door import Index
from tests.quality.relations import PAIRS

CONSECUTIVE = 1_000


def test_relations_are_named_right() -> None:
    """Of 25 labelled pairs at least 23 get their relation (24 when pinned; written by who wrote the judge)."""
    wrong = [(a.title, b.title, found, wanted) for a, b, wanted in PAIRS if (found := same(a, b).relation) != wanted]

    assert len(wrong) <= 2, wrong


def test_what_must_stay_apart_is_never_folded() -> None:
    """No labelled notice, follow-up or reaction is folded, and no copy, cut or correction kept apart."""
    assert [same(a, b).folds for a, b, _ in PAIRS] == [wanted in FOLDING for _, _, wanted in PAIRS]


@pytest.mark.shared
@pytest.mark.slow
def test_consecutive_broadcasts_are_not_merged(shared: Path, tmp_path: Path) -> None:
    """Of the last 1,000 items of one outlet none is folded onto another (none of the last 4,000 when pinned)."""
    with gzip.open(shared / "eval" / "search" / "base.json.gz", "rt", encoding="utf-8") as file:
        items = sorted(json.load(file), key=lambda item: item["date"])[-CONSECUTIVE:]
    index = Index(str(tmp_path / "measured.db"))

    folded = [
        item["title"]
        for number, item in enumerate(items)
        if index.add(str(number), item["title"], "\n".join(item["paras"]), item["date"])
    ]
    index.close()

    assert folded == []
