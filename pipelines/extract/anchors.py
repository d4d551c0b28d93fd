"""Anchors: where each paragraph of a text stands in the decoded page, as start and length in characters.

Worked out from the page and the text alone, so the same capture and reader always give the same anchors. Letters are
compared without white space, because a page breaks lines where it likes; markup, comments and silent elements between
them are looked through, and character references read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape

from pipelines.clean import tidy_line
from pipelines.clean.whitespace import INVISIBLE, WIDEN, narrow
from pipelines.extract.tree import SILENT

Anchor = tuple[int, int, int]
"""Part of the article's page from 1, start and length in its decoded text."""

NOWHERE: Anchor = (0, 0, 0)
"""Of a paragraph that the page does not show as it stands, such as one a script writes."""

Place = tuple[int, int]
"""Start and end in one page."""

REACH = 4_000
"""Characters of markup looked through inside one paragraph, beside thrice its own length."""
HEAD_CHARS = (8, 3, 1)
"""First letters by which a paragraph is looked for."""
MOST_TRIED = 200
"""Places tried for each; a text stands soon behind the one before it."""
REFERENCE_REACH = 20_000
MOST_PIECES = 60_000
"""Pieces of the page compared for one article, some 0.1 s: a page of one phrase a thousand times over has endless
beginnings. What is then not found is nowhere. The longest labelled page takes 24,000."""
MOST_SKIPPED = 300
"""Tags and gaps in a row that are looked through: as many together part no paragraph."""
MOST_LOST = 20
"""After so many paragraphs that were nowhere the rest is looked for as it stands only: their page is not theirs."""

# Endless letters come in pieces, so that the first that differ end the comparison.
_PIECES = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<silent>" + "|".join(sorted(SILENT - {"input"})) + r")\b.*?</(?P=silent)\s*>"
    r"|<[/!?a-zA-Z][^<>]*>|(?P<reference>&#?\w{1,32};?)|(?P<letters>[^\s<&]{1,200})|(?P<other>[<&])|\s+",
    re.S | re.I,
)
_REFERENCE = re.compile(r"&#?\w{1,32};")
_GAP = re.compile(r"<(?:br|/?p|/?div|/?td|/?th|/?li)\b", re.I)


def find_anchors(pages: Sequence[str], paragraphs: Sequence[str]) -> tuple[Anchor, ...]:
    """Return the anchor of each paragraph: behind the one before it, else anywhere, else on a later page.

    >>> find_anchors(["<p>A&amp;B <b>met</b></p><p>They left.</p>"], ["A&B met", "They left."])
    ((1, 3, 14), (1, 28, 10))
    """
    found: list[Anchor] = []
    here = end = lost = 0
    effort = _Effort(left=MOST_PIECES)
    for text in paragraphs:
        looked = partial(_find, effort) if lost <= MOST_LOST else _as_it_stands
        tries = [(here, end), (here, 0), *((later, 0) for later in range(here + 1, len(pages)))]
        for part, start in tries:
            if text and (place := looked(pages[part], text, start)):
                found.append((part + 1, place[0], place[1] - place[0]))
                here, end = part, place[1]
                break
        else:
            lost += 1
            found.append(NOWHERE)
    return tuple(found)


def words_at(pages: Sequence[str], anchor: Anchor) -> str:
    """Return what a reader sees at an anchor: the slice of the page without markup, tidy; empty for nowhere."""
    part, start, length = anchor
    if not part:
        return ""
    cut = pages[part - 1][start : start + length]
    return tidy_line("".join(letters for letters, _, _ in _shown(cut, 0, length, spaces=True)))


def _as_it_stands(page: str, text: str, start: int) -> Place | None:
    at = page.find(text, start)
    return (at, at + len(text)) if at >= 0 else None


@dataclass(slots=True)
class _Effort:
    """How many pieces may still be compared."""

    left: int


def _find(effort: _Effort, page: str, text: str, start: int) -> Place | None:
    """Find a paragraph as it stands, else letter by letter wherever its first letters stand."""
    whole = _as_it_stands(page, text, start)
    if whole:
        return whole
    bare = _bare(text)
    for at in _beginnings(page, text, start):
        if end := _match(effort, page, bare, at):
            return at, end
    return None


def _beginnings(page: str, text: str, start: int) -> Iterator[int]:
    """Give the places where a paragraph may begin: its first letters, fewer where markup cuts them, or a reference."""
    word = text.split(maxsplit=1)[0]
    sizes = sorted({min(len(word), size) for size in HEAD_CHARS}, reverse=True)
    heads = [word[:size] for size in sizes]
    # The page may have it in full width, which the text has not.
    for head in dict.fromkeys([*heads, *(head.translate(WIDEN) for head in heads)]):
        at = page.find(head, start)
        for _ in range(MOST_TRIED):
            if at < 0:
                break
            yield at
            at = page.find(head, at + 1)
    for found in _REFERENCE.finditer(page, start, start + REFERENCE_REACH):
        if unescape(found.group())[:1] == word[:1]:
            yield found.start()


def _match(effort: _Effort, page: str, bare: str, start: int) -> int:
    """Return where the letters end when the page shows them from `start` on; 0 when it does not."""
    have = 0
    for letters, _, end in _shown(page, start, start + REACH + 3 * len(bare)):
        effort.left -= 1
        if effort.left < 0:
            return 0
        plain = _bare(letters)
        want = bare[have : have + len(plain)]
        if want != plain[: len(want)]:
            return 0
        have += len(want)
        if have == len(bare):
            return end - (len(letters) - _raw_length(letters, len(want)))
    return 0


def _raw_length(letters: str, wanted: int) -> int:
    """Return how many characters of a piece hold that many letters to compare."""
    count = 0
    for place, char in enumerate(letters, start=1):
        count += len(_bare(char))
        if count >= wanted:
            return place
    return len(letters)


def _shown(page: str, start: int, end: int, *, spaces: bool = False) -> Iterator[tuple[str, int, int]]:
    """Give the pieces of text that a page shows in a stretch, each with its start and end in the page."""
    skipped = 0
    for found in _PIECES.finditer(page, start, min(end, len(page))):
        kind = found.lastgroup
        skipped = 0 if kind in ("letters", "other", "reference") else skipped + 1
        if skipped > MOST_SKIPPED and not spaces:
            return
        if kind in ("letters", "other"):
            yield found.group(), found.start(), found.end()
        elif kind == "reference":
            yield unescape(found.group()), found.start(), found.end()
        elif spaces:
            is_gap = found.group().isspace() or bool(_GAP.match(found.group()))
            yield (" " if is_gap else ""), found.start(), found.end()


def _bare(text: str) -> str:
    """Return the letters of a text to compare."""
    return narrow(INVISIBLE.sub("", "".join(text.split())))
