"""Where the literals of the rules stand in one text: first place and how often, without those that do not count.

Every hit of every text passes here, so the common road is short; what is rare (lists of who attended, a literal
that stands again) is dealt with only where it occurs.
"""

from collections.abc import Sequence

from pipelines.themes.attendance import attendance_lists
from pipelines.themes.matcher import Found
from pipelines.themes.rules import Rules

Hidden = dict[int, list[tuple[int, int]]]
"""Number of a literal → (theme, start) that does not count."""


class Places:
    """What was found in one text."""

    __slots__ = ("first", "found", "more")

    def __init__(self, rules: Rules, text: str, found: Sequence[Found]) -> None:
        self.found = found
        first: dict[int, int] = {}
        more: dict[int, int] = {}
        first_word = rules.first_word
        for number, start, end in found:
            if number >= first_word and is_inside_a_word(text, start, end):
                continue
            if number in first:
                more[number] = more.get(number, 1) + 1
            else:
                first[number] = start
        self.first = first
        """Number of a literal → where it stands first."""
        self.more = more
        """Number of a literal that stands more than once → how often."""

    def of(self, number: int) -> list[int]:
        """Return all starts of a literal that was found, in order."""
        if number not in self.more:
            return [self.first[number]]
        return [start for other, start, _ in self.found if other == number]


def outside_lists(rules: Rules, places: Places, text: str, begins: int) -> Places:
    """Return the places that do not stand in a list of who attended; `begins` is where the text follows the title."""
    verbs = [start for number in rules.attending if number in places.first for start in places.of(number)]
    if not verbs:
        return places
    lists = attendance_lists(text, sorted(start for start in verbs if start >= begins))
    if not lists:
        return places
    kept = [hit for hit in places.found if not any(start <= hit[1] < end for start, end in lists)]
    return Places(rules, text, kept)


def find_hidden(rules: Rules, places: Places) -> Hidden:
    """Return what does not count because it stands inside a mask or a longer term of its theme."""
    hidden: Hidden = {}
    for number in rules.hides.keys() & places.first.keys():
        starts = places.of(number) if number in places.more else (places.first[number],)
        for offset, inner, theme in rules.hides[number]:
            if inner not in hidden:
                hidden[inner] = []
            for start in starts:
                hidden[inner].append((theme, start + offset))
    return hidden


def is_inside_a_word(text: str, start: int, end: int) -> bool:
    """Tell whether an ASCII letter or digit stands next to the place."""
    return (start > 0 and _is_ascii_letter(text[start - 1])) or (end < len(text) and _is_ascii_letter(text[end]))


def _is_ascii_letter(char: str) -> bool:
    return char.isascii() and char.isalnum()
