"""Train the model of the duplicate judge: `python -m pipelines.dedup.train PAIRS [BROADCASTS] [--write]`.

PAIRS is a gzipped file of JSON lines {a, b, label, kind, origin}, each side {id, title, body, date}; label 1 is one
news text. BROADCASTS is a gzipped JSON list of {date, title, paras}: the items of one daily broadcast over years.
Items that share keys and lie days apart are other news; items beside altered copies of themselves are one.

Cross-validation is by document, and whole series of notices are left out together: no form is seen both in training and
in testing. The guards are asked too, as in use. Needs the extra `learn` (scikit-learn).
"""

import gzip
import hashlib
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.errors import JianbaoError
from archive.records import NewsText
from pipelines.dedup.features import FEATURES, compare
from pipelines.dedup.fingerprints import fingerprint
from pipelines.dedup.guards import out_of_question
from pipelines.dedup.units import read_units

TREES, DEPTH, RATE, SHARE, LEAST_LEAF = 140, 3, 0.1, 0.8, 8
"""Trees, questions from root to leaf, how much each tree may say, share of the pairs it sees, pairs in a leaf."""
FOLDS = 6
FOLDS_FROM = 0.5
SEED = 20240220
BROADCAST_WEIGHT = 0.5
"""A pair of broadcasts counts half: nobody read them."""
MOST_OTHERS, MOST_COPIES = 4_000, 2_200
DAYS_APART = 3
MOST_SHARING = 40
"""A key of more items is a salutation; it would only give pairs of equal greetings."""
NUMERALS = re.compile(r"[\d\s一二三四五六七八九十]+")
SERIES_TITLE = 12
"""Characters of a title, without numbers, that name its series."""
NOISE = "的一是在不了有和人这中大为上个国我以要他时来用们"
MODEL = Path(__file__).with_name("model.json")
Floats = NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class Pair:
    """Two texts laid side by side, and whether they are one."""

    features: tuple[float, ...]
    guarded: bool
    """True when a guard keeps them apart before the model is asked."""
    label: int
    kind: str = ""
    constructed: bool = False
    names: tuple[str, ...] = ()
    """Documents and series it belongs to."""
    weight: float = 1.0


def main(arguments: Sequence[str]) -> int:
    """Cross-validate, say how well, and write the model when asked to."""
    paths = [Path(one) for one in arguments if not one.startswith("--")]
    if not paths or not all(path.is_file() for path in paths):
        sys.stderr.write(
            "error: no file of pairs\nmend:  python -m pipelines.dedup.train PAIRS [BROADCASTS] [--write]\n"
        )
        return 2
    pairs = list(read_pairs(paths[0]))
    extra = [pair for path in paths[1:2] for pair in read_broadcasts(path)]
    sys.stdout.write(f"{len(pairs)} labelled pairs, {len(extra)} pairs of broadcasts\n")
    sys.stdout.write(report(pairs, cross_validate(pairs, extra)) + "\n")
    if "--write" in arguments:
        MODEL.write_text(as_text(*fit([*pairs, *extra]), pairs=len(pairs), extra=len(extra)), encoding="utf-8")
        sys.stdout.write(f"written: {MODEL.name}\n")
    return 0


def read_pairs(path: Path) -> Iterator[Pair]:
    """Yield the labelled pairs; those with an empty side are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            pair = lay(_news(row["a"]), _news(row["b"]), label=int(row["label"]))
            if pair is None:
                continue
            pair.kind, pair.constructed = row["kind"], row["origin"] == "constructed"
            pair.names = tuple(_names(row))
            yield pair


def read_broadcasts(path: Path) -> Iterator[Pair]:
    """Yield pairs of other news, and items beside altered copies of themselves."""
    chance = random.Random(SEED)  # noqa: S311 # repeatable, not secret
    with gzip.open(path, "rt", encoding="utf-8") as file:
        items = [
            NewsText(title=row["title"], text="\n".join(row["paras"]), published_on=date.fromisoformat(row["date"]))
            for row in json.load(file)
        ]
    others = _sharing(items)
    chance.shuffle(others)
    for a, b in others[:MOST_OTHERS]:
        yield from _weighed(lay(items[a], items[b], label=0))
    for item in chance.sample(items, min(MOST_COPIES, len(items))):
        yield from _weighed(lay(item, altered(item, chance), label=1))


def lay(a: NewsText, b: NewsText, *, label: int) -> Pair | None:
    """Lay two texts side by side as the judge does; None when one has no text."""
    units_a, units_b = read_units(a.text), read_units(b.text)
    if not len(units_a) or not len(units_b):
        return None
    if (len(units_a), units_a.words, a.title) > (len(units_b), units_b.words, b.title):
        a, b, units_a, units_b = b, a, units_b, units_a
    found = compare(units_a, units_b, a.title, b.title)
    return Pair(features=found.features, guarded=out_of_question(a, b, found) is not None, label=label)


def altered(item: NewsText, chance: random.Random) -> NewsText:
    """Return a copy of an item as reprints alter it: cut, edited, misread, or in another order."""
    paragraphs = item.text.split("\n")
    way = chance.choice(("cut", "cut", "edited", "misread", "reordered"))
    if way == "cut":
        least = len(item.text) * 3 // 10
        text = item.text[: chance.randint(least, len(item.text))]
    elif way == "edited":
        text = item.text.replace("强调", "指出").replace("表示", "说").replace("举行", "召开")
        text = f"{text}\n（责任编辑：林晚）"
    elif way == "misread":
        text = "".join(chance.choice(NOISE) if chance.random() < 0.02 else char for char in item.text)
    else:
        chance.shuffle(paragraphs)
        text = "\n".join(paragraphs)
    return NewsText(title=item.title, text=text, published_on=item.published_on)


def cross_validate(pairs: Sequence[Pair], extra: Sequence[Pair]) -> list[bool]:
    """Return for each pair whether a model that saw none of its documents and series folds it."""
    folds = _fold_of(pairs)
    folded = [False] * len(pairs)
    for number in range(FOLDS):
        model, _ = fit([*(pair for pair, of in zip(pairs, folds, strict=True) if of != number), *extra])
        tested = [at for at, of in enumerate(folds) if of == number]
        scores = model.predict_proba(_matrix([pairs[at] for at in tested]))[:, 1]
        for at, score in zip(tested, scores, strict=True):
            folded[at] = bool(score >= FOLDS_FROM) and not pairs[at].guarded
    return folded


def fit(pairs: Sequence[Pair]) -> tuple[Any, float]:
    """Train on pairs that no guard decides; return the trees and the log odds they start from."""
    try:
        from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped] # ships no types
    except ImportError as error:
        raise JianbaoError("scikit-learn is not installed", mend="pip install 'jianbao[learn]'") from error
    labels = np.array([pair.label for pair in pairs])
    weights = np.array([pair.weight for pair in pairs])
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        subsample=SHARE,
        min_samples_leaf=LEAST_LEAF,
        random_state=SEED,
    )
    model.fit(_matrix(pairs), labels, sample_weight=weights)
    share = float(np.average(labels, weights=weights))
    return model, float(np.log(share / (1 - share)))


def report(pairs: Sequence[Pair], folded: Sequence[bool]) -> str:
    """Return precision, recall, F1, the same of the real pairs, and how many templates were folded."""
    labels = [bool(pair.label) for pair in pairs]
    real = [at for at, pair in enumerate(pairs) if not pair.constructed]
    forms = [at for at, pair in enumerate(pairs) if "template" in pair.kind and not pair.label]
    merged = sum(folded[at] for at in forms)
    return "\n".join(
        [
            "all:       " + _figures(labels, folded),
            "real:      " + _figures([labels[at] for at in real], [folded[at] for at in real]),
            f"templates: {merged} of {len(forms)} folded ({100 * merged / max(1, len(forms)):.2f} %)",
        ]
    )


def as_text(model: Any, base: float, *, pairs: int, extra: int) -> str:
    """Return the trees as JSON, one a line: a node is [feature, bound, left, right], a leaf [value]."""
    about = (
        "Boosted regression trees that give the log odds of two texts being one news text, written by "
        f"pipelines.dedup.train from {pairs:,} labelled pairs and {extra:,} pairs of broadcasts. "
        "A node is [feature, bound, left, right], left when feature <= bound; a leaf is [value]."
    )
    trees = ",\n".join(json.dumps(_nodes(estimator.tree_)) for estimator in model.estimators_[:, 0])
    head = json.dumps({"about": about, "features": list(FEATURES), "base": round(base, 9)}, indent=1)
    return f'{head.removesuffix("}").rstrip()},\n "trees": [\n{trees}\n]}}\n'


def _nodes(tree: Any) -> list[list[float]]:
    return [
        [round(float(tree.value[at][0][0]) * RATE, 7)]
        if left < 0
        else [int(tree.feature[at]), round(float(tree.threshold[at]), 9), int(left), int(tree.children_right[at])]
        for at, left in enumerate(tree.children_left)
    ]


def _figures(labels: Sequence[bool], folded: Sequence[bool]) -> str:
    right = sum(label and fold for label, fold in zip(labels, folded, strict=True))
    precision, recall = right / max(1, sum(folded)), right / max(1, sum(labels))
    return f"P {precision:.4f}  R {recall:.4f}  F1 {2 * precision * recall / max(1e-9, precision + recall):.4f}"


def _fold_of(pairs: Sequence[Pair]) -> list[int]:
    """Deal the pairs into folds: what shares a document or a series goes into one."""
    leader: dict[str, str] = {}

    def first(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for pair in pairs:
        for name in pair.names[1:]:
            leader[first(name)] = first(pair.names[0])
    sizes: dict[str, int] = defaultdict(int)
    for pair in pairs:
        sizes[first(pair.names[0])] += 1
    filled = [0] * FOLDS
    fold: dict[str, int] = {}
    for name in sorted(sizes, key=lambda one: (-sizes[one], hashlib.sha256(one.encode()).hexdigest())):
        fold[name] = filled.index(min(filled))
        filled[fold[name]] += sizes[name]
    return [fold[first(pair.names[0])] for pair in pairs]


def _names(row: Mapping[str, Any]) -> Iterator[str]:
    for side in (row["a"], row["b"]):
        yield side.get("id") or hashlib.sha256((side["title"] + side["body"]).encode()).hexdigest()
    if not row["label"] and ("template" in row["kind"] or row["kind"] == "quotes_followup"):
        for side in (row["a"], row["b"]):
            yield "series " + NUMERALS.sub("", side["title"])[:SERIES_TITLE]


def _sharing(items: Sequence[NewsText]) -> list[tuple[int, int]]:
    """Return pairs of items that share a key and lie days apart, and are not one text word for word."""
    holders: dict[int, list[int]] = defaultdict(list)
    exact: list[str] = []
    for number, item in enumerate(items):
        made = fingerprint(item.text)
        exact.append(made.exact)
        for key in made.keys:
            holders[key].append(number)
    found: set[tuple[int, int]] = set()
    for numbers in holders.values():
        if len(numbers) <= MOST_SHARING:
            found.update(combinations(numbers, 2))
    return sorted((a, b) for a, b in found if exact[a] != exact[b] and _days_apart(items[a], items[b]) > DAYS_APART)


def _days_apart(a: NewsText, b: NewsText) -> int:
    return abs((a.published_on - b.published_on).days) if a.published_on and b.published_on else 0


def _weighed(pair: Pair | None) -> Iterator[Pair]:
    if pair is not None:
        pair.weight = BROADCAST_WEIGHT
        yield pair


def _matrix(pairs: Sequence[Pair]) -> Floats:
    return np.array([pair.features for pair in pairs], np.float64)


def _news(side: Mapping[str, Any]) -> NewsText:
    return NewsText(title=side.get("title") or "", text=side.get("body") or "", published_on=_day(side.get("date")))


def _day(given: object) -> date | None:
    """Read a day in the forms of the labelled pairs: 20251106, 7-APR-1987 00:03, milliseconds since 1970."""
    text = str(given or "").split(" ")[0]
    for form in ("%Y%m%d", "%Y-%m-%d", "%d-%b-%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return datetime.fromtimestamp(int(text) / 1000, UTC).date() if text.isdigit() and len(text) == 13 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
