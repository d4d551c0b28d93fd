"""Turn the taxonomy into what one pass over a text needs: every literal once, with all it means."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pipelines.themes.attendance import VERBS
from pipelines.themes.matcher import WIDTH, make_matcher
from pipelines.themes.page import UNIT
from pipelines.themes.taxonomy import Context, Pattern, Taxonomy, Theme

T = TypeVar("T")

ALL = -1
"""Stands for every theme in the masks of a literal."""

POLICY_TITLE_BOOST = 1.5

Term = tuple[int, float]
"""Theme number and weight: what a place of the literal may add to the theme."""

IS_TERM, IS_POLICY, IS_RARE = 1, 2, 4
"""What a literal is, as a bit each; rare ones hide others, need a context or a pattern, or end a list."""

Inside = tuple[int, int, int]
"""A literal inside another: characters from the other's start, number of the literal, theme it does not count for."""


@dataclass(slots=True)
class Literal:
    """One literal and what a place where it stands means."""

    text: str
    whole_word: bool
    """True for ASCII words, which do not count inside longer words."""
    terms: list[tuple[int, float]] = field(default_factory=list)
    """Theme number and weight."""
    contexts: list[tuple[int, Context]] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    """Numbers of the themes for which it hides what stands inside it; ALL hides from every theme."""
    policy: float = 0.0


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """A regular expression of one theme."""

    regex: re.Pattern[str]
    source: Pattern
    theme: int
    """Its number; ALL for one of the policy signal."""
    number: int
    """Its place in the texts of the rules."""


@dataclass(frozen=True, slots=True)
class Step:
    """One theme hands its score up to one that it extends."""

    child: int
    parent: int
    terms: frozenset[int]
    """Numbers of the terms whose score goes up; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The taxonomy, ready to run."""

    themes: tuple[Theme, ...]
    literals: tuple[Literal, ...]
    texts: tuple[str, ...]
    """Of the literals by their number, and behind them of the patterns."""
    kinds: bytes
    """By number of the literal, which of the bits above it has; small, so that it stays in the processor's cache."""
    terms: tuple[tuple[Term, ...], ...]
    """By number of the literal. Equal entries are one object: that, too, is for the cache, and halves the time."""
    first_word: int
    """Literals from this number on do not count inside longer words."""
    contexts: dict[int, tuple[tuple[int, Context], ...]]
    """Number of a literal → theme number and context."""
    hides: dict[int, tuple[Inside, ...]]
    """Number of a literal → what does not count inside it: masks hide from their themes, a term hides the shorter
    ones of its theme."""
    attending: frozenset[int]
    """Numbers of the verbs that end a list of who attended."""
    policy: tuple[tuple[int, int], ...]
    """By number of the literal: what it adds to the policy signal in text and in title, in units of a score."""
    patterns: dict[int, tuple[CompiledPattern, ...]]
    """Number of the literal that they need → patterns."""
    unguarded: tuple[CompiledPattern, ...]
    """Those whose literal may stand inside a word, so that finding it as a word says nothing."""
    excluded_by: dict[int, tuple[int, ...]]
    """Theme number → numbers of the literals of which none may stand in the title."""
    required_by: dict[int, tuple[int, ...]]
    """Theme number → numbers of the literals of which one must stand somewhere."""
    guarded: frozenset[int]
    """Themes of the two above."""
    shares: tuple[float, ...]
    """By number of the theme: share of its score that speaks for policy."""
    learned: dict[int, frozenset[int]]
    """Theme number → numbers of its terms that a learner wrote."""
    handing_up: tuple[Step, ...]
    """In the order in which scores go up."""
    children: frozenset[int]
    """Themes that hand up."""


def compile_rules(taxonomy: Taxonomy) -> Rules:
    """Return the rules of a taxonomy."""
    literals: dict[str, Literal] = {}

    def literal(text: str) -> Literal:
        return literals.setdefault(text, Literal(text, whole_word=_is_word(text)))

    for number, theme in enumerate(taxonomy.themes):
        for text, weight in theme.terms:
            literal(text).terms.append((number, weight))
        for context in theme.contexts:
            literal(context.term).contexts.append((number, context))
        for mask in theme.masks:
            literal(mask).masks.append(number)
    for mask in taxonomy.masks:
        literal(mask).masks.append(ALL)
    for text, weight in taxonomy.policy.terms:
        literal(text).policy += weight
    for text in _looked_for(taxonomy):
        literal(text)
    return _number(taxonomy, sorted(literals.values(), key=lambda literal: literal.whole_word))


def _looked_for(taxonomy: Taxonomy) -> Iterator[str]:
    """Yield the literals that add nothing by themselves."""
    yield from VERBS
    for pattern in taxonomy.policy.patterns:
        yield pattern.needs
    for theme in taxonomy.themes:
        yield from (pattern.needs for pattern in theme.patterns)
        yield from theme.exclude_any
        yield from theme.require_any


def _number(taxonomy: Taxonomy, literals: Sequence[Literal]) -> Rules:
    """Return the rules, with literals and themes as numbers."""
    themes = taxonomy.themes
    numbers = {literal.text: number for number, literal in enumerate(literals)}
    hides = _find_hidden(literals)
    contexts = {number: tuple(literal.contexts) for number, literal in enumerate(literals) if literal.contexts}
    every = _compile_patterns(taxonomy, len(literals))
    unguarded = tuple(one for one in every if _is_word(one.source.needs))
    patterns = _by_literal([one for one in every if one not in unguarded], numbers)
    attending = frozenset(numbers[verb] for verb in VERBS)
    excluded_by = _numbers_by_theme([theme.exclude_any for theme in themes], numbers)
    required_by = _numbers_by_theme([theme.require_any for theme in themes], numbers)
    rare = {*hides, *contexts, *patterns, *attending}
    steps = _children_first(themes, numbers)
    return Rules(
        themes=themes,
        literals=tuple(literals),
        texts=(*(literal.text for literal in literals), *(one.source.pattern for one in every)),
        kinds=bytes(_kind(literal, number in rare) for number, literal in enumerate(literals)),
        terms=_shared(tuple(literal.terms) for literal in literals),
        first_word=sum(not literal.whole_word for literal in literals),
        contexts=contexts,
        hides=hides,
        attending=attending,
        policy=_shared(
            (round(literal.policy * UNIT), round(literal.policy * POLICY_TITLE_BOOST * UNIT)) for literal in literals
        ),
        patterns=patterns,
        unguarded=unguarded,
        excluded_by=excluded_by,
        required_by=required_by,
        guarded=frozenset(excluded_by.keys() | required_by.keys()),
        shares=tuple(theme.policy_share for theme in themes),
        learned={
            number: frozenset(numbers[text] for text in theme.learned)
            for number, theme in enumerate(themes)
            if theme.learned
        },
        handing_up=steps,
        children=frozenset(step.child for step in steps),
    )


def _kind(literal: Literal, is_rare: bool) -> int:
    return IS_TERM * bool(literal.terms) | IS_POLICY * bool(literal.policy) | IS_RARE * is_rare


def _shared(values: Iterable[T]) -> tuple[T, ...]:
    """Return the values, equal ones as one object."""
    known: dict[T, T] = {}
    return tuple(known.setdefault(value, value) for value in values)


def _numbers_by_theme(words: Sequence[Sequence[str]], numbers: Mapping[str, int]) -> dict[int, tuple[int, ...]]:
    return {theme: tuple(numbers[word] for word in own) for theme, own in enumerate(words) if own}


def _compile_patterns(taxonomy: Taxonomy, first: int) -> list[CompiledPattern]:
    placed = [(ALL, pattern) for pattern in taxonomy.policy.patterns]
    placed += [(number, pattern) for number, theme in enumerate(taxonomy.themes) for pattern in theme.patterns]
    return [
        CompiledPattern(re.compile(pattern.pattern), pattern, theme, number)
        for number, (theme, pattern) in enumerate(placed, first)
    ]


def _by_literal(
    patterns: Iterable[CompiledPattern], numbers: Mapping[str, int]
) -> dict[int, tuple[CompiledPattern, ...]]:
    found: dict[int, tuple[CompiledPattern, ...]] = {}
    for one in patterns:
        needs = numbers[one.source.needs]
        found[needs] = (*found.get(needs, ()), one)
    return found


def _find_hidden(literals: Sequence[Literal]) -> dict[int, tuple[Inside, ...]]:
    """Return what every literal hides: the same at every place, so it is worked out once."""
    find = make_matcher([literal.text for literal in literals])
    hides: dict[int, tuple[Inside, ...]] = {}
    for number, outer in enumerate(literals):
        own = {theme for theme, _ in outer.terms}
        inside: list[Inside] = []
        for inner, start, _ in find(outer.text):
            themes = {theme for theme, _ in (*literals[inner].terms, *literals[inner].contexts)}
            masked = themes if ALL in outer.masks else themes.intersection(outer.masks)
            longer = themes & own if inner != number else set()
            inside.extend((start // WIDTH, inner, theme) for theme in sorted(masked | longer))
        if inside:
            hides[number] = tuple(inside)
    return hides


def _is_word(text: str) -> bool:
    return text[0].isascii() and text[0].isalnum() and text[-1].isascii()


def _children_first(themes: Sequence[Theme], literals: Mapping[str, int]) -> tuple[Step, ...]:
    """Return the steps in such an order that a theme has all its children's scores before it hands its own up."""
    numbers = {theme.id: number for number, theme in enumerate(themes)}
    depth: dict[str, int] = {}

    def measure(theme: Theme) -> int:
        if theme.id not in depth:
            depth[theme.id] = 1 + max((measure(themes[numbers[parent]]) for parent in theme.extends), default=0)
        return depth[theme.id]

    deepest_first = sorted(themes, key=measure, reverse=True)
    return tuple(
        Step(numbers[theme.id], numbers[parent], frozenset(literals[text] for text in theme.routes.get(parent, ())))
        for theme in deepest_first
        for parent in theme.extends
    )
