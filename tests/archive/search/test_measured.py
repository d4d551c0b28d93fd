"""The measured search harness over real news items: every class of query exact."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO

ARTICLES = 3000
DOOR = "tests.quality.doors:Search"


@pytest.mark.shared
@pytest.mark.slow
def test_every_class_of_query_is_exact_on_real_news(shared: Path, tmp_path: Path) -> None:
    """Over 3,000 articles and 219 queries recall and precision are 1 for each query, and no total is wrong."""
    corpus, result = tmp_path / "corpus.jsonl.gz", tmp_path / "result.json"
    measured = shared / "bench"
    subprocess.run([sys.executable, measured / "make_corpus.py", str(ARTICLES), corpus], check=True, timeout=100)
    asked: dict[str, str | Path] = {
        "--corpus": corpus,
        "--queries": shared / "eval/search/queries.jsonl",
        "--baseline": "",
        "--engine": DOOR,
        "--reps": "1",
        "--workdir": tmp_path,
        "--json": result,
    }
    arguments = [str(word) for pair in asked.items() for word in pair]
    subprocess.run([sys.executable, measured / "search_eval.py", *arguments], check=True, timeout=100, cwd=REPO)

    found = json.loads(result.read_text(encoding="utf-8"))[DOOR]

    assert (found["err"], found["bad_total"]) == (0, 0)
    assert {tuple(pair) for pair in found["rp"].values()} == {(1.0, 1.0)}
