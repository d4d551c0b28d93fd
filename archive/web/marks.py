"""Marked text as safe HTML: every stored character is escaped, only our own `<mark>` goes through."""

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from archive.records import Mark

OPEN, CLOSE = Markup("<mark>"), Markup("</mark>")


def marked(text: str, marks: Sequence[Mark]) -> Markup:
    """Return `text` escaped, with the stretches of `marks` inside `<mark>`.

    Marks may come in any order, overlap, or reach past the text.
    """
    pieces: list[Markup] = []
    done = 0
    for start, end in _merged(marks, len(text)):
        pieces += [escape(text[done:start]), OPEN, escape(text[start:end]), CLOSE]
        done = end
    return Markup("").join([*pieces, escape(text[done:])])


def marked_paragraphs(text: str, marks: Sequence[Mark]) -> tuple[Markup, ...]:
    """Return the paragraphs of `text` (parted by line breaks) as `marked` would, empty ones left out.

    Offsets of `marks` count from the beginning of the whole text; a mark across a break is cut at the break.
    """
    return tuple(
        marked(paragraph, _within(marks, start, start + len(paragraph)))
        for start, paragraph in _paragraphs(text)
        if paragraph.strip()
    )


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of the sentence that holds text[start:end], without blanks at its ends.

    >>> text = "今日开会。创新引领产业。完。"
    >>> begin, stop = sentence_around(text, 5, 7)
    >>> text[begin:stop]
    '创新引领产业。'
    """
    begin = max((text.rfind(stop, 0, start) for stop in STOPS), default=-1) + 1
    ends = [found + (stop != "\n") for stop in STOPS if (found := text.find(stop, max(end - 1, start))) >= 0]
    finish = min(ends, default=len(text))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, max(finish, end)


STOPS = "。！？!?；;\n"


def _merged(marks: Iterable[Mark], length: int) -> Iterator[tuple[int, int]]:
    """Yield the marks as ascending stretches inside 0…length that do not touch."""
    begin = finish = -1
    for mark in sorted(marks, key=lambda one: one.start):
        start, end = max(mark.start, 0), min(mark.end, length)
        if start >= end:
            continue
        if start <= finish:
            finish = max(finish, end)
            continue
        if finish > begin:
            yield begin, finish
        begin, finish = start, end
    if finish > begin >= 0:
        yield begin, finish


def _within(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    return [
        Mark(start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in marks
        if mark.start < end and mark.end > start
    ]


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for paragraph in text.split("\n"):
        yield start, paragraph
        start += len(paragraph) + 1
