"""The rarest of some tokens, with the articles that have them: what tells two articles about the same from others.

Whoever reads a holder reads its whole page, so tokens that many articles have are left early.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from archive.search.base import Ids

STEP = 200
"""Holders counted at first; more only where that leaves too few tokens."""
Holders = Callable[[Session, Sequence[str], int], Iterable[tuple[str, Ids]]]
"""Gives each token with the articles that have it, so many at most."""

# Token → more than so many articles have it: that stays so, is asked once a process, and dies with its engine.
_frequent: WeakKeyDictionary[Engine, dict[str, int]] = WeakKeyDictionary()


def rarest(session: Session, tokens: Sequence[str], most: int, limit: int, *, holders: Holders) -> list[Ids]:
    """Return who has the rarest of the tokens that 2 to `most` articles have, the rarest first, so many tokens."""
    frequent = _frequent.setdefault(session.connection().engine, {})
    held: dict[str, Ids] = {}
    for step in (STEP, most):
        asked = [token for token in tokens if token not in held and frequent.get(token, 0) < step]
        for token, found in holders(session, asked, step + 1):
            if len(found) > step:
                frequent[token] = step
            else:
                held[token] = found
        if sum(len(found) > 1 for found in held.values()) >= limit:
            break
    return fewest((held[token] for token in tokens if token in held), limit)


def fewest(held: Iterable[Ids], limit: int) -> list[Ids]:
    """Return the shortest lists of more than one article, so many; of two as long, the one that came first."""
    return sorted((ids for ids in held if len(ids) > 1), key=len)[:limit]


def rarest_by_bounds(
    tokens: Sequence[str], most: int, limit: int, *, at_least: Callable[[str], int], held: Callable[[str], Ids | None]
) -> Iterator[Ids]:
    """Yield the lists among which are the rarest, in the order of the tokens.

    `at_least` tells quickly how many articles have a token for certain; `held` who they are, None for more than `most`.
    """
    bounds = {token: at_least(token) for token in tokens}
    found: dict[str, Ids] = {}
    lengths: list[int] = []
    for token in sorted(bounds, key=bounds.__getitem__):
        if bounds[token] > most or (len(lengths) >= limit and bounds[token] > lengths[limit - 1]):
            break
        ids = held(token)
        if ids is not None:
            found[token] = ids
            lengths = sorted([*lengths, len(ids)]) if len(ids) > 1 else lengths
    yield from (found[token] for token in tokens if token in found)
