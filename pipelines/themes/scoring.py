"""Score one text: which literal counts where, and how much.

A score is a sum of its evidence: each literal counts once, at its first place, with a damped bonus for repeats.
Amounts are whole numbers, so that a score does not depend on the order in which it is added up. Records of evidence
are made by the caller, for the few themes that it keeps: making them for all would double the time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.themes.matcher import Matcher
from pipelines.themes.page import MOST_REPEATS, REPEATED, UNIT, Page
from pipelines.themes.places import Gone, Places, find_hidden, outside_lists
from pipelines.themes.rules import ALL, CompiledPattern, Rules
from pipelines.themes.taxonomy import SLOGAN, Context

HANDED_UP = 8
"""Tenths of a theme's score that the themes it extends get."""
STRONG = 2.0
"""Weight from which a term stands for its theme alone; lighter ones count half without one beside them."""
SPECIFIC = 3.0
"""Weight from which a term says its theme by itself; a lighter one that stands once, with no other of its theme, is a
passing mention and gains nothing by standing in the lead."""
POLICY_SHARE = 0.5
POLICY_CAP = 12.0
"""Half of the best theme's score, up to this, adds to the policy signal."""

Hit = tuple[int, int, float, int, int, int]
"""Amount, start in the page, weight, how often it stands, number of its term, end (0: as long as the term)."""

Hits = dict[int, list[Hit]]
"""Theme number → its hits."""


@dataclass(slots=True)
class Scored:
    """What one text earned."""

    amounts: dict[int, int]
    """Theme number → the sum of its pieces."""
    pieces: Hits
    policy: float
    """How much the text is about policy at all."""


def score_page(rules: Rules, find: Matcher, page: Page) -> Scored:
    """Return what a text earned."""
    places = Places(rules, page.raw, find(page.raw))
    policy, begins = rules.policy, page.begins
    signal = sum([policy[number][start < begins] for number, start in places.first.items()])
    hits = _count(rules, page, outside_lists(rules, places, page))
    for pattern in _to_try(rules, places):
        if place := search_pattern(pattern, page):
            if pattern.theme == ALL:
                signal += round(pattern.source.weight * UNIT)
            else:
                amount = page.amount(pattern.source.weight, place[0])
                hit = (amount, place[0], pattern.source.weight, 1, pattern.number, place[1])
                hits.setdefault(pattern.theme, []).append(hit)
    for theme in rules.guarded & hits.keys():
        if not _allowed(rules, places, page.begins, theme):
            del hits[theme]
    amounts = {theme: _amount(of_theme, page) for theme, of_theme in hits.items()}
    if not rules.children.isdisjoint(hits):
        hand_up(rules, amounts, hits)
    shares = rules.shares
    best = max([amount * shares[theme] for theme, amount in amounts.items()], default=0.0)
    return Scored(amounts, hits, signal / UNIT + POLICY_SHARE * min(POLICY_CAP, best / UNIT))


def _count(rules: Rules, page: Page, places: Places) -> Hits:
    """Return theme number → hits, without what is masked or inside a longer hit of the theme."""
    hidden = find_hidden(rules, places) if places.rare else {}
    terms, more = rules.terms, places.more
    hits: Hits = {}
    in_body, in_lead, in_title = page.worth
    begins, lead_ends = page.begins, page.lead_ends
    for number, start in places.first.items():
        if not terms[number]:
            continue
        if number in hidden:
            _count_partly_hidden(rules, page, places, hidden[number], number, hits)
            continue
        worth = in_body if start >= lead_ends else in_lead if start >= begins else in_title
        times = 1
        if number in more:
            times += len(more[number])
            worth *= REPEATED[times] if times < MOST_REPEATS else REPEATED[MOST_REPEATS]
        for theme, weight in terms[number]:
            hit = (int(weight * worth + 0.5), start, weight, times, number, 0)
            if theme in hits:
                hits[theme].append(hit)
            else:
                hits[theme] = [hit]
    for number in places.rare:
        if number in rules.contexts:
            _count_contexts(rules, page, places, hidden.get(number, frozenset()), number, hits)
    return hits


def _count_partly_hidden(rules: Rules, page: Page, places: Places, hidden: Gone, number: int, hits: Hits) -> None:
    """Add to the hits those places of one literal that are not hidden from its themes."""
    starts = places.of(number)
    for theme, weight in rules.terms[number]:
        left = [start for start in starts if (theme, start) not in hidden]
        if left:
            hit = (page.amount(weight, left[0], len(left)), left[0], weight, len(left), number, 0)
            hits.setdefault(theme, []).append(hit)


def _count_contexts(rules: Rules, page: Page, places: Places, hidden: Gone, number: int, hits: Hits) -> None:
    """Add to the hits an ambiguous term beside which stands one of the words that it needs."""
    for theme, context in rules.contexts[number]:
        left = [start for start in places.of(number) if (theme, start) not in hidden]
        near = [start for start in left if is_near(context, page, start)]
        if near:
            amount = page.amount(context.weight, near[0], len(near))
            hits.setdefault(theme, []).append((amount, near[0], context.weight, len(near), number, 0))


def _to_try(rules: Rules, places: Places) -> Iterator[CompiledPattern]:
    """Yield the patterns whose literal stands in the page."""
    yield from rules.unguarded
    for number in places.rare:
        if number in rules.patterns:
            yield from rules.patterns[number]


def is_near(context: Context, page: Page, start: int) -> bool:
    """Tell whether one of the words that an ambiguous term needs stands near it."""
    around = page.folded[max(0, start - context.window) : start + len(context.term) + context.window]
    return any(word in around for word in context.near)


def search_pattern(pattern: CompiledPattern, page: Page) -> tuple[int, int] | None:
    """Return the first place, in the title or else in the text; never across both."""
    if pattern.source.needs not in page.folded:
        return None
    in_title = pattern.regex.search(page.folded, 0, page.begins - 1)
    found = in_title or pattern.regex.search(page.folded, page.begins)
    return found.span() if found and found.end() > found.start() else None


def _allowed(rules: Rules, places: Places, begins: int, theme: int) -> bool:
    """Tell whether no word that speaks against the theme stands in the title, and one that it requires anywhere."""
    first = places.first
    if any(first.get(number, begins) < begins for number in rules.excluded_by.get(theme, ())):
        return False
    required = rules.required_by.get(theme)
    return required is None or any(number in first for number in required)


def _amount(hits: list[Hit], page: Page) -> int:
    """Return the sum of the hits; light ones count half without a strong one beside them."""
    if len(hits) == 1:
        hits[0] = hit = _alone(hits[0], page)
        return hit[0]
    total, heaviest = 0, 0.0
    for hit in hits:
        total += hit[0]
        if hit[2] > heaviest:
            heaviest = hit[2]
    if heaviest < STRONG:
        hits[:] = [(hit[0] // 2, *hit[1:]) for hit in hits]
        total = sum([hit[0] for hit in hits])
    return total


def _alone(hit: Hit, page: Page) -> Hit:
    """Return the only hit of a theme; a passing mention gains nothing by standing in the lead."""
    amount, start, weight, times, number, end = hit
    if weight >= SPECIFIC:
        return hit
    if times == 1 and page.begins <= start < page.lead_ends:
        amount = int(weight * page.worth[0] + 0.5)
    return (amount if weight >= STRONG else amount // 2), start, weight, times, number, end


def hand_up(rules: Rules, amounts: dict[int, int], hits: Hits) -> None:
    """Give every theme the best of its own score and 0.8 of that of each theme that extends it."""
    for step in rules.handing_up:
        if step.child in amounts:
            pieces = _handed(hits[step.child], step.terms, is_slogan=rules.themes[step.child].kind == SLOGAN)
            amount = sum([piece[0] for piece in pieces])
            if pieces and (step.parent not in amounts or amounts[step.parent] < amount):
                amounts[step.parent], hits[step.parent] = amount, pieces


def _handed(pieces: list[Hit], terms: frozenset[int], *, is_slogan: bool) -> list[Hit]:
    """Return what goes up; a slogan hands up no weight: in a title it does not make an article about anything."""
    return [
        (round(amount * HANDED_UP / 10), start, 0.0 if is_slogan else weight, times, number, end)
        for amount, start, weight, times, number, end in pieces
        if not terms or number in terms
    ]
