"""Score one text: which literal counts where, and how much.

A score is a sum of its evidence: each literal counts once, at its first place, with a damped bonus for repeats.
Amounts are whole numbers, so that a score does not depend on the order in which it is added up. Records of evidence
are made by the caller, for the few themes that it keeps: making them for all would double the time.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.themes.attendance import attendance_lists
from pipelines.themes.letters import fold
from pipelines.themes.matcher import Found, Matcher
from pipelines.themes.rules import CompiledPattern, Literal, Rules
from pipelines.themes.taxonomy import SLOGAN, Context, Defaults

UNIT = 10_000
"""Amounts are counted in ten-thousandths of a score."""
HANDED_UP = 8
"""Tenths of a theme's score that the themes it extends get."""

REPEAT_BONUS = 0.3
STRONG = 2.0
"""Weight from which a term stands for its theme alone; lighter ones count half without one beside them."""
SPECIFIC = 3.0
"""Weight from which a term says its theme by itself; a lighter one that stands once, with no other of its theme, is a
passing mention and gains nothing by standing in the lead."""
USUAL_CHARS = 400
"""Characters; in longer texts the hits outside the title are divided by sqrt(chars / 400)."""
POLICY_TITLE_BOOST = 1.5
POLICY_SHARE = 0.5
POLICY_CAP = 12.0
"""Half of the best theme's score, up to this, adds to the policy signal."""

Places = dict[int, list[int]]
"""Number of a literal → where it starts, first place first."""

Hit = tuple[float, int, int, int, str]
"""Weight, first place (start, end), how often it stands, literal or pattern."""

Worth = tuple[float, float, float]
"""Amount of a hit of weight 1 in the body, the lead and the title."""

Piece = tuple[int, int, int, str]
"""Amount, start, end in the folded page, literal or pattern."""


@dataclass(slots=True)
class Scored:
    """One theme's result."""

    amount: int
    pieces: list[Piece]
    in_title: bool

    @property
    def score(self) -> float:
        """The sum of the pieces."""
        return self.amount / UNIT


@dataclass(slots=True)
class Page:
    """One text under the rules: title and text folded into one string, and what a hit is worth in its parts."""

    title: str
    text: str
    defaults: Defaults
    folded: str = field(init=False)
    begins: int = field(init=False)
    """Where the text begins in `folded`, after the title and one line break."""
    lead_ends: int = field(init=False)
    worth: Worth = field(init=False)
    half_worth: Worth = field(init=False)
    """The same where only light terms stand."""

    def __post_init__(self) -> None:
        self.folded = fold(f"{self.title}\n{self.text}")
        self.begins = len(self.title) + 1
        self.lead_ends = self.begins + self.defaults.lead_chars
        in_body = UNIT / max(1.0, math.sqrt(len(self.folded) / USUAL_CHARS))
        in_lead, in_title = in_body * self.defaults.lead_boost, UNIT * self.defaults.title_boost
        self.worth = in_body, in_lead, in_title
        self.half_worth = in_body / 2, in_lead / 2, in_title / 2


def score_page(rules: Rules, find: Matcher, page: Page) -> tuple[dict[int, Scored], float]:
    """Return theme number → result, and the policy score."""
    places = _places(rules.literals, page.folded, find(page.folded))
    hits = _count(rules, page, _outside_lists(rules, places, page)) if places else {}
    for pattern in rules.patterns:
        if place := _search(pattern, page):
            hits.setdefault(pattern.theme, []).append((pattern.source.weight, *place, 1, pattern.source.pattern))
    scored = {theme: _score(of_theme, page) for theme, of_theme in hits.items()}
    for theme in rules.guarded & scored.keys():
        if not _allowed(rules, page, theme):
            del scored[theme]
    _hand_up(rules, page, scored)
    best = max([result.amount * rules.themes[theme].policy_share for theme, result in scored.items()], default=0.0)
    return scored, _policy(rules, page, places) + POLICY_SHARE * min(POLICY_CAP, best / UNIT)


def _places(literals: Sequence[Literal], text: str, found: Iterable[Found]) -> Places:
    """Return where each literal stands, without ASCII words inside longer words."""
    places: Places = {}
    for number, start, end in found:
        if literals[number].whole_word and _inside_a_word(text, start, end):
            continue
        if number in places:
            places[number].append(start)
        else:
            places[number] = [start]
    return places


def _inside_a_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and _is_ascii_letter(text[start - 1])) or (end < len(text) and _is_ascii_letter(text[end]))


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _outside_lists(rules: Rules, places: Places, page: Page) -> Places:
    """Return the places that do not stand in a list of who attended."""
    verbs = [start for number in rules.attending for start in places.get(number, ()) if start >= page.begins]
    lists = attendance_lists(page.folded, verbs) if verbs else []
    if not lists:
        return places
    kept = {
        number: [start for start in starts if not any(begins <= start < ends for begins, ends in lists)]
        for number, starts in places.items()
    }
    return {number: starts for number, starts in kept.items() if starts}


def _count(rules: Rules, page: Page, places: Places) -> dict[int, list[Hit]]:
    """Return theme number → hits, without what is masked or inside a longer hit of the theme."""
    literals = rules.literals
    hidden = _hidden(rules, places)
    hits: dict[int, list[Hit]] = {}
    for number, starts in places.items():
        literal = literals[number]
        size = len(literal.text)
        gone = hidden.get(number)
        for theme, weight in literal.terms:
            left = [start for start in starts if start not in gone.get(theme, ())] if gone else starts
            if left:
                hit = (weight, left[0], left[0] + size, len(left), literal.text)
                if theme in hits:
                    hits[theme].append(hit)
                else:
                    hits[theme] = [hit]
        for theme, context in literal.contexts:
            near = [
                start
                for start in starts
                if not (gone and start in gone.get(theme, ())) and _is_near(context, page, start)
            ]
            if near:
                hit = (context.weight, near[0], near[0] + size, len(near), literal.text)
                hits.setdefault(theme, []).append(hit)
    return hits


def _hidden(rules: Rules, places: Places) -> dict[int, dict[int, set[int]]]:
    """Return number of a literal → theme → starts that do not count."""
    hidden: dict[int, dict[int, set[int]]] = {}
    for number in rules.hides.keys() & places.keys():
        for offset, inner, theme in rules.hides[number]:
            of_theme = hidden.setdefault(inner, {}).setdefault(theme, set())
            of_theme.update([start + offset for start in places[number]])
    return hidden


def _is_near(context: Context, page: Page, start: int) -> bool:
    around = page.folded[max(0, start - context.window) : start + len(context.term) + context.window]
    return any(word in around for word in context.near)


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


def _score(hits: Sequence[Hit], page: Page) -> Scored:
    in_body, in_lead, in_title = page.worth if max(hits)[0] >= STRONG else page.half_worth
    if len(hits) == 1 and hits[0][0] < SPECIFIC and hits[0][3] == 1:
        in_lead = in_body
    total, pieces, is_titled = 0, [], False
    begins, lead_ends = page.begins, page.lead_ends
    for weight, start, end, times, term in hits:
        amount = weight * (in_body if start >= lead_ends else in_lead if start >= begins else in_title)
        if times > 1:
            amount *= 1 + REPEAT_BONUS * math.log1p(times - 1)
        whole = int(amount + 0.5)
        total += whole
        pieces.append((whole, start, end, term))
        if start < begins and weight >= STRONG:
            is_titled = True
    return Scored(total, pieces, is_titled)


def _hand_up(rules: Rules, page: Page, scored: dict[int, Scored]) -> None:
    """Give every theme the best of its own score and 0.8 of that of each theme that extends it."""
    for step in rules.handing_up:
        if step.child not in scored:
            continue
        title_ends = 0 if rules.themes[step.child].kind == SLOGAN else page.begins
        handed = _handed(scored[step.child], step.terms, title_ends)
        if handed.pieces and (step.parent not in scored or scored[step.parent].amount < handed.amount):
            scored[step.parent] = handed


def _handed(scored: Scored, terms: frozenset[str], title_ends: int) -> Scored:
    """Return what goes up; a slogan (`title_ends` 0) in a title does not make an article about anything."""
    pieces = [
        (round(amount * HANDED_UP / 10), start, end, term)
        for amount, start, end, term in scored.pieces
        if not terms or term in terms
    ]
    in_title = scored.in_title and any(start < title_ends for _, start, _, _ in pieces)
    return Scored(sum(piece[0] for piece in pieces), pieces, in_title)


def _policy(rules: Rules, page: Page, places: Places) -> float:
    """The policy signal: each of its literals once."""
    literals = 0.0
    for number in rules.policy.keys() & places.keys():
        in_title = places[number][0] < page.begins
        literals += rules.policy[number] * POLICY_TITLE_BOOST if in_title else rules.policy[number]
    return literals + sum(pattern.source.weight for pattern in rules.policy_patterns if _search(pattern, page))
