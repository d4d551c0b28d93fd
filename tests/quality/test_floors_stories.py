"""Pinned floor: telling the same event from another one, on pairs that people judged."""

import gzip
import json
from pathlib import Path

import pytest

from archive.clusters.likeness import count_terms, likeness, rarity, weigh


@pytest.mark.shared
@pytest.mark.parametrize(("language", "floor"), [("en", 0.94), ("zh", 0.98)])
def test_same_events_are_told_from_others(shared: Path, language: str, floor: float) -> None:
    """The area under the curve stays where it was measured: .949 English, .989 Chinese."""
    with gzip.open(shared / "eval" / "dedup" / "story.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [pair for line in lines if (pair := json.loads(line))["lang"] == language]
    pairs = [pair for pair in pairs if pair["label"] is not None]
    texts = {pair[side]["id"]: pair[side] for pair in pairs for side in "ab"}
    terms = {number: count_terms(text["title"], text["body"]) for number, text in texts.items()}
    weights = rarity(list(terms.values()))
    vectors = {number: weigh(counted, weights) for number, counted in terms.items()}
    scored = [(likeness(vectors[one["a"]["id"]], vectors[one["b"]["id"]]), int(one["label"])) for one in pairs]
    yes, no = ([score for score, label in scored if label == wanted] for wanted in (1, 0))

    won = sum((right > wrong) + (right == wrong) / 2 for right in yes for wrong in no)

    assert won / (len(yes) * len(no)) >= floor
