"""The text of a page by the block model and, where that is unsure, a second reader (trafilatura).

On seven pages of ten the model is sure of nearly every block; there it is as right alone (F1 .978 out of fold) as with
the second reader's choice before its eyes. On the others it sees that choice. Where both agree little even then and
the model is in doubt, the second reader's text is kept: a page of strange make fails softly.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from lxml import etree
from lxml.html import HtmlElement
from numpy.typing import NDArray

from pipelines.clean import tidy_line
from pipelines.extract.block_features import ALL_NAMES, features, running, votes
from pipelines.extract.block_model import ALONE, THRESHOLD, TOGETHER, BlockModel, load_model
from pipelines.extract.block_shapes import Numbers
from pipelines.extract.bylines import title_place
from pipelines.extract.gov import tags
from pipelines.extract.headline import read_headline
from pipelines.extract.structured import article_body, read_json_ld, read_meta
from pipelines.extract.tree import Block, blocks

SURE = 0.1
"""Up to this share of doubt the model decides alone: seven pages of ten."""
WHOLE = 0.5
"""Share of the page's sentences outside links that a text must hold to be believed without asking."""
AGREEMENT = 0.8
"""Below this, and in doubt of its own, the model gives way to the second reader."""
IN_DOUBT = 0.125
"""From this share of doubt the model gives way: of seven pairs of both limits the best out of fold, .1 to .15 alike.

Without it the second reader's text was kept on five pages of 283 where it was much worse, now on none of them.
"""
UNSURE = 0.9
"""Below this agreement a person should look: of 13 such texts out of fold 6 were right, of the others asked 7 in 10."""
VERY_SURE = 0.025
"""Up to this share of doubt nearly every text is right: 94 of 100 out of fold, 86 of the others that it reads alone."""
NEARLY = -1.0
"""Logit from which a block between two of the text, or under its heading, is of the text: of -1 and -2 the better."""
BUTTON_CHARS = 40
REPEAT_CHARS = 40
"""A block of this length that stands on the page again is text once."""

WHOLE_CHARS = 400
FEWEST_PARTS = 3
"""A block of this length made up of so many others, by three fifths of its characters, is the text once more."""
NOTICE_COPIES = 4
"""A block that stands so often on a page is a notice, such as that a video asks for consent."""

STANDFIRST_SAID = 0.88
"""Share of words in title and description from which a block repeats them: a place name may stand before it."""

_DESCRIBED, _FROM_TITLE, _SAID = map(ALL_NAMES.index, ("described", "from title", "words of title"))
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True, kw_only=True)
class Candidates:
    """The blocks of a page as the model sees them without help."""

    root: HtmlElement
    blocks: list[Block]
    rows: Numbers


@dataclass(slots=True, kw_only=True)
class Chosen:
    """The blocks of the text, who chose them, and how far the two readers agree, 0 to 1; 1 where one sufficed."""

    blocks: list[Block]
    how: str
    agreement: float


def by_model(root: HtmlElement, found: Sequence[Block] = (), meta: dict[str, str] | None = None) -> Chosen:
    """Choose the text of a page; its blocks and meta tags are worked out where they are not at hand."""
    return choose(look(root, found, meta), load_model(ALONE), load_model(TOGETHER))


def look(root: HtmlElement, given: Sequence[Block] = (), tagged: dict[str, str] | None = None) -> Candidates:
    """Return the blocks of a page with their features."""
    found = without_copies([block for block in given or blocks(root) if not _is_button(block)])
    meta = tags(root) if tagged is None else tagged
    json_ld = read_json_ld(root, chinese=False)
    title = read_headline(root, [json_ld.title, read_meta(meta, chinese=False).title]).title
    described = f"{meta.get('og:description', '')} {meta.get('description', '')}"
    rows = features(found, title_place(found, title), described, article_body(root))
    return Candidates(root=root, blocks=found, rows=rows)


def without_copies(found: list[Block]) -> list[Block]:
    """Return the blocks without those that hold the text once more as a whole, as data for scripts and sharing do."""
    long = [block for block in found if len(block.text) >= WHOLE_CHARS]
    parts = {block.text for block in found if len(block.text) >= REPEAT_CHARS} if long else set()
    copies = {id(block) for block in long if _is_made_of(block.text, parts)}
    return [block for block in found if id(block) not in copies] if copies else found


def _is_made_of(text: str, parts: Collection[str]) -> bool:
    inside = [part for part in parts if len(part) < len(text) and part in text]
    return len(inside) >= FEWEST_PARTS and sum(map(len, inside)) >= 0.6 * len(text)


def _is_button(block: Block) -> bool:
    """Tell whether a block is a short link as a whole: menus and lists, half of a page's blocks."""
    return block.links >= 0.9 * len(block.text) and len(block.text) < BUTTON_CHARS


def choose(seen: Candidates, alone: BlockModel, together: BlockModel) -> Chosen:
    """Return the blocks that the model takes for the text, asking the second reader where it is unsure."""
    logits = alone.score(seen.rows)
    kept, doubt = _above(seen.blocks, logits), _doubt(seen.blocks, logits)
    if doubt <= SURE and _is_whole(kept, seen.blocks):
        how = "model, sure" if doubt <= VERY_SURE else "model"
        return Chosen(blocks=with_standfirst(seen, kept), how=how, agreement=1.0)
    second = second_reader(seen.root)
    logits = together.score(with_votes(seen, second))
    kept = _above(seen.blocks, logits)
    agreement = _agreement([block.text for block in kept], second)
    if agreement < AGREEMENT and _doubt(seen.blocks, logits) > IN_DOUBT and second:
        return Chosen(blocks=_lines(seen.root, second), how="trafilatura", agreement=agreement)
    how = "model and trafilatura" if agreement >= UNSURE else "model despite trafilatura"
    return Chosen(blocks=with_standfirst(seen, kept), how=how, agreement=agreement)


def with_standfirst(seen: Candidates, kept: list[Block]) -> list[Block]:
    """Return the text with the standfirst above it: the block behind the headline that the page's description repeats.

    The public sets differ in whether it is text (21 of 22 such blocks are in one, 1 of 8 and 1 of 5 in the others); to
    readers it is the beginning of the article.
    """
    described, behind, said = (seen.rows[:, column] for column in (_DESCRIBED, _FROM_TITLE, _SAID))
    chosen = {id(block) for block in kept}
    places = [place for place, block in enumerate(seen.blocks) if id(block) in chosen]
    if any(described[place] for place in places):
        return kept
    for place in range(next((each for each in places if behind[each] > 0), 0)):
        block = seen.blocks[place]
        repeats = described[place] or said[place] >= STANDFIRST_SAID
        if behind[place] > 0 and repeats and len(block.text) >= REPEAT_CHARS and block.links < 0.3 * len(block.text):
            chosen.add(id(block))
            return [each for each in seen.blocks if id(each) in chosen]
    return kept


def with_votes(seen: Candidates, second: Sequence[str]) -> Numbers:
    """Return the rows of a page with the second reader's choice beside them."""
    return np.hstack([seen.rows, votes(seen.blocks, second)])


def second_reader(root: HtmlElement) -> list[str]:
    """Return the lines that trafilatura takes for the text."""
    bare = deepcopy(root)
    # Script frameworks leave empty comments inside sentences; trafilatura cuts the text there.
    etree.strip_tags(bare, etree.Comment, etree.ProcessingInstruction)
    # Loaded with the first page that needs it: it takes 9 MB, and who only saves what others read needs none.
    from trafilatura import bare_extraction

    document = bare_extraction(bare, options=_options())
    text = getattr(document, "text", None) or ""
    return [line for each in text.splitlines() if (line := tidy_line(each))]


@cache
def _options() -> Any:
    from trafilatura.settings import Extractor

    # Its quick way, that leaves out little: the model weeds its votes. Out of fold .9741, by its own road of all its
    # parts .9711 at twice the time (quick alone .9733, quick and precise .9724).
    return Extractor(output_format="python", comments=False, fast=True, recall=True)


def _lines(root: HtmlElement, second: Sequence[str]) -> list[Block]:
    """Return the second reader's lines but those that are links as a whole: of short news it takes the lists too."""
    linked = {block.text for block in blocks(root) if block.links >= 0.8 * len(block.text)}
    return once([Block(text=line) for line in second if line not in linked and line.lstrip("- ") not in linked])


def _doubt(found: Sequence[Block], logits: NDArray[np.float64]) -> float:
    """Return how much text the model is unsure of, beside what it expects to be text."""
    sizes = np.array([len(block.text) for block in found], dtype=np.float64)
    likely = 1 / (1 + np.exp(-logits))
    return float((sizes * np.minimum(likely, 1 - likely)).sum() / max(float((sizes * likely).sum()), 1.0))


def _is_whole(kept: Sequence[Block], found: Sequence[Block]) -> bool:
    """Tell whether the text holds half of the page's sentences outside links: no text is cut short unseen."""
    return float(running(kept).sum()) >= WHOLE * float(running(found).sum())


def _above(found: Sequence[Block], logits: NDArray[np.float64]) -> list[Block]:
    chosen = smooth(found, logits)
    return once([block for block, is_text in zip(found, chosen, strict=True) if is_text])


def smooth(found: Sequence[Block], logits: NDArray[np.float64]) -> list[bool]:
    """Return which blocks are text, a text being a run: gaps of running text are closed, headings lead to something.

    Out of fold .9612 to .9618 on the pages that are not Chinese, exact .293 to .311.
    """
    chosen = [bool(logit > THRESHOLD) for logit in logits]
    runs = running(found)
    for place in range(1, len(found)):
        is_near = not chosen[place] and runs[place] > 0 and logits[place] > NEARLY
        after_heading = found[place - 1].tag in _HEADINGS
        in_gap = place + 1 < len(found) and logits[place + 1] > THRESHOLD
        if is_near and chosen[place - 1] and (after_heading or in_gap):
            chosen[place] = True
    for place in range(len(found) - 1, -1, -1):
        if chosen[place] and found[place].tag not in _HEADINGS:
            break
        chosen[place] = False
    return chosen


def once(found: Sequence[Block]) -> list[Block]:
    """Return the blocks, long ones that stand there again once, and none that stands there many times."""
    first = {block.text: place for place, block in reversed(list(enumerate(found)))}
    count = Counter(block.text for block in found)
    return [
        block
        for place, block in enumerate(found)
        if len(block.text) < REPEAT_CHARS or (first[block.text] == place and count[block.text] < NOTICE_COPIES)
    ]


def _agreement(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return the share of characters in blocks and lines that both hold, of all in either."""
    own, other = "".join("".join(ours).split()), "".join("".join(theirs).split())
    shared = sum(len(bare) for text in ours if (bare := "".join(text.split())) in other)
    return 2 * shared / (len(own) + len(other)) if own or other else 1.0
