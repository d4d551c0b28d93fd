"""What stands out in the texts of one query against those of another: runs of characters, by log-likelihood.

G² as in Dunning (1993), "Accurate methods for the statistics of surprise and coincidence": twice the sum of
O · ln(O / E) over the four cells (has the run or not, first texts or second). Counted in articles, so that one long
article that repeats a word does not count more than another. G² above 10.83 has p < 0.001 for one run looked at alone;
among many thousands of runs some come so far by chance. No dictionary: a run of 2 to 5 characters that is only a piece
of a longer one is left out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.models import Article
from archive.query import Tree, canonical, parse
from archive.query.fold import RUN, fold, is_cjk
from archive.search import backend, refuse_ambiguous

LENGTHS = range(2, 6)
"""Characters of a run looked at."""
SAMPLE = 500
"""Most articles read of each side, the newest (measured: 0.4 ms of CPU an article)."""
FEWEST = 3
"""Articles in which a run must stand to be looked at."""
PIECE = 0.7
"""A run is a piece of a longer one when that one stands in this share of its articles."""
STEP = 500


@dataclass(slots=True, kw_only=True)
class Term:
    """A run of characters that stands out."""

    text: str
    """Folded: small letters, simplified."""
    count: int
    """Articles of the first side that have it."""
    other_count: int
    """Articles of the second side that have it."""
    score: float
    """G², larger stands out more; negative when the second side has it more often."""


@dataclass(slots=True, kw_only=True)
class Keyness:
    """What tells the articles of one query from those of another."""

    query: str
    other: str
    """Both in canonical form; an empty second means all articles that the first does not find."""
    read: tuple[int, int]
    """Articles read of each side: the newest, SAMPLE at most."""
    total: tuple[int, int]
    """Articles that each side has."""
    terms: tuple[Term, ...]
    """Those of the first side first, the most striking first; then those of the second."""


def log_likelihood(count: int, size: int, other_count: int, other_size: int) -> float:
    """Return G² of a word in `count` of `size` articles and `other_count` of `other_size`, negative when rarer.

    >>> round(log_likelihood(30, 100, 10, 100), 2)
    12.96
    """
    share = (count + other_count) / (size + other_size)
    cells = (
        (count, size * share),
        (other_count, other_size * share),
        (size - count, size * (1 - share)),
        (other_size - other_count, other_size * (1 - share)),
    )
    score = 2 * sum(seen * log(seen / expected) for seen, expected in cells if seen and expected)
    return score if count * other_size >= other_count * size else -score


def keyness(engine: Engine, query: str, other: str = "", *, limit: int = 20) -> Keyness:
    """Return what stands out in the articles of `query` against those of `other`, `limit` runs of each side.

    Without `other` the second side is every article that the first does not find. Raises QueryError.
    """
    trees = (parse(query), parse(other) if other else None)
    with reading(engine) as session:
        for tree in trees:
            if tree is not None:
                refuse_ambiguous(session, tree)
        sides = _sides(engine, session, *trees)
        samples = [_texts(session, ids[-SAMPLE:]) for ids in sides]
    first, second = (_counted(texts) for texts in samples)
    sizes = (len(samples[0]), len(samples[1]))
    terms = _striking(first, second, sizes, limit) + _turned(_striking(second, first, sizes[::-1], limit))
    return Keyness(
        query=canonical(trees[0]),
        other=canonical(trees[1]) if trees[1] is not None else "",
        read=sizes,
        total=(len(sides[0]), len(sides[1])),
        terms=terms,
    )


def _sides(engine: Engine, session: Session, tree: Tree, other: Tree | None) -> tuple[list[int], list[int]]:
    searcher = backend(engine)
    first: list[int] = searcher.ids(session, tree).tolist()
    if other is not None:
        return first, searcher.ids(session, other).tolist()
    found = set(first)
    newest = session.scalars(select(Article.id).order_by(Article.id))
    return first, [number for number in newest if number not in found]


def _texts(session: Session, ids: Sequence[int]) -> list[str]:
    wanted = select(Article.title, Article.text).where(Article.id.in_(ids[:STEP]))
    return [f"{title}\n{text}" for title, text in session.execute(wanted)]


def _counted(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_pieces(text))
    return counts


def _pieces(text: str) -> set[str]:
    """Return every run of 2 to 5 CJK characters and every other run of two letters or more that is no number."""
    found: set[str] = set()
    for run in RUN.findall(fold(text)):
        if is_cjk(run):
            for length in LENGTHS:
                found.update(run[at : at + length] for at in range(len(run) - length + 1))
        elif len(run) > 1 and not run.isdecimal():
            found.add(run)
    return found


def _striking(counts: Counter[str], others: Counter[str], sizes: tuple[int, int], limit: int) -> tuple[Term, ...]:
    if not all(sizes):
        return ()
    terms = [
        Term(
            text=text,
            count=count,
            other_count=others[text],
            score=log_likelihood(count, sizes[0], others[text], sizes[1]),
        )
        for text, count in counts.items()
        if count >= FEWEST and count * sizes[1] > others[text] * sizes[0]
    ]
    terms.sort(key=lambda term: (-term.score, -len(term.text), term.text))
    # Pieces of a run stand near it in the order, so it is enough to look at the head of the list.
    head = terms[: limit * 20]
    whole = [term for term in head if not any(_is_piece(term, longer) for longer in head)]
    kept: list[Term] = []
    for term in whole:
        if not any(_overlap(term.text, one.text) for one in kept):
            kept.append(term)
    return tuple(kept[:limit])


def _is_piece(term: Term, longer: Term) -> bool:
    return len(longer.text) > len(term.text) and term.text in longer.text and longer.count >= PIECE * term.count


def _overlap(one: str, other: str) -> bool:
    """True when one run is the other moved by one character, as 质生产力 is of 新质生产."""
    return len(one) == len(other) and len(one) > 2 and (one[1:] == other[:-1] or other[1:] == one[:-1])


def _turned(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(
        Term(text=term.text, count=term.other_count, other_count=term.count, score=-term.score) for term in terms
    )
