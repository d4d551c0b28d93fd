"""Learn terms from texts whose themes are known: those that the rules are sure of, and those that people decided.

A linear model over character n-grams (words, for Latin letters) weighs what tells a theme from the others; its
heaviest terms become a layer of the taxonomy, weighed, matched and explained like those written by hand. Needs the
extra `learn` (scikit-learn); running what was learned does not.
"""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive.errors import JianbaoError
from pipelines.themes.letters import fold
from pipelines.themes.taxonomy import Taxonomy, Theme, with_terms

LEAST_EXAMPLES = 5
"""Positive examples that a theme needs before anything is learned for it."""
TERMS = 60
"""Terms kept a theme. Cutting a linear model to some hundred literals a class costs about one point of F1."""
HEAVIEST = 1.0
STEP = 0.1
"""Learned weights are multiples of this up to `HEAVIEST`: below hand-written terms, and short to review."""
PERSON = 4.0
"""An example decided by a person counts as much as four labelled by rules."""
FOLDS = 5
LONGEST = 4
"""Characters of a learned Chinese term."""

RUN = re.compile("[\u4e00-\u9fff]+|[a-z][a-z'-]+")


class LearningError(JianbaoError):
    """Nothing can be learned, or what was learned is worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One text whose themes are known."""

    title: str
    text: str
    themes: frozenset[str]
    by_person: bool = False


Learned = dict[str, tuple[tuple[str, float], ...]]
"""Theme → terms with weights."""


def learn(taxonomy: Taxonomy, examples: Sequence[Example]) -> Learned:
    """Return further terms for each theme that has enough examples. Raises LearningError without scikit-learn."""
    vectorizer, model = _tools()
    matrix = vectorizer.fit_transform([f"{one.title}\n{one.title}\n{one.text}" for one in examples])
    names = vectorizer.get_feature_names_out()
    weights = [PERSON if one.by_person else 1.0 for one in examples]
    learned: Learned = {}
    for theme in taxonomy.themes:
        is_it = [theme.id in one.themes for one in examples]
        if LEAST_EXAMPLES <= sum(is_it) < len(examples):
            model.fit(matrix, is_it, sample_weight=weights)
            if terms := _terms(theme, names, model.coef_[0] * vectorizer.idf_):
                learned[theme.id] = terms
    return learned


def with_learned(taxonomy: Taxonomy, learned: Learned) -> Taxonomy:
    """Return the taxonomy with the learned terms beside those of its themes."""
    return replace(taxonomy, themes=tuple(with_terms(theme, learned.get(theme.id, ())) for theme in taxonomy.themes))


def as_layer(learned: Learned, version: str) -> str:
    """Return what was learned as a layer file for review: theme, weight, terms."""
    lines = [
        "# Learned from texts that the rules are sure of and from what reviewers decided. Review it: take out what is",
        "# accidental. Take the file away, and `jianbao theme retag`, to be rid of it.",
        "schema: policy-themes/1",
        "layer: learned",
        f"version: {json.dumps(version)}",
        "themes: []",
        "learned:",
    ]
    for theme, terms in sorted(learned.items()):
        lines.append(f"  {theme}:")
        for weight in sorted({weight for _, weight in terms}, reverse=True):
            words = [json.dumps(text, ensure_ascii=False) for text, own in terms if own == weight]
            lines.append(f"    {weight:g}: [{', '.join(words)}]")
    return "\n".join(lines) + "\n"


def _terms(theme: Theme, names: Any, coefficients: Any) -> tuple[tuple[str, float], ...]:
    """Return the heaviest terms that neither hide a term written by hand nor are hidden by one."""
    by_hand = [text for text, _ in theme.terms]
    order = (-coefficients).argsort()
    kept: list[tuple[str, float]] = []
    top = 0.0
    for place in order[: TERMS * 4].tolist():
        value, text = float(coefficients[place]), str(names[place])
        if value <= 0 or len(kept) == TERMS:
            break
        if len(text) < 2 or _meets(text, by_hand):
            continue
        top = top or value
        weight = round(round(HEAVIEST * value / top / STEP) * STEP, 4)
        if weight < STEP:
            break
        kept.append((text, weight))
    return tuple(kept)


def _meets(text: str, by_hand: Collection[str]) -> bool:
    return any(text in other or other in text for other in by_hand)


def grams(text: str) -> list[str]:
    """Return the pieces that are weighed: Chinese runs of two to four characters, Latin words and pairs of them."""
    pieces: list[str] = []
    before = ""
    for run in RUN.findall(fold(text)):
        if run[0] < "\u3400":
            pieces.append(run)
            if before:
                pieces.append(f"{before} {run}")
            before = run
            continue
        before = ""
        for size in range(2, LONGEST + 1):
            pieces.extend(run[start : start + size] for start in range(len(run) - size + 1))
    return pieces


def _tools() -> tuple[Any, Any]:
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped] # ships no types
        from sklearn.svm import LinearSVC  # type: ignore[import-untyped] # the same
    except ImportError as error:
        raise LearningError("learning needs scikit-learn", mend="install the extra: jianbao[learn]") from error
    vectorizer = TfidfVectorizer(analyzer=grams, min_df=2, sublinear_tf=True)
    return vectorizer, LinearSVC(C=0.5, class_weight="balanced", random_state=1)
