"""Pinned floors of what is read from pages. A change may raise them; lowering one needs a decision paper.

Measured on a fixed half of the labelled pages beside the checkout. The block model was trained on these pages, so the
body's floor guards against breaking it; how well it reads pages never seen is what `pipelines.extract.train` reports.
"""

import gzip
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.quality.extract_door import extract

pytestmark = [pytest.mark.shared, pytest.mark.slow]

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
NOT_WORDS = re.compile(r"[\W_]+")
SLOWEST_S = 3.0
"""Bound of one page's CPU time on a machine shared with others; 0.5 s is the aim on a free one."""


@dataclass(slots=True, kw_only=True)
class Scores:
    """What was measured over the sample; lists hold one figure a page."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    chinese: list[float] = field(default_factory=list)
    """F1 of each Chinese page."""
    exact_chinese: list[bool] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    days: list[bool] = field(default_factory=list)
    authors: list[float] = field(default_factory=list)
    false_names: list[bool] = field(default_factory=list)
    """For each page known to have no author: names were given."""
    seconds: list[float] = field(default_factory=list)


@pytest.fixture(scope="module")
def scores() -> Scores:
    """Every second labelled page, read."""
    folder = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "extract"
    if not folder.is_dir():
        pytest.skip("the measured data (../shared) is not beside this checkout")
    found = Scores()
    for path in sorted(folder.glob("*.json"))[::2]:
        truth = json.loads(path.read_text("utf-8"))
        page = gzip.decompress(path.with_suffix("").with_suffix(".html.gz").read_bytes())
        began = time.process_time()
        read = extract(page, truth["url"] or "")
        found.seconds.append(time.process_time() - began)
        _judge(found, read, truth)
    return found


def _judge(scores: Scores, read: dict[str, Any], truth: dict[str, Any]) -> None:
    if truth["body"] is not None:
        own, right = _runs(read.get("body", "")), _runs(truth["body"])
        both = sum((own & right).values())
        scores.precision.append(both / max(own.total(), 1))
        scores.recall.append(both / max(right.total(), 1))
        if truth["lang"] == "zh":
            scores.chinese.append(2 * both / (own.total() + right.total()))
            scores.exact_chinese.append(WORD.findall(read.get("body", "")) == WORD.findall(truth["body"]))
    if truth["title"]:
        scores.titles.append(_fold(read.get("title", "")) == _fold(truth["title"]))
    if truth["date"]:
        scores.days.append((read.get("date") or "") == truth["date"][:10])
    if truth["authors"]:
        ours, theirs = ({_fold(name) for name in names} for names in (read.get("authors", []), truth["authors"]))
        scores.authors.append(2 * len(ours & theirs) / (len(ours) + len(theirs)))
    elif truth["authors"] is not None:
        scores.false_names.append(bool(read.get("authors")))


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words of a text, as the public benchmark counts them."""
    words = WORD.findall(text)
    return Counter(zip(*(words[start:] for start in range(4)), strict=False))


def _fold(text: str) -> str:
    return NOT_WORDS.sub("", text.casefold())


def test_body(scores: Scores) -> None:
    """F1 of mean precision and recall is at least .972 (.9771 on all pages when pinned, which trained the model; .9741
    by models that had not seen the sites)."""
    precision, recall = (sum(each) / len(each) for each in (scores.precision, scores.recall))

    assert 2 * precision * recall / (precision + recall) >= 0.972


def test_chinese_bodies(scores: Scores) -> None:
    """Chinese pages, which rules read, have a mean F1 of at least .985 (.994 on all when pinned)."""
    assert sum(scores.chinese) / len(scores.chinese) >= 0.985


def test_exact_chinese_bodies(scores: Scores) -> None:
    """At least 62 % of them are exact with the captions, which the truths keep, in place (64 % of all when pinned)."""
    assert sum(scores.exact_chinese) / len(scores.exact_chinese) >= 0.62


def test_titles(scores: Scores) -> None:
    """At least 86 % of the headlines are exact (88.7 % of all when pinned)."""
    assert sum(scores.titles) / len(scores.titles) >= 0.86


def test_days(scores: Scores) -> None:
    """At least 95 % of the days are right (95.6 % of all when pinned)."""
    assert sum(scores.days) / len(scores.days) >= 0.95


def test_authors(scores: Scores) -> None:
    """Mean F1 of names is at least .84 (.847 on all when pinned)."""
    assert sum(scores.authors) / len(scores.authors) >= 0.84


def test_pages_without_author(scores: Scores) -> None:
    """At most a quarter of the pages known to have no author get one (15 % of all when pinned)."""
    assert sum(scores.false_names) / len(scores.false_names) <= 0.25


def test_no_page_takes_long(scores: Scores) -> None:
    """No page takes more CPU time than the bound."""
    assert max(scores.seconds) <= SLOWEST_S
