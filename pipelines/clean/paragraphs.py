"""Where a printed paragraph ends: sentence ends, wrapped lines, column breaks.

Knows nothing of articles; `pipelines.extract.print_page` decides which blocks belong together.
"""

import re
from collections.abc import Sequence

TERMINAL = "。！？!?…；;：:"
CLOSERS = "”’」』）)》】\"'"
COLUMN_BREAK_MIN_CHARS = 40
"""Measured on 233 real paragraph boundaries: no false join from 40 characters up; 23 shorter subheads stay apart."""

_TRAILING_NOTE = re.compile(r"[（(][^（()）]*[）)]$")


def ends_sentence(text: str) -> bool:
    """Tell whether a block ends where a sentence may end.

    Closing quotes and brackets are looked through, and so is a note in brackets behind a full stop.

    >>> ends_sentence("他说：“走好必由之路。”")
    True
    >>> ends_sentence("走好“必由之路”、“融合")
    False
    """
    bare = text.rstrip()
    note = _TRAILING_NOTE.search(bare)
    if note and note.start() and bare[: note.start()].rstrip()[-1:] in TERMINAL:
        return True
    return bare.rstrip(CLOSERS + " ")[-1:] in TERMINAL if bare else False


def is_cut(text: str) -> bool:
    """Tell whether a block was cut by a column break: long, and without an end of sentence."""
    return len(text) >= COLUMN_BREAK_MIN_CHARS and not ends_sentence(text)


def join_column_breaks(blocks: Sequence[str]) -> tuple[str, ...]:
    """Join each block that was cut by a column break with the one after it."""
    joined: list[str] = []
    for block in blocks:
        if joined and is_cut(joined[-1]):
            joined[-1] = glue(joined[-1], block)
        else:
            joined.append(block)
    return tuple(joined)


def glue(first: str, second: str) -> str:
    """Join two halves of a line; only words of an alphabet get a space between."""
    needs_space = first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalnum()
    return f"{first} {second}" if needs_space else first + second


def unwrap(lines: Sequence[str]) -> tuple[str, ...]:
    """Join lines that a column's width has broken, as in text copied line by line.

    Three or more lines, all but the last of about the same length, are one wrapped paragraph.
    """
    if not _is_wrapped(lines):
        return tuple(lines)
    whole = lines[0]
    for line in lines[1:]:
        whole = glue(whole, line)
    return (whole,)


def _is_wrapped(lines: Sequence[str]) -> bool:
    if len(lines) < 3:
        return False
    widths = [len(line) for line in lines[:-1]]
    # A column holds 12 characters or more; hanging punctuation moves a break by one or two.
    even = min(widths) >= 12 and max(widths) - min(widths) <= 2 and len(lines[-1]) <= max(widths) + 2
    return even and not any(ends_sentence(line) and len(line) < max(widths) for line in lines[:-1])
