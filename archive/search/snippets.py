"""Show where a text matches: marks, the densest piece of it, the sentence for a letter.

Works on the text as stored; every offset slices it exactly. Nothing is shortened with dots: a piece is a piece.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.query import Text, Tree, sought
from archive.query.fold import fold, origins
from archive.query.words import places
from archive.records import Mark, Snippet

WIDTH = 120
"""Characters of a snippet."""
LONGEST_SENTENCE = 300
"""Characters of a sentence in a letter; a longer one is cut around its first match."""
SENTENCE_END = re.compile(r"""[。！？!?；;…]+["'”’」』）)]*|\n|\.(?=\s)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    start: int
    end: int
    words: Text


def texts_for(tree: Tree, field: str) -> tuple[Text, ...]:
    """Return the words of a query that may stand in a field, each once."""
    return tuple(dict.fromkeys(text for text in sought(tree) if text.field in (None, field)))


def marks(text: str, words: Sequence[Text]) -> tuple[Mark, ...]:
    """Return where the words stand in a text, ascending; matches that touch are one mark."""
    return _merged(_matches(text, words))


def snippet(text: str, words: Sequence[Text], *, width: int = WIDTH) -> Snippet:
    """Return the piece of about `width` characters with most of the words; the beginning when none stands in it."""
    found = _matches(text, words)
    start, finish = _densest(found, width) if found else (0, 0)
    begin = _sentence_start(text, start, width // 3)
    end = min(len(text), max(begin + width, finish))
    return _piece(text, begin, end, found)


def sentence(text: str, tree: Tree) -> Snippet | None:
    """Return the sentence of an article's text that has most of the query's words, the first of equals.

    None when no word of the query stands in the text: it matched elsewhere, or by filters alone.
    """
    found = _matches(text, texts_for(tree, "body"))
    if not found:
        return None
    starts = [0, *(end.end() for end in SENTENCE_END.finditer(text)), len(text) + 1]
    words_of: dict[int, set[Text]] = {}
    for match in found:
        words_of.setdefault(bisect_right(starts, match.start), set()).add(match.words)
    best = max(words_of, key=lambda number: (len(words_of[number]), -number))
    inside = [match for match in found if bisect_right(starts, match.start) == best]
    begin = starts[best - 1]
    # Words with punctuation between them may reach into the next sentence.
    end = starts[bisect_right(starts, max(match.end for match in inside) - 1)]
    if end - begin > LONGEST_SENTENCE:
        begin = max(begin, inside[0].start - LONGEST_SENTENCE // 5)
        end = max(begin + LONGEST_SENTENCE, inside[0].end)
    return _piece(text, begin, min(end, len(text)), found)


def _matches(text: str, words: Sequence[Text]) -> list[_Match]:
    """Return every place where one of the words stands, ascending."""
    if not words:
        return []
    folded = fold(text)
    stretches = [(*place, one) for one in words for place in places(one, folded)]
    if not stretches:
        return []
    begins = origins(text, folded)
    found = [_Match(start=begins[first], end=_end(begins, last), words=one) for first, last, one in stretches]
    return sorted(found, key=lambda match: (match.start, match.end))


def _end(begins: Sequence[int], last: int) -> int:
    """Return where the character of the text ends that holds folded[last - 1]."""
    while begins[last] == begins[last - 1]:
        last += 1
    return begins[last]


def _densest(found: Sequence[_Match], width: int) -> tuple[int, int]:
    """Return start and end of the matches that fit `width` and hold most different words, then most matches."""
    room = width - width // 3
    inside: Counter[Text] = Counter()
    best = (0, 0)
    best_first, best_last = 0, 0
    last = 0
    for first, match in enumerate(found):
        while last < len(found) and (last == first or found[last].end - match.start <= room):
            inside[found[last].words] += 1
            last += 1
        worth = (len(inside), last - first)
        if worth > best:
            best, best_first, best_last = worth, first, last - 1
        inside[match.words] -= 1
        if not inside[match.words]:
            del inside[match.words]
    return found[best_first].start, max(match.end for match in found[best_first : best_last + 1])


def _sentence_start(text: str, place: int, reach: int) -> int:
    """Return where the sentence of `place` begins, or a little before `place` when that is out of reach."""
    earliest = max(0, place - reach)
    starts = [end.end() for end in SENTENCE_END.finditer(text, earliest, place)]
    if starts:
        return starts[-1]
    return 0 if earliest == 0 else place - reach // 4


def _piece(text: str, begin: int, end: int, found: Sequence[_Match]) -> Snippet:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    inside = [match for match in found if begin <= match.start and match.end <= end]
    shown = tuple(Mark(start=mark.start - begin, end=mark.end - begin) for mark in _merged(inside))
    return Snippet(text=text[begin:end], marks=shown, start=begin)


def _merged(found: Sequence[_Match]) -> tuple[Mark, ...]:
    merged: list[Mark] = []
    for match in found:
        if merged and match.start <= merged[-1].end:
            merged[-1].end = max(merged[-1].end, match.end)
        else:
            merged.append(Mark(start=match.start, end=match.end))
    return tuple(merged)
