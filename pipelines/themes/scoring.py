"""Score one text: which literal counts where, and how much.

A score is a sum of its evidence: each literal counts once, at its first place, with a damped bonus for repeats.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.records import Evidence
from pipelines.themes.attendance import attendance_lists
from pipelines.themes.letters import fold
from pipelines.themes.matcher import Found, Matcher
from pipelines.themes.rules import ALL, CompiledPattern, Rules
from pipelines.themes.taxonomy import SLOGAN, Defaults

HANDED_UP = 0.8
"""Share of a theme's score that the themes it extends get."""

REPEAT_BONUS = 0.3
STRONG = 2.0
"""Weight from which a term stands for its theme alone; lighter ones count half without one beside them."""
USUAL_CHARS = 400
"""Characters; in longer texts the hits outside the title are divided by sqrt(chars / 400)."""
POLICY_TITLE_BOOST = 1.5
POLICY_SHARE = 0.5
POLICY_CAP = 12.0
"""Half of the best theme's score, up to this, adds to the policy signal."""


@dataclass(slots=True)
class Hit:
    """One literal or pattern in one theme: its first place and how often it stands."""

    term: str
    start: int
    end: int
    weight: float
    boost: float
    times: int = 1


@dataclass(slots=True)
class Scored:
    """One theme's result."""

    score: float
    evidence: tuple[Evidence, ...]
    in_title: bool


@dataclass(slots=True)
class Page:
    """One text under the rules: title and text folded into one string, and what is hidden in it."""

    title: str
    text: str
    defaults: Defaults
    folded: str = field(init=False)
    begins: int = field(init=False)
    """Where the text begins in `folded`, after the title and one line break."""

    def __post_init__(self) -> None:
        self.folded = fold(f"{self.title}\n{self.text}")
        self.begins = len(self.title) + 1

    def boost(self, start: int) -> float:
        """How much a hit counts where it stands."""
        if start < self.begins:
            return self.defaults.title_boost
        return self.defaults.lead_boost if start < self.begins + self.defaults.lead_chars else 1.0


def score_page(rules: Rules, find: Matcher, page: Page) -> tuple[dict[int, Scored], float]:
    """Return theme number → result, and the policy score."""
    found = [hit for hit in find(page.folded) if not _inside_a_word(rules, page.folded, hit)]
    found.sort(key=lambda hit: (hit[1], -hit[2]))
    hits = _count(rules, page, found)
    _add_patterns(rules.patterns, page, hits)
    scored = {theme: _score(of_theme, page) for theme, of_theme in hits.items() if _allowed(rules, page, theme)}
    _hand_up(rules, scored)
    best = max((result.score * rules.themes[theme].policy_share for theme, result in scored.items()), default=0.0)
    return scored, _policy(rules, page, found) + POLICY_SHARE * min(POLICY_CAP, best)


def _inside_a_word(rules: Rules, text: str, hit: Found) -> bool:
    number, start, end = hit
    if not rules.literals[number].whole_word:
        return False
    return (start > 0 and _is_ascii_letter(text[start - 1])) or (end < len(text) and _is_ascii_letter(text[end]))


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _count(rules: Rules, page: Page, found: Sequence[Found]) -> dict[int, dict[str, Hit]]:
    """Return theme number → literal → hit, without what is masked or inside a longer hit of the theme."""
    hidden = _hidden(rules, page, found)
    hits: dict[int, dict[str, Hit]] = {}
    ends: dict[int, int] = {}
    for number, start, end in found:
        literal = rules.literals[number]
        for theme, weight in literal.terms:
            if end > ends.get(theme, 0) and not _is_hidden(hidden, theme, start, end):
                ends[theme] = end
                _add(hits, theme, Hit(literal.text, start, end, weight, page.boost(start)))
        for theme, context in literal.contexts:
            around = page.folded[max(0, start - context.window) : end + context.window]
            near = any(word in around for word in context.near)
            if near and literal.text not in hits.get(theme, ()) and not _is_hidden(hidden, theme, start, end):
                _add(hits, theme, Hit(literal.text, start, end, context.weight, page.boost(start)))
    return hits


def _add(hits: dict[int, dict[str, Hit]], theme: int, hit: Hit) -> None:
    of_theme = hits.setdefault(theme, {})
    if hit.term in of_theme:
        of_theme[hit.term].times += 1
    else:
        of_theme[hit.term] = hit


def _hidden(rules: Rules, page: Page, found: Iterable[Found]) -> dict[int, list[tuple[int, int]]]:
    """Return theme number → stretches in which nothing counts for it."""
    hidden: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in found:
        for theme in rules.literals[number].masks:
            hidden.setdefault(theme, []).append((start, end))
    for start, end in attendance_lists(page.text):
        hidden.setdefault(ALL, []).append((start + page.begins, end + page.begins))
    return hidden


def _is_hidden(hidden: dict[int, list[tuple[int, int]]], theme: int, start: int, end: int) -> bool:
    return any(begins <= start and end <= ends for number in (theme, ALL) for begins, ends in hidden.get(number, ()))


def _add_patterns(patterns: Iterable[CompiledPattern], page: Page, hits: dict[int, dict[str, Hit]]) -> None:
    for pattern in patterns:
        if place := _search(pattern, page):
            hit = Hit(pattern.source.pattern, *place, pattern.source.weight, page.boost(place[0]))
            _add(hits, pattern.theme, hit)


def _search(pattern: CompiledPattern, page: Page) -> tuple[int, int] | None:
    """Return the first place, in the title or else in the text; never across both."""
    if pattern.source.needs not in page.folded:
        return None
    in_title = pattern.regex.search(page.folded, 0, page.begins - 1)
    found = in_title or pattern.regex.search(page.folded, page.begins)
    return found.span() if found and found.end() > found.start() else None


def _allowed(rules: Rules, page: Page, theme: int) -> bool:
    title = page.folded[: page.begins]
    if any(word in title for word in rules.excluded_by.get(theme, ())):
        return False
    required = rules.required_by.get(theme)
    return required is None or any(word in page.folded for word in required)


def _score(of_theme: dict[str, Hit], page: Page) -> Scored:
    length = max(1.0, math.sqrt(len(page.folded) / USUAL_CHARS))
    is_strong = any(hit.weight >= STRONG for hit in of_theme.values())
    evidence = tuple(_evidence(hit, page, length, is_strong) for hit in of_theme.values())
    ranked = tuple(sorted(evidence, key=lambda piece: -piece.weight))
    in_title = any(hit.start < page.begins and hit.weight >= STRONG for hit in of_theme.values())
    return Scored(sum(piece.weight for piece in ranked), ranked, in_title)


def _evidence(hit: Hit, page: Page, length: float, is_strong: bool) -> Evidence:
    weight = hit.weight * hit.boost * (1 + REPEAT_BONUS * math.log1p(hit.times - 1))
    if hit.weight < STRONG and not is_strong:
        weight /= 2
    in_title = hit.start < page.begins
    shift = 0 if in_title else page.begins
    return Evidence(
        field="title" if in_title else "text",
        start=hit.start - shift,
        end=hit.end - shift,
        term=hit.term,
        weight=round(weight if in_title else weight / length, 4),
    )


def _hand_up(rules: Rules, scored: dict[int, Scored]) -> None:
    """Give every theme the best of its own score and 0.8 of that of each theme that extends it."""
    for step in rules.handing_up:
        if step.child not in scored:
            continue
        is_slogan = rules.themes[step.child].kind == SLOGAN
        handed = _handed(scored[step.child], step.terms, is_slogan=is_slogan)
        if handed.evidence and (step.parent not in scored or scored[step.parent].score < handed.score):
            scored[step.parent] = handed


def _handed(scored: Scored, terms: frozenset[str], *, is_slogan: bool) -> Scored:
    """Return what goes up: a slogan in a title does not make an article about anything."""
    pieces = tuple(
        replace(piece, weight=round(piece.weight * HANDED_UP, 4))
        for piece in scored.evidence
        if not terms or piece.term in terms
    )
    in_title = scored.in_title and not is_slogan and any(piece.field == "title" for piece in pieces)
    return Scored(sum(piece.weight for piece in pieces), pieces, in_title)


def _policy(rules: Rules, page: Page, found: Iterable[Found]) -> float:
    """The policy signal: each of its literals once."""
    first: dict[int, int] = {}
    for number, start, _ in found:
        if rules.literals[number].policy:
            first.setdefault(number, start)
    literals = sum(
        rules.literals[number].policy * (POLICY_TITLE_BOOST if start < page.begins else 1.0)
        for number, start in first.items()
    )
    return literals + sum(pattern.source.weight for pattern in rules.policy_patterns if _search(pattern, page))
