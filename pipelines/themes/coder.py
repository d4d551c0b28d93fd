"""Learn the codes of any scheme, such as those of the Comparative Agendas Project, from texts that people coded.

A linear model of two kinds of features: pieces of two to five letters of each word, and words with pairs of words;
for Chinese one to four characters. Side by side they beat either alone (macro-F1 on headlines of 2003-04, trained on
1996-2002: .509 against .494 and .471). Every feature is a literal, so what was learned runs on the matcher of the
rules, and each code can name the words that earned it. Learning needs the extra `learn` (scikit-learn); running does
not.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.themes.learning import LearningError
from pipelines.themes.letters import fold
from pipelines.themes.matcher import make_matcher

RUN = re.compile("[\u3400-\u9fff]+|[a-z0-9][a-z0-9'.&-]*")
LONGEST = 4000
"""Characters of a text that are read; the title counts twice."""
SHORTEST_PIECE, LONGEST_PIECE = 2, 5
LONGEST_CHINESE = 4
LEAST_TEXTS = 2
"""Texts in which a feature must stand."""
STRENGTH = 0.3
"""Chosen on headlines of 2002 after training on 1996-2001; .1 to .5 differ by two points at most."""
STRENGTH_OF_MANY = 0.5
"""The same where a text has several codes."""
WORDS_SHOWN = 3

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One text with the codes that people gave it."""

    title: str
    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of features."""

    rarity: Floats
    """Inverse document frequency by literal; 0 for literals of the other kind."""
    weights: Floats
    """Literal by code."""


class Coder:
    """Gives codes to texts, as it was taught."""

    def __init__(self, codes: Sequence[str], literals: Sequence[str], kinds: Sequence[_Kind], level: Floats) -> None:
        self.codes = tuple(codes)
        self.literals = tuple(literals)
        self._kinds = tuple(kinds)
        self._level = level
        self._find = make_matcher(self.literals)

    def scores(self, title: str, text: str) -> dict[str, float]:
        """Return every code with its score; above 0 speaks for it, and the highest is the best guess."""
        total = self._level.copy()
        for numbers, shares, kind in self._parts(title, text):
            total += shares @ kind.weights[numbers]
        return dict(zip(self.codes, total.tolist(), strict=True))

    def best(self, title: str, text: str) -> tuple[str, float, tuple[str, ...]]:
        """Return the best code, its score, and the words that speak most for it."""
        scores = self.scores(title, text)
        code = max(scores, key=lambda one: scores[one])
        column = self.codes.index(code)
        spoken: Counter[str] = Counter()
        for numbers, shares, kind in self._parts(title, text):
            for number, share in zip(numbers, (shares * kind.weights[numbers, column]).tolist(), strict=True):
                if share > 0 and _is_whole(self.literals[number]):
                    spoken[self.literals[number].strip()] += share
        return code, scores[code], tuple(word for word, _ in spoken.most_common(WORDS_SHOWN))

    def _parts(self, title: str, text: str) -> Iterator[tuple[list[int], Floats, _Kind]]:
        """Yield for each kind the literals found, and what each of them is worth."""
        counts = Counter(number for number, _, _ in self._find(_joined(title, text)))
        numbers = list(counts)
        often = 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        for kind in self._kinds:
            weighed = often * kind.rarity[numbers]
            length = float(np.sqrt((weighed * weighed).sum()))
            if length:
                yield numbers, weighed / length, kind


def learn_codes(examples: Sequence[Coded]) -> Coder:
    """Return what was learned. Raises LearningError for examples of fewer than two codes, or without scikit-learn."""
    codes = sorted({code for one in examples for code in one.codes})
    if len(codes) < 2:
        raise LearningError("the examples have fewer than two codes", mend="give texts of two codes or more")
    texts = [_joined(one.title, one.text) for one in examples]
    vectorizers, matrix = _features(texts)
    weights, level = _fit(matrix, examples, codes)
    names = [list(one.get_feature_names_out()) for one in vectorizers]
    literals = sorted({name for own in names for name in own})
    places = {literal: number for number, literal in enumerate(literals)}
    kinds, first = [], 0
    for vectorizer, own in zip(vectorizers, names, strict=True):
        at = [places[name] for name in own]
        rarity = np.zeros(len(literals), dtype=np.float32)
        rarity[at] = vectorizer.idf_
        of_kind = np.zeros((len(literals), len(codes)), dtype=np.float32)
        of_kind[at] = weights[:, first : first + len(own)].T
        kinds.append(_Kind(rarity, of_kind))
        first += len(own)
    return Coder(codes, literals, kinds, level)


def pieces(joined: str) -> list[str]:
    """Return the pieces of each Latin word, its ends marked by spaces.

    >>> pieces(" tax ")[:4]
    [' t', 'ta', 'ax', 'x ']
    """
    found = []
    for word in joined.split():
        if word[0] < "\u3400":
            marked = f" {word} "
            for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
                found += [marked[start : start + size] for start in range(len(marked) - size + 1)]
    return found


def words(joined: str) -> list[str]:
    """Return Latin words and pairs of them, and all runs of one to four Chinese characters.

    >>> words(" tax cut 减税 ")
    [' tax ', ' tax cut ', ' cut ', '减', '税', '减税']
    """
    found, parts = [], joined.split()
    for word, after in zip_longest(parts, parts[1:], fillvalue=""):
        if word[0] < "\u3400":
            found.append(f" {word} ")
            if after and after[0] < "\u3400":
                found.append(f" {word} {after} ")
        else:
            for size in range(1, LONGEST_CHINESE + 1):
                found += [word[start : start + size] for start in range(len(word) - size + 1)]
    return found


def _joined(title: str, text: str) -> str:
    """Return the words of a text between single spaces, which is the form that the literals are cut from."""
    raw = f"{title}\n{title}\n{text}"[:LONGEST] if text else title
    runs = (run.strip(".'-").replace("'s", "") for run in RUN.findall(fold(raw).replace("\u2019", "'")))
    return f" {' '.join(run for run in runs if run)} "


def _is_whole(literal: str) -> bool:
    return literal[0] >= "\u3400" or (literal[0] == literal[-1] == " ")


def _features(texts: Sequence[str]) -> tuple[list[Any], Any]:
    try:
        import scipy.sparse as sp  # type: ignore[import-untyped] # ships no types
        from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped] # ships no types
    except ImportError as error:
        raise LearningError("learning needs scikit-learn", mend="install the extra: jianbao[learn]") from error
    least = LEAST_TEXTS if len(texts) > 60 else 1
    vectorizers, matrices = [], []
    for cut in (pieces, words):
        if any(map(cut, texts)):
            vectorizer = TfidfVectorizer(analyzer=cut, min_df=least, sublinear_tf=True)
            matrices.append(vectorizer.fit_transform(texts))
            vectorizers.append(vectorizer)
    if not vectorizers:
        raise LearningError("the examples hold no word", mend="give texts with words")
    return vectorizers, sp.hstack(matrices).tocsr()


def _fit(matrix: Any, examples: Sequence[Coded], codes: Sequence[str]) -> tuple[Floats, Floats]:
    """Return weights by code and feature, and the level of each code."""
    from sklearn.svm import LinearSVC  # type: ignore[import-untyped] # ships no types

    has_many = any(len(one.codes) != 1 for one in examples)
    weights, level = [], []
    for code in codes:
        model = LinearSVC(
            C=STRENGTH_OF_MANY if has_many else STRENGTH,
            class_weight="balanced" if has_many else None,
            tol=1e-3,
            random_state=1,
        )
        model.fit(matrix, [code in one.codes for one in examples])
        weights.append(model.coef_[0])
        level.append(model.intercept_[0])
    return np.array(weights, dtype=np.float32), np.array(level, dtype=np.float32)
