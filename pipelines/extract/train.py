"""Train the block model on pages with hand-made bodies: `python -m pipelines.extract.train FOLDER [--write]`.

FOLDER holds pairs CASE.html.gz and CASE.json (`url`, `body`, `lang`, `site`, `title`), in the form of the public
article-extraction benchmark. Chinese pages are left out: their containers are read better by rules. Cross-validation
is by site, so no site is seen in training and in testing; its report is printed before anything is written.
"""

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipelines.decode import Decoded, decode
from pipelines.extract.block_features import ALL_NAMES, OWN
from pipelines.extract.block_model import ALONE, TOGETHER, BlockModel, as_text
from pipelines.extract.block_shapes import Numbers
from pipelines.extract.boosting import Floats, Settings, boost
from pipelines.extract.by_model import Candidates, choose, look, second_reader, with_votes
from pipelines.extract.tree import parse

FOLDS = 5
SEEDS = (1, 2)
USUAL = Settings()
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""Words, or single ideographs, kana and syllables: the tokens of the public benchmark."""


@dataclass(slots=True, kw_only=True)
class Case:
    """One page with its truth."""

    site: str
    group: str
    """Set it comes from; shown beside its figures."""
    truth: list[str]
    seen: Candidates
    second: list[str]
    """Lines of the second reader."""
    right: Floats
    """1 for the blocks of the truth."""
    words: Floats


def main(arguments: Sequence[str], settings: Settings = USUAL) -> int:
    """Cross-validate, say how well, and write the model when asked to."""
    if not arguments or not Path(arguments[0]).is_dir():
        sys.stderr.write("error: no folder of pages\nmend:  python -m pipelines.extract.train FOLDER [--write]\n")
        return 2
    cases = list(read_cases(Path(arguments[0])))
    sys.stdout.write(f"{len(cases)} pages, {sum(len(case.right) for case in cases)} blocks\n")
    for line in report(cases, cross_validate(cases, settings)):
        sys.stdout.write(line + "\n")
    if "--write" in arguments:
        alone, together = train(cases, settings)
        ALONE.write_text(as_text(alone, ALL_NAMES[:OWN]), "utf-8")
        TOGETHER.write_text(as_text(together, ALL_NAMES), "utf-8")
    return 0


def read_cases(folder: Path) -> Iterator[Case]:
    """Yield the pages that have a body and are not Chinese."""
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        if truth.get("body") is None or truth.get("lang") == "zh":
            continue
        page = decode(gzip.decompress(path.with_suffix("").with_suffix(".html.gz").read_bytes()))
        root = parse(page.text) if isinstance(page, Decoded) else None
        if root is not None:
            yield _case(truth, look(root))


def _case(truth: dict[str, str], seen: Candidates) -> Case:
    words = WORD.findall(truth["body"])
    lines = {tuple(WORD.findall(line)) for line in truth["body"].split("\n")}
    fours = set(zip(*(words[start:] for start in range(4)), strict=False))
    right, sizes, before = [], [], set()
    for block in seen.blocks:
        own = WORD.findall(block.text)
        repeated = len(own) >= 15 and block.text in before
        right.append(float(not repeated and _is_in(own, fours, lines)))
        sizes.append(float(len(own)))
        before.add(block.text)
    site = truth.get("site") or truth["url"]
    return Case(
        site=site,
        group=truth.get("origin", ""),
        truth=words,
        seen=seen,
        second=second_reader(seen.root),
        right=np.array(right),
        words=np.array(sizes),
    )


def _is_in(own: list[str], fours: set[tuple[str, ...]], lines: set[tuple[str, ...]]) -> bool:
    """Tell whether a block is of the truth: half of its runs of four words are, or it is a line of it."""
    if len(own) < 4:
        return bool(own) and tuple(own) in lines
    runs = list(zip(*(own[start:] for start in range(4)), strict=False))
    return sum(run in fours for run in runs) >= 0.5 * len(runs)


def train(cases: Sequence[Case], settings: Settings = USUAL) -> tuple[BlockModel, BlockModel]:
    """Return the model that sees pages alone and the one that sees the second reader's choice too."""
    return (
        _train(cases, [case.seen.rows for case in cases], settings),
        _train(cases, [with_votes(case.seen, case.second) for case in cases], settings),
    )


def _train(cases: Sequence[Case], pages: Sequence[Numbers], settings: Settings) -> BlockModel:
    """Return the mean of the models of several seeds, as one."""
    rows: Numbers = np.vstack(pages)
    right = np.concatenate([case.right for case in cases])
    # Long blocks count more, and a page of many blocks as much as two of a quarter of them.
    weights = np.concatenate([(1 + np.minimum(case.words, 100) / 10) / np.sqrt(len(case.words)) for case in cases])
    weights /= weights.mean()
    models = [boost(rows, right, weights, replace(settings, seed=seed)) for seed in SEEDS]
    return BlockModel(
        base=float(np.mean([model.base for model in models])),
        columns=np.vstack([model.columns for model in models]),
        limits=np.vstack([model.limits for model in models]),
        leaves=np.vstack([model.leaves for model in models]) / len(models),
    )


def cross_validate(cases: Sequence[Case], settings: Settings = USUAL) -> list[str]:
    """Return for each page the text chosen by models that have not seen its site."""
    chosen = [""] * len(cases)
    folds = [fold_of(case.site) for case in cases]
    for fold in range(FOLDS):
        models = train([case for case, own in zip(cases, folds, strict=True) if own != fold], settings)
        for place, (case, own) in enumerate(zip(cases, folds, strict=True)):
            if own == fold:
                chosen[place] = "\n".join(block.text for block in choose(case.seen, *models).blocks)
    return chosen


def fold_of(site: str) -> int:
    """Return the fold in which a site is tested."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def report(cases: Sequence[Case], chosen: Sequence[str]) -> list[str]:
    """Return lines of mean precision, recall and their F1 over runs of four words, for all pages and for each set."""
    scored = [(case.group, *_score(WORD.findall(text), case.truth)) for case, text in zip(cases, chosen, strict=True)]
    peer = [(case.group, *_score(WORD.findall("\n".join(case.second)), case.truth)) for case in cases]
    groups = ["", *sorted({case.group for case in cases})]
    return [
        f"{group or 'all':<10} out of fold {_f1(scored, group)}   second reader {_f1(peer, group)}" for group in groups
    ]


def _f1(scored: Sequence[tuple[str, float, float]], group: str) -> str:
    own = [(precision, recall) for name, precision, recall in scored if not group or name == group]
    precision, recall = (sum(column) / len(own) for column in zip(*own, strict=True))
    return f"F1 {2 * precision * recall / (precision + recall):.4f} (p {precision:.4f}, r {recall:.4f})"


def f1_of(text: str, truth: str) -> float:
    """Return the F1 of one text over runs of four words."""
    precision, recall = _score(WORD.findall(text), WORD.findall(truth))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _score(own: list[str], truth: list[str]) -> tuple[float, float]:
    ours, theirs = (Counter(zip(*(words[start:] for start in range(4)), strict=False)) for words in (own, truth))
    both = sum((ours & theirs).values())
    return both / max(sum(ours.values()), 1), both / max(sum(theirs.values()), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
