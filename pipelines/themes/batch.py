"""Score many texts at once: what `scoring` gives one by one, as sums over arrays, in little more than half the time.

Each hit of a term becomes one whole number made of text, theme, term and place; sorted, those of a theme in a text
stand side by side. What only some texts have (contexts, patterns, guarded themes, scores handed up) is done text by
text, as `scoring` does it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.themes.found import BODY, LEAD, Finder, Found, Layout, Numbers
from pipelines.themes.page import MOST_REPEATS, REPEATED, UNIT, Page
from pipelines.themes.rules import ALL, CompiledPattern, Rules
from pipelines.themes.scoring import (
    POLICY_CAP,
    POLICY_SHARE,
    SPECIFIC,
    STRONG,
    Hit,
    Hits,
    Scored,
    hand_up,
    is_near,
    search_pattern,
)

Floats = NDArray[np.float64]
Extra = tuple[int, int, Hit]
"""Text, theme and a hit that no term gave."""

REPEATS = np.array(REPEATED)


class Spread:
    """For some literals several tuples of whole numbers, laid out one behind another."""

    def __init__(self, literals: int, values: Mapping[int, Sequence[tuple[int, ...]]], width: int) -> None:
        self._counts = np.zeros(literals, dtype=np.int64)
        for number, own in values.items():
            self._counts[number] = len(own)
        self._begins = np.cumsum(self._counts) - self._counts
        flat = [one for number in sorted(values) for one in values[number]]
        self._columns = np.array(flat, dtype=np.int64).reshape(-1, width).T.copy()

    def of(self, found: Found) -> tuple[Found, NDArray[np.int64]]:
        """Return each hit as often as its literal has tuples, and their columns."""
        counts = self._counts.take(found.number)
        which = np.repeat(np.arange(len(counts)), counts)
        before = self._begins.take(found.number) - (np.cumsum(counts) - counts)
        at = np.arange(len(which)) + before.take(which)
        spread = Found(found.number.take(which), found.text.take(which), found.place.take(which))
        return spread, self._columns.take(at, axis=1)


@dataclass(frozen=True, slots=True)
class Packing:
    """How text, theme, literal and place make one number, the text in its highest bits."""

    themes: int
    literals: int
    places: int
    """Bits of each."""

    def pack(self, text: Numbers, theme: Numbers, number: Numbers, place: Numbers) -> Numbers:
        """Return the numbers."""
        return (((text << self.themes) | theme) << self.literals | number) << self.places | place

    def unpack(self, packed: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return text, theme, literal and place."""
        number, theme = packed >> self.places, packed >> (self.places + self.literals)
        return theme >> self.themes, _low(theme, self.themes), _low(number, self.literals), _low(packed, self.places)


def _low(value: Numbers, bits: int) -> Numbers:
    return value & ((1 << bits) - 1)


@dataclass(slots=True)
class Rows:
    """Hits of the batch, one term of a theme in a text each, those of a theme in a text side by side."""

    text: Numbers
    theme: Numbers
    amount: Numbers
    start: Numbers
    """In the page."""
    weight: Floats
    times: Numbers
    number: Numbers
    end: Numbers
    """0: as long as the term."""

    @property
    def all(self) -> tuple[NDArray[np.int64] | Floats, ...]:
        """The columns."""
        return self.text, self.theme, self.amount, self.start, self.weight, self.times, self.number, self.end

    def take(self, rows: Numbers) -> "Rows":
        """Return some of the rows."""
        return Rows(*(column.take(rows) for column in self.all))  # type: ignore[arg-type] # each has its own type

    def hits(self) -> list[Hit]:
        """Return the rows as `scoring` has them."""
        return list(zip(*(column.tolist() for column in self.all[2:]), strict=True))


@dataclass(slots=True)
class Groups:
    """Themes of the batch, those of a text side by side."""

    text: Numbers
    theme: Numbers
    amount: Numbers
    heads: Numbers
    """The first row of each."""
    sizes: Numbers
    """How many rows it has."""
    rows: Rows

    def those(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, list[Hit]]]:
        """Yield text, theme, amount and hits of some."""
        hits = self.rows.take(np.flatnonzero(np.repeat(wanted, self.sizes))).hits()
        end = 0
        columns = (self.text[wanted], self.theme[wanted], self.amount[wanted], self.sizes[wanted])
        for text, theme, amount, size in zip(*(column.tolist() for column in columns), strict=True):
            begin, end = end, end + size
            yield text, theme, amount, hits[begin:end]


class Batch:
    """Scores batches of pages by some rules."""

    def __init__(self, rules: Rules, thresholds: Sequence[float]) -> None:
        literals, themes = len(rules.literals), len(rules.themes)
        self._rules = rules
        self._finder = Finder(rules)
        self._bits = themes.bit_length(), (literals + 1).bit_length()
        self._themes = Spread(literals, {number: [(t,) for t, _ in own] for number, own in enumerate(rules.terms)}, 1)
        self._hides = Spread(literals, rules.hides, 3)
        self._weights = np.zeros((literals, themes))
        for number, own in enumerate(rules.terms):
            for theme, weight in own:
                self._weights[number, theme] = weight
        self._policy = np.array(rules.policy, dtype=np.int64).reshape(-1, 2)
        self._thresholds, self._shares = np.array(thresholds), np.array(rules.shares)
        self._guards = _guards(rules)
        self._contexts_by_number = [(n, theme, one) for n in sorted(rules.contexts) for theme, one in rules.contexts[n]]
        contexts: dict[int, list[tuple[int, int]]] = {}
        for which, (number, theme, _) in enumerate(self._contexts_by_number):
            contexts.setdefault(number, []).append((theme, which))
        self._contexts_of = Spread(literals, contexts, 2)
        self._has_pattern = _flags(literals, rules.patterns)
        self._is_guard = _flags(literals, self._guards)
        self._is_child = _flags(themes, rules.children)

    def score(self, pages: Sequence[Page]) -> list[Scored]:
        """Return what each page earned: its policy score, and the themes that reach their thresholds."""
        layout = Layout.of(pages)
        packing = Packing(*self._bits, layout.size.bit_length())
        found = self._finder.find(pages, layout)
        kept = self._finder.outside_lists(pages, layout, found)
        gone = self._gone(packing, kept)
        extras = list(self._contexts(pages, layout, packing, kept, gone))
        signal = self._signal(layout, packing, found)
        for text, pattern in self._to_try(pages, found):
            if place := search_pattern(pattern, pages[text]):
                if pattern.theme == ALL:
                    signal[text] += round(pattern.source.weight * UNIT)
                else:
                    weight, number = pattern.source.weight, pattern.number
                    hit = (pages[text].amount(weight, place[0]), place[0], weight, 1, number, place[1])
                    extras.append((text, pattern.theme, hit))
        rows = _with_extras(self._rows(layout, packing, kept, gone), extras)
        rows = self._allowed(layout, found, rows)
        groups = _add_up(layout, rows)
        return self._scored(layout, groups, signal)

    def _signal(self, layout: Layout, packing: Packing, found: Found) -> list[int]:
        """Return what words of policy add, each once by its first place, by text."""
        own = found.where(self._policy.any(axis=1).take(found.number))
        packed = np.sort(packing.pack(own.text, np.zeros_like(own.text), own.number, own.place))
        text, _, number, place = packing.unpack(packed[_heads(packed >> packing.places)])
        in_title = place - layout.bases.take(text) < layout.begins.take(text)
        values = self._policy[number, in_title.astype(np.int64)]
        return [int(one) for one in np.bincount(text, values, minlength=len(layout.bases))]

    def _gone(self, packing: Packing, kept: Found) -> Numbers:
        """Return in order, packed, the hits of themes that stand inside a mask or a longer term of the theme."""
        outer, (offset, inner, theme) = self._hides.of(kept)
        return np.sort(packing.pack(outer.text, theme, inner, outer.place + offset))

    def _rows(self, layout: Layout, packing: Packing, kept: Found, gone: Numbers) -> Rows:
        """Return a row for each theme of each term that counts."""
        hits, (theme,) = self._themes.of(kept)
        packed = np.sort(packing.pack(hits.text, theme, hits.number, hits.place))
        packed = packed[~_are_in(packed, gone)]
        heads = _heads(packed >> packing.places)
        text, theme, number, place = packing.unpack(packed.take(heads))
        times, start = _sizes(heads, len(packed)), place - layout.bases.take(text)
        weight = self._weights[number, theme]
        worth = layout.worth[text, layout.part(text, start)] * REPEATS.take(np.minimum(times, MOST_REPEATS))
        amount = (weight * worth + 0.5).astype(np.int64)
        return Rows(text, theme, amount, start, weight, times, number, np.zeros_like(start))

    def _contexts(
        self, pages: Sequence[Page], layout: Layout, packing: Packing, kept: Found, gone: Numbers
    ) -> Iterator[Extra]:
        """Yield the ambiguous terms beside which stands one of the words that they need."""
        hits, (theme, which) = self._contexts_of.of(kept)
        is_left = ~_are_in(packing.pack(hits.text, theme, hits.number, hits.place), gone)
        near: dict[tuple[int, int], list[int]] = {}
        starts = hits.place - layout.bases.take(hits.text)
        columns = (hits.text[is_left], which[is_left], starts[is_left])
        for text, one, start in sorted(zip(*(column.tolist() for column in columns), strict=True)):
            if is_near(self._contexts_by_number[one][2], pages[text], start):
                near.setdefault((text, one), []).append(start)
        for (text, one), own in near.items():
            number, of_theme, context = self._contexts_by_number[one]
            amount = pages[text].amount(context.weight, own[0], len(own))
            yield text, of_theme, (amount, own[0], context.weight, len(own), number, 0)

    def _to_try(self, pages: Sequence[Page], found: Found) -> Iterator[tuple[int, CompiledPattern]]:
        """Yield with its text each pattern whose literal stands there."""
        own = found.where(self._has_pattern.take(found.number))
        for text, number in sorted({(text, number) for text, number, _ in own.as_tuples()}):
            yield from ((text, pattern) for pattern in self._rules.patterns[number])
        for pattern in self._rules.unguarded:
            yield from ((text, pattern) for text in range(len(pages)))

    def _allowed(self, layout: Layout, found: Found, rows: Rows) -> Rows:
        """Return the rows without themes against which a word of the title speaks, or that miss what they require."""
        if not self._rules.guarded:
            return rows
        barred: set[tuple[int, int]] = set()
        seen: set[tuple[int, int]] = set()
        own = found.where(self._is_guard.take(found.number))
        for text, number, place in own.as_tuples():
            excludes, requires = self._guards[number]
            seen.update((text, theme) for theme in requires)
            if place - layout.bases[text] < layout.begins[text]:
                barred.update((text, theme) for theme in excludes)
        counts = np.ones(len(rows.text), dtype=bool)
        for row in np.flatnonzero(np.isin(rows.theme, list(self._rules.guarded))).tolist():
            key = int(rows.text[row]), int(rows.theme[row])
            counts[row] = key not in barred and (key[1] not in self._rules.required_by or key in seen)
        return rows.take(np.flatnonzero(counts))

    def _scored(self, layout: Layout, groups: Groups, signal: Sequence[int]) -> list[Scored]:
        """Return for each text what reaches its threshold, in the records of `scoring`."""
        best = np.zeros(len(layout.bases))
        np.maximum.at(best, groups.text, groups.amount * self._shares.take(groups.theme))
        amounts: list[dict[int, int]] = [{} for _ in signal]
        pieces: list[Hits] = [{} for _ in signal]
        for text, theme, amount, hits in groups.those(groups.amount >= self._thresholds.take(groups.theme)):
            amounts[text][theme], pieces[text][theme] = amount, hits
        for text, every, handed in self._handed_up(groups):
            best[text] = max(amount * self._rules.shares[theme] for theme, amount in every.items())
            for theme, hits in handed.items():
                if every[theme] >= self._thresholds[theme]:
                    amounts[text][theme], pieces[text][theme] = every[theme], hits
        return [
            Scored(own, hits, points / UNIT + POLICY_SHARE * min(POLICY_CAP, top / UNIT))
            for own, hits, points, top in zip(amounts, pieces, signal, best.tolist(), strict=True)
        ]

    def _handed_up(self, groups: Groups) -> Iterator[tuple[int, dict[int, int], Hits]]:
        """Yield each text in which a theme hands up: all its amounts, and the hits of themes that got more."""
        children: dict[int, Hits] = {}
        for text, theme, _, hits in groups.those(self._is_child.take(groups.theme)):
            children.setdefault(text, {})[theme] = hits
        begins = np.searchsorted(groups.text, list(children)).tolist()
        ends = np.searchsorted(groups.text, list(children), side="right").tolist()
        for (text, own), begin, end in zip(children.items(), begins, ends, strict=True):
            before = dict(zip(groups.theme[begin:end].tolist(), groups.amount[begin:end].tolist(), strict=True))
            after = dict(before)
            hand_up(self._rules, after, own)
            yield text, after, {theme: own[theme] for theme in after if after[theme] != before.get(theme)}


def _add_up(layout: Layout, rows: Rows) -> Groups:
    """Return the themes; light terms count half without a strong one beside them, as `scoring` has it."""
    heads = _heads(rows.text * (1 << 16) + rows.theme)
    sizes = _sizes(heads, len(rows.text))
    heaviest = np.maximum.reduceat(rows.weight, heads) if len(heads) else rows.weight
    is_alone = np.repeat(sizes == 1, sizes)
    is_light = np.repeat(heaviest < STRONG, sizes)
    in_lead = (rows.times == 1) & (layout.part(rows.text, rows.start) == LEAD) & (rows.weight < SPECIFIC)
    in_body = (rows.weight * layout.worth[rows.text, BODY] + 0.5).astype(np.int64)
    rows.amount = np.where(is_alone & in_lead, in_body, rows.amount)
    rows.amount = np.where(is_light, rows.amount // 2, rows.amount)
    total = np.add.reduceat(rows.amount, heads) if len(heads) else rows.amount
    return Groups(rows.text.take(heads), rows.theme.take(heads), total, heads, sizes, rows)


def _with_extras(rows: Rows, extras: Sequence[Extra]) -> Rows:
    """Return the rows with further hits among them, behind those of their theme."""
    if not extras:
        return rows
    columns = zip(*((text, theme, *hit) for text, theme, hit in extras), strict=True)
    every = [np.concatenate([own, np.array(more)]) for own, more in zip(rows.all, columns, strict=True)]
    joined = Rows(*every)
    return joined.take(np.argsort(joined.text * (1 << 16) + joined.theme, kind="stable"))


def _heads(values: Numbers) -> Numbers:
    """Return where in ordered values each run of equal ones begins."""
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), dtype=bool), values[1:] != values[:-1]]))


def _sizes(heads: Numbers, count: int) -> Numbers:
    """Return how long each run is."""
    return np.diff(heads, append=count)


def _are_in(values: Numbers, ordered: Numbers) -> NDArray[np.bool_]:
    """Tell of each value whether it is one of the ordered ones."""
    if not len(ordered):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered.take(at) == values
    return found


def _flags(size: int, numbers: Iterable[int]) -> NDArray[np.bool_]:
    flags = np.zeros(size, dtype=bool)
    flags[list(numbers)] = True
    return flags


def _guards(rules: Rules) -> dict[int, tuple[set[int], set[int]]]:
    """Return literal → the themes that it excludes, and those that require it or another."""
    guards: dict[int, tuple[set[int], set[int]]] = {}
    for side, by_theme in enumerate((rules.excluded_by, rules.required_by)):
        for theme, numbers in by_theme.items():
            for number in numbers:
                guards.setdefault(number, (set(), set()))[side].add(theme)
    return guards
