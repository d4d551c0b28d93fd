"""The measured search harness over real news items: every class of query exact."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from archive.search import answer
from tests.conftest import REPO
from tests.quality.search_door import Search

ARTICLES = 3000
ARTICLES_OF_BOTH = 600
DOOR = "tests.quality.doors:Search"


@pytest.mark.shared
@pytest.mark.slow
def test_every_class_of_query_is_exact_on_real_news(shared: Path, tmp_path: Path) -> None:
    """Over 3,000 articles and 219 queries recall and precision are 1 for each query, and no total is wrong."""
    corpus, result = tmp_path / "corpus.jsonl.gz", tmp_path / "result.json"
    measured = shared / "bench"
    subprocess.run([sys.executable, measured / "make_corpus.py", str(ARTICLES), corpus], check=True, timeout=800)
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
    subprocess.run([sys.executable, measured / "search_eval.py", *arguments], check=True, timeout=800, cwd=REPO)

    found = json.loads(result.read_text(encoding="utf-8"))[DOOR]

    assert (found["err"], found["bad_total"]) == (0, 0)
    assert {tuple(pair) for pair in found["rp"].values()} == {(1.0, 1.0)}


@pytest.mark.shared
@pytest.mark.slow
def test_postgres_answers_as_sqlite_on_real_news(shared: Path, tmp_path: Path, postgres_url: str) -> None:
    """Over 600 articles and 219 queries both databases find the same articles in the same order, scored the same."""
    corpus, measured = tmp_path / "corpus.jsonl.gz", shared / "bench"
    subprocess.run(
        [sys.executable, measured / "make_corpus.py", str(ARTICLES_OF_BOTH), corpus], check=True, timeout=800
    )
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        docs = [json.loads(line) for line in lines]
    archives = Search(str(tmp_path)), Search("", postgres_url)
    for archive in archives:
        archive.index(docs)
    lines_asked = (shared / "eval/search/queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["q"] for line in lines_asked]
    differing = []
    for question in questions:
        lite, server = (answer(archive.engine, question, limit=ARTICLES_OF_BOTH) for archive in archives)
        if lite != server:
            differing.append(question)
    for archive in archives:
        archive.close()

    assert len(questions) > 200
    assert differing == []
