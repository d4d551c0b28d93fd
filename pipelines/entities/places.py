"""Find places of China in a text. A name that several places share is settled by what else the text names, or by where
the source is local to; where neither settles it, the mention carries no code.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from archive.records import Mention
from pipelines.entities.gazetteer import FIRST, Place, by_start, places

NOT_AFTER = re.compile("大?[路街道桥巷弄]|大学|学院|大街|大道|时间|菜|站|银行|证券|队|日报|晚报|话|籍|虾|蟹|烤鸭")
"""What follows a name that is no mention of the place: 南京路, 北京时间, 扬州大学."""
PREFECTURE = 4
"""Digits of a code that name the prefecture."""

BROKEN = re.compile("[\ud800-\udfff]")
"""Lone surrogates, which the automaton does not take; no name holds one."""

Found = tuple[int, str]
"""Start and name."""


def find_places(text: str, home: str = "") -> Iterator[Mention]:
    """Yield each place that the text names; the name is the full one, the detail its code.

    `home` is the code of the place that the source is local to.
    """
    found = [one for one in find_names(text) if not NOT_AFTER.match(text, one[0] + len(one[1]))]
    known = [called[0] for _, name in found if len(called := places()[name]) == 1 and not _is_doubtful(called[0], name)]
    near = {place.code[:PREFECTURE] for place in known} | {home[:PREFECTURE]}
    for start, name in found:
        called = places()[name]
        if all(_is_doubtful(place, name) and place.code[:PREFECTURE] not in near for place in called):
            continue
        place = _settle(called, known, home)
        yield Mention(
            kind="place",
            name=place.name if place else name,
            start=start,
            end=start + len(name),
            detail=place.code if place else "",
        )


@lru_cache(maxsize=2)  # places and bodies ask of one text in turn
def find_names(text: str) -> tuple[Found, ...]:
    """Return the names from left to right, the longest at each place, none inside another."""
    plain = BROKEN.sub("\ufffd", text)
    return tuple((start, text[start:end]) for _, start, end in _finder().find_matches_as_indexes(plain))


@cache
def _finder() -> AhoCorasick:
    return AhoCorasick(list(places()), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


def _is_doubtful(place: Place, name: str) -> bool:
    """Tell whether a county is called by its short name, which may be a word: 安达, 宜都. Its city must be near."""
    return place.is_county and name != place.name


@lru_cache(maxsize=1024)  # a source's pages ask again and again
def home_of(source_name: str) -> str:
    """Return the code of the place by whose name a source is called, empty when there is none.

    >>> home_of("镇江日报")
    '321100'
    """
    name = next((one for one in by_start().get(source_name[:FIRST], ()) if source_name.startswith(one)), "")
    called = places().get(name, ())
    return called[0].code if len(called) == 1 else ""


def _settle(called: Sequence[Place], known: Sequence[Place], home: str) -> Place | None:
    if len(called) == 1:
        return called[0]
    # 吉林市 lies in 吉林省: a short name means the wider place.
    widest = [place for place in called if any(place.holds(other) for other in called)]
    if len(widest) == 1:
        return widest[0]
    for digits in (PREFECTURE, 2):
        near = {place.code[:digits] for place in known} or {home[:digits]}
        chosen = [place for place in called if place.code[:digits] in near]
        if len(chosen) == 1:
            return chosen[0]
    local = [place for place in called if home and place.code[:PREFECTURE] == home[:PREFECTURE]]
    return local[0] if len(local) == 1 else None
