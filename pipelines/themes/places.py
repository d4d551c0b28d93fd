"""Where the literals of the rules stand in one text: first place and further ones, without those that do not count.

Every hit of every text passes here, so the common road is short; what is rare (lists of who attended, a literal
that stands again) is dealt with only where it occurs.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from pipelines.themes.attendance import attendance_lists
from pipelines.themes.matcher import WIDTH, Found
from pipelines.themes.page import Page
from pipelines.themes.rules import IS_RARE, Rules

WORD = frozenset(chr(code) for code in (*range(0x80), *range(0xFF01, 0xFF5F)) if chr(code).isalnum())
"""Letters and digits, the full-width ones too, inside whose words no term counts."""

Gone = AbstractSet[tuple[int, int]]
"""Theme and start of places of a literal that do not count."""


class Places:
    """What was found in one text; places are characters of title, line break and text."""

    __slots__ = ("first", "found", "more", "rare")

    def __init__(self, rules: Rules, page: str, found: Sequence[Found]) -> None:
        self.found = found
        first: dict[int, int] = {}
        more: dict[int, list[int]] = {}
        rare: list[int] = []
        first_word, kinds = rules.first_word, rules.kinds
        for number, start, end in found:
            if number >= first_word and is_inside_a_word(page, start // WIDTH, end // WIDTH):
                continue
            if number not in first:
                first[number] = start // WIDTH
                if kinds[number] >= IS_RARE:
                    rare.append(number)
            elif number in more:
                more[number].append(start)
            else:
                more[number] = [start]
        self.first = first
        """Number of a literal → where it stands first."""
        self.more = more
        """Number of a literal that stands more than once → further places, as the matcher counts them."""
        self.rare = rare
        """Numbers of the literals found that do more than count."""

    def of(self, number: int) -> list[int]:
        """Return all starts of a literal that was found, in order."""
        return [self.first[number], *(start // WIDTH for start in self.more.get(number, ()))]


def outside_lists(rules: Rules, places: Places, page: Page) -> Places:
    """Return the places that do not stand in a list of who attended."""
    verbs = [start for number in places.rare if number in rules.attending for start in places.of(number)]
    if not verbs:
        return places
    lists = attendance_lists(page.raw, sorted(start for start in verbs if start >= page.begins))
    if not lists:
        return places
    kept = [hit for hit in places.found if not any(start <= hit[1] // WIDTH < end for start, end in lists)]
    return Places(rules, page.raw, kept)


def find_hidden(rules: Rules, places: Places) -> Mapping[int, Gone]:
    """Return what does not count, because it stands inside a mask or a longer term of its theme, by literal."""
    hidden: dict[int, set[tuple[int, int]]] = {}
    for number in places.rare:
        if number not in rules.hides:
            continue
        starts = places.of(number) if number in places.more else (places.first[number],)
        for offset, inner, theme in rules.hides[number]:
            if inner not in hidden:
                hidden[inner] = set()
            for start in starts:
                hidden[inner].add((theme, start + offset))
    return hidden


def is_inside_a_word(text: str, start: int, end: int) -> bool:
    """Tell whether a Latin letter or a digit stands next to the place."""
    return (start > 0 and text[start - 1] in WORD) or (end < len(text) and text[end] in WORD)
