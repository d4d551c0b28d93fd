"""Turn the taxonomy into what one pass over a text needs: every literal once, with all it means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.themes.attendance import VERBS
from pipelines.themes.matcher import make_matcher
from pipelines.themes.taxonomy import Context, Pattern, Taxonomy, Theme

ALL = -1
"""Stands for every theme in the masks of a literal."""

Term = tuple[int, float, int, str]
"""Theme number, weight, characters, literal: what a place of the literal may add to the theme."""

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


@dataclass(frozen=True, slots=True)
class Step:
    """One theme hands its score up to one that it extends."""

    child: int
    parent: int
    terms: frozenset[str]
    """The terms whose score goes up; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The taxonomy, ready to run."""

    themes: tuple[Theme, ...]
    literals: tuple[Literal, ...]
    terms: tuple[tuple[Term, ...], ...]
    """By number of the literal; flat, because every hit of every text passes here."""
    first_word: int
    """Literals from this number on do not count inside longer words."""
    contexts: dict[int, tuple[tuple[int, Context], ...]]
    """Number of a literal → theme number and context."""
    hides: dict[int, tuple[Inside, ...]]
    """Number of a literal → what does not count inside it: masks hide from their themes, a term hides the shorter
    ones of its theme."""
    attending: tuple[int, ...]
    """Numbers of the verbs that end a list of who attended."""
    policy: dict[int, float]
    """Number of a literal → weight in the policy signal."""
    patterns: tuple[CompiledPattern, ...]
    policy_patterns: tuple[CompiledPattern, ...]
    excluded_by: dict[int, tuple[str, ...]]
    """Theme number → literals of which none may stand in the title."""
    required_by: dict[int, tuple[str, ...]]
    """Theme number → literals of which one must stand somewhere."""
    guarded: frozenset[int]
    """Themes of the two above."""
    shares: tuple[float, ...]
    """By number of the theme: share of its score that speaks for policy."""
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
    for verb in VERBS:
        literal(verb)
    steps = _children_first(taxonomy.themes)
    numbered = tuple(sorted(literals.values(), key=lambda literal: literal.whole_word))
    return Rules(
        themes=taxonomy.themes,
        literals=numbered,
        terms=tuple(
            tuple((theme, weight, len(literal.text), literal.text) for theme, weight in literal.terms)
            for literal in numbered
        ),
        first_word=sum(not literal.whole_word for literal in numbered),
        contexts={number: tuple(literal.contexts) for number, literal in enumerate(numbered) if literal.contexts},
        hides=_find_hidden(numbered),
        attending=tuple(number for number, literal in enumerate(numbered) if literal.text in VERBS),
        policy={number: literal.policy for number, literal in enumerate(numbered) if literal.policy},
        patterns=tuple(
            _compile(pattern, number) for number, theme in enumerate(taxonomy.themes) for pattern in theme.patterns
        ),
        policy_patterns=tuple(_compile(pattern, ALL) for pattern in taxonomy.policy.patterns),
        excluded_by={number: theme.exclude_any for number, theme in enumerate(taxonomy.themes) if theme.exclude_any},
        required_by={number: theme.require_any for number, theme in enumerate(taxonomy.themes) if theme.require_any},
        guarded=frozenset(n for n, theme in enumerate(taxonomy.themes) if theme.exclude_any or theme.require_any),
        shares=tuple(theme.policy_share for theme in taxonomy.themes),
        handing_up=steps,
        children=frozenset(step.child for step in steps),
    )


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
            inside.extend((start, inner, theme) for theme in sorted(masked | longer))
        if inside:
            hides[number] = tuple(inside)
    return hides


def _is_word(text: str) -> bool:
    return text[0].isascii() and text[0].isalnum() and text[-1].isascii()


def _compile(pattern: Pattern, theme: int) -> CompiledPattern:
    return CompiledPattern(re.compile(pattern.pattern), pattern, theme)


def _children_first(themes: Sequence[Theme]) -> tuple[Step, ...]:
    """Return the steps in such an order that a theme has all its children's scores before it hands its own up."""
    numbers = {theme.id: number for number, theme in enumerate(themes)}
    depth: dict[str, int] = {}

    def measure(theme: Theme) -> int:
        if theme.id not in depth:
            depth[theme.id] = 1 + max((measure(themes[numbers[parent]]) for parent in theme.extends), default=0)
        return depth[theme.id]

    deepest_first = sorted(themes, key=measure, reverse=True)
    return tuple(
        Step(numbers[theme.id], numbers[parent], frozenset(theme.routes.get(parent, ())))
        for theme in deepest_first
        for parent in theme.extends
    )
