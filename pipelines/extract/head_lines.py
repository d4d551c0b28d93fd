"""The headline once more over the text: reprints set kicker, title and subtitles as paragraphs of their own.

Tells only how many lines belong to it; what becomes of them is decided in assemble.py.
"""

from collections.abc import Sequence
from itertools import takewhile

from pipelines.clean import ends_sentence
from pipelines.extract.headline import fold
from pipelines.extract.people import dateline
from pipelines.extract.tree import Block

MAX_LINES = 6
MAX_CHARS = 45
"""The longest line of a headline on the saved pages has 38."""
SAME_CHARS = 8
"""A line repeats the title when one begins with the other, by at least so many letters."""


def count_head_lines(blocks: Sequence[Block], title: str) -> int:
    """Return how many of the first blocks are the headline again.

    They are marked as main headings; or they are short, hold no sentence, one of them repeats the title, and a
    dateline follows.

    >>> lines = ["市长主持召开座谈会强调", "加快老城更新", "本报讯 昨天，市政府召开座谈会。"]
    >>> count_head_lines([Block(text=line) for line in lines], "市长主持召开座谈会")
    2
    """
    marked = len(list(takewhile(lambda block: block.tag == "h1", blocks)))
    if marked:
        return marked if marked < len(blocks) else 0
    count = len(list(takewhile(_is_head_line, blocks)))
    if not 0 < count <= MAX_LINES or count == len(blocks) or not dateline(blocks[count].text):
        return 0
    return count if any(_repeats(block.text, title) for block in blocks[:count]) else 0


def _is_head_line(block: Block) -> bool:
    return len(block.text) <= MAX_CHARS and not ends_sentence(block.text) and not dateline(block.text)


def _repeats(line: str, title: str) -> bool:
    one, other = fold(line), fold(title)
    return min(len(one), len(other)) >= SAME_CHARS and (one.startswith(other) or other.startswith(one))
