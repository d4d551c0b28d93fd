"""Which texts can have other tags under new rules: those that hold a literal whose rules changed, and no others."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate

import numpy as np

from pipelines.themes.letters import codes_of_all
from pipelines.themes.taxonomy import Taxonomy, Theme
from pipelines.themes.trie import Trie


def changed_literals(old: Taxonomy, new: Taxonomy) -> frozenset[str] | None:
    """Return the literals by which a text may be tagged otherwise; None when every text may be."""
    if old.defaults != new.defaults:
        return None
    before, after = ({theme.id: theme for theme in one.themes} for one in (old, new))
    changed: set[str] = set(old.masks) ^ set(new.masks)
    changed |= {text for text, _ in set(old.policy.terms) ^ set(new.policy.terms)}
    changed |= {one.needs for one in set(old.policy.patterns) ^ set(new.policy.patterns)}
    for name in before.keys() | after.keys():
        changed |= _between(before.get(name), after.get(name))
    return frozenset(changed)


def may_differ(old: Taxonomy, new: Taxonomy) -> Callable[[Sequence[tuple[str, str]]], list[bool]]:
    """Return a test of titles with texts: False promises that both taxonomies give the same tags."""
    literals = changed_literals(old, new)
    return (lambda articles: [True] * len(articles)) if literals is None else holding(literals)


def holding(literals: Collection[str]) -> Callable[[Sequence[tuple[str, str]]], list[bool]]:
    """Return a test of titles with texts: whether they hold one of the literals."""
    if not literals:
        return lambda articles: [False] * len(articles)
    trie = Trie(sorted(literals))
    return lambda articles: _hold_one(trie, articles)


def _hold_one(trie: Trie, articles: Sequence[tuple[str, str]]) -> list[bool]:
    raws = [f"{title}\n{text}\n" for title, text in articles]
    ends = list(accumulate(map(len, raws)))
    texts = np.searchsorted(ends, trie.find(codes_of_all(raws))[1], side="right")
    return [bool(count) for count in np.bincount(texts, minlength=len(raws))]


def _between(old: Theme | None, new: Theme | None) -> set[str]:
    if old is None or new is None:
        return set(_literals(old or new))
    if _frame(old) != _frame(new):
        return {*_literals(old), *_literals(new)}
    changed = {text for text, _ in set(old.terms) ^ set(new.terms)} | set(old.masks) ^ set(new.masks)
    changed |= set(old.learned) ^ set(new.learned)
    changed |= {one.term for one in set(old.contexts) ^ set(new.contexts)}
    return changed | {one.needs for one in set(old.patterns) ^ set(new.patterns)}


def _frame(theme: Theme) -> list[object]:
    """Return what concerns all terms of a theme at once. Names, group, codes and facts change no tag."""
    names = ("extends", "routes", "exclude_any", "require_any", "threshold", "policy_share", "kind")
    return [getattr(theme, name) for name in names]


def _literals(theme: Theme | None) -> Iterator[str]:
    if theme is not None:
        yield from (text for text, _ in theme.terms)
        yield from theme.masks
        yield from (one.term for one in theme.contexts)
        yield from (one.needs for one in theme.patterns)
