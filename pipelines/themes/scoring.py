"""Score one text: which literal counts where, and how much.

A score is a sum of its evidence: each literal counts once, at its first place, with a damped bonus for repeats.
Amounts are whole numbers, so that a score does not depend on the order in which it is added up. Records of evidence
are made by the caller, for the few themes that it keeps: making them for all would double the time.
"""

import math
from dataclasses import dataclass, field

from pipelines.themes.letters import fold
from pipelines.themes.matcher import Matcher
from pipelines.themes.places import Hidden, Places, find_hidden, outside_lists
from pipelines.themes.rules import CompiledPattern, Rules
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

Worth = tuple[float, float, float]
"""Amount of a hit of weight 1 in the body, the lead and the title."""

Hit = tuple[int, int, int, str, float, int]
"""Amount, start and end in the folded page, literal or pattern, weight, how often it stands."""

MOST_REPEATS = 200
REPEATED = (0.0, *(1 + REPEAT_BONUS * math.log1p(times - 1) for times in range(1, MOST_REPEATS + 1)))
"""What a hit that stands 1, 2, 3 ... times is worth; beyond the table as much as its last."""


@dataclass(slots=True)
class Scored:
    """One theme's result."""

    amount: int
    pieces: list[Hit]

    @property
    def score(self) -> float:
        """The sum of the pieces."""
        return self.amount / UNIT

    def in_title(self, title_ends: int) -> bool:
        """Tell whether a strong term stands in the title."""
        return any(start < title_ends and weight >= STRONG for _, start, _, _, weight, _ in self.pieces)


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

    def __post_init__(self) -> None:
        self.folded = fold(f"{self.title}\n{self.text}")
        self.begins = len(self.title) + 1
        self.lead_ends = self.begins + self.defaults.lead_chars
        in_body = UNIT / max(1.0, math.sqrt(len(self.folded) / USUAL_CHARS))
        self.worth = in_body, in_body * self.defaults.lead_boost, UNIT * self.defaults.title_boost

    def amount(self, weight: float, start: int, times: int = 1) -> int:
        """Return what a hit is worth by its first place and how often it stands."""
        in_body, in_lead, in_title = self.worth
        worth = in_body if start >= self.lead_ends else in_lead if start >= self.begins else in_title
        return int(weight * worth * REPEATED[min(times, MOST_REPEATS)] + 0.5)


def score_page(rules: Rules, find: Matcher, page: Page) -> tuple[dict[int, Scored], float]:
    """Return theme number → result, and the policy score."""
    places = Places(rules, page.folded, find(page.folded))
    hits = _count(rules, page, outside_lists(rules, places, page.folded, page.begins))
    for pattern in rules.patterns:
        if place := _search(pattern, page):
            weight = pattern.source.weight
            hit = (page.amount(weight, place[0]), *place, pattern.source.pattern, weight, 1)
            hits.setdefault(pattern.theme, []).append(hit)
    scored = {theme: _score(of_theme, page) for theme, of_theme in hits.items()}
    for theme in rules.guarded & scored.keys():
        if not _allowed(rules, page, theme):
            del scored[theme]
    _hand_up(rules, scored)
    best = max([result.amount * rules.shares[theme] for theme, result in scored.items()], default=0.0)
    return scored, _policy(rules, page, places) + POLICY_SHARE * min(POLICY_CAP, best / UNIT)


def _count(rules: Rules, page: Page, places: Places) -> dict[int, list[Hit]]:
    """Return theme number → hits, without what is masked or inside a longer hit of the theme."""
    hidden = find_hidden(rules, places)
    terms, more = rules.terms, places.more
    hits: dict[int, list[Hit]] = {}
    in_body, in_lead, in_title = page.worth
    begins, lead_ends = page.begins, page.lead_ends
    for number, start in places.first.items():
        if not terms[number]:
            continue
        if number in hidden:
            _count_partly_hidden(rules, page, places, hidden, number, hits)
            continue
        worth = in_body if start >= lead_ends else in_lead if start >= begins else in_title
        times = 1
        if number in more:
            times = more[number]
            worth *= REPEATED[min(times, MOST_REPEATS)]
        for theme, weight, size, text in terms[number]:
            hit = (int(weight * worth + 0.5), start, start + size, text, weight, times)
            if theme in hits:
                hits[theme].append(hit)
            else:
                hits[theme] = [hit]
    if not rules.contexts.keys().isdisjoint(places.first):
        _count_contexts(rules, page, places, hidden, hits)
    return hits


def _count_partly_hidden(
    rules: Rules, page: Page, places: Places, hidden: Hidden, number: int, hits: dict[int, list[Hit]]
) -> None:
    """Add to the hits those places of one literal that are not hidden from its themes."""
    for theme, weight, size, text in rules.terms[number]:
        left = _left(places, hidden, number, theme)
        if left:
            amount = page.amount(weight, left[0], len(left))
            hits.setdefault(theme, []).append((amount, left[0], left[0] + size, text, weight, len(left)))


def _count_contexts(rules: Rules, page: Page, places: Places, hidden: Hidden, hits: dict[int, list[Hit]]) -> None:
    """Add to the hits the ambiguous terms beside which stands one of the words that they need."""
    for number in sorted(rules.contexts.keys() & places.first.keys()):
        for theme, context in rules.contexts[number]:
            near = [start for start in _left(places, hidden, number, theme) if _is_near(context, page, start)]
            if near:
                end = near[0] + len(context.term)
                amount = page.amount(context.weight, near[0], len(near))
                hits.setdefault(theme, []).append((amount, near[0], end, context.term, context.weight, len(near)))


def _left(places: Places, hidden: Hidden, number: int, theme: int) -> list[int]:
    """Return the starts of a literal that are not hidden from a theme."""
    gone = [start for other, start in hidden.get(number, ()) if other == theme]
    return [start for start in places.of(number) if start not in gone]


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


def _score(hits: list[Hit], page: Page) -> Scored:
    """Return the sum of the hits; light ones count half without a strong one beside them."""
    total, heaviest = 0, 0.0
    for hit in hits:
        total += hit[0]
        if hit[4] > heaviest:
            heaviest = hit[4]
    if len(hits) == 1 and heaviest < SPECIFIC:
        hits = [_alone(hits[0], page)]
        total = hits[0][0]
    if heaviest < STRONG:
        hits = [(hit[0] // 2, *hit[1:]) for hit in hits]
        total = sum([hit[0] for hit in hits])
    return Scored(total, hits)


def _alone(hit: Hit, page: Page) -> Hit:
    """Return the only hit of a theme; a passing mention gains nothing by standing in the lead."""
    _, start, end, term, weight, times = hit
    if times == 1 and page.begins <= start < page.lead_ends:
        return int(weight * page.worth[0] + 0.5), start, end, term, weight, times
    return hit


def _hand_up(rules: Rules, scored: dict[int, Scored]) -> None:
    """Give every theme the best of its own score and 0.8 of that of each theme that extends it."""
    if rules.children.isdisjoint(scored):
        return
    for step in rules.handing_up:
        if step.child not in scored:
            continue
        handed = _handed(scored[step.child], step.terms, is_slogan=rules.themes[step.child].kind == SLOGAN)
        if handed.pieces and (step.parent not in scored or scored[step.parent].amount < handed.amount):
            scored[step.parent] = handed


def _handed(scored: Scored, terms: frozenset[str], *, is_slogan: bool) -> Scored:
    """Return what goes up; a slogan hands up no weight: in a title it does not make an article about anything."""
    pieces = [
        (round(amount * HANDED_UP / 10), start, end, term, 0.0 if is_slogan else weight, times)
        for amount, start, end, term, weight, times in scored.pieces
        if not terms or term in terms
    ]
    return Scored(sum(piece[0] for piece in pieces), pieces)


def _policy(rules: Rules, page: Page, places: Places) -> float:
    """The policy signal: each of its literals once."""
    literals, policy, first = 0.0, rules.policy, places.first
    for number in policy.keys() & first.keys():
        literals += policy[number] * POLICY_TITLE_BOOST if first[number] < page.begins else policy[number]
    return literals + sum([pattern.source.weight for pattern in rules.policy_patterns if _search(pattern, page)])
