"""What the block model looks at: one row of numbers for each block of a page.

Words and marks are general, no site is named. Distances run from the headline (the anchor), masses over the elements
that hold a block, and neighbours are put beside it, because a text is a run of blocks. Further columns are made in
block_shapes.py.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from lxml.html import HtmlElement

from pipelines.extract.block_shapes import SHAPE_NAMES, Numbers, shapes
from pipelines.extract.block_words import REPEATED, SENTENCE_END, TEXT_NAMES, words_of
from pipelines.extract.tree import Block

_GOOD = re.compile(r"article|content|body|story|entry|post|text|main|detail|news|zoom|paragraph|rich", re.I)
_BAD = re.compile(
    r"comment|related|recirc|sidebar|footer|header|nav|menu|share|social|promo|widget|banner|advert|newsletter|subscri"
    r"|author|byline|bio|caption|credit|tags?(?:$|[\s_-])|meta|breadcrumb|teaser|card|list|more|recommend|popular|latest"
    r"|cookie|consent|modal|popup|signup|paywall|copyright|toolbar|rating|video|player|gallery|timestamp|trending|disclaimer",
    re.I,
)
_HOLDERS = ("article", "main", "aside", "nav", "footer", "header", "figure", "form", "ul", "ol", "table", "blockquote")
_TAGS = ("p", "li", "div", "br", "td", "tr", "blockquote", "figcaption", "h1", "h2", "h3", "h4", "section", "article")
_DEPTH = 60
SHORT_CHARS = 20

NAMES = (
    *TEXT_NAMES,
    *(f"tag {tag}" for tag in _TAGS),
    *("depth", "good", "bad", "bad near", *(f"in {tag}" for tag in _HOLDERS)),
    *("parent mass", "grand mass", "great mass", "parent share", "parent blocks", "with best", "best links"),
    *("place", "place back", "titled", "from title", "chars from title", "heads from title", "links from title"),
    *("title common", "page running", "page blocks", "window running", "window links", "run before", "run behind"),
)
_BESIDE = ("length", "links", "ends", "asks", "bad", "running", "tag p", "parent mass", "same parent")
BESIDE_STEPS = (-3, -2, -1, 1, 2, 3)
_VOTES = ("vote", *(f"vote {step:+d}" for step in BESIDE_STEPS), "votes before", "votes", "votes of page")
OWN = len(NAMES) + len(_BESIDE) * len(BESIDE_STEPS) + len(SHAPE_NAMES)
"""Number of columns that need no other reader."""

ALL_NAMES = (*NAMES, *(f"{name} {step:+d}" for step in BESIDE_STEPS for name in _BESIDE), *SHAPE_NAMES, *_VOTES)


def features(blocks: Sequence[Block], title_at: int | None, description: str = "", script_text: str = "") -> Numbers:
    """Return a row for each block. `title_at` is the headline's place; the texts are meta and JSON-LD's."""
    if not blocks:
        return np.zeros((0, OWN), dtype=np.float32)
    around = _Around()
    seen: set[str] = set()
    rows: list[list[float]] = []
    for block in blocks:
        row = [*words_of(block, description, script_text), *_OF_TAG.get(block.tag, _NO_TAG), *around.of(block.node)]
        row[REPEATED] = float(block.text in seen)
        rows.append(row)
        seen.add(block.text)
    base = np.array(rows, dtype=np.float32).reshape(len(blocks), -1)
    own = running(blocks)
    place = np.hstack([_masses(blocks, own), _places(blocks, title_at, own)])
    whole = np.hstack([base, place])
    title = blocks[title_at].text if title_at is not None else ""
    return np.hstack(
        [whole, _beside(blocks, whole, own), shapes(blocks, title_at, own, f"{title} {description}")]
    ).astype(np.float32)


_OF_TAG = {tag: tuple(float(tag == other) for other in _TAGS) for tag in _TAGS}
_NO_TAG = (0.0,) * len(_TAGS)


class _Around:
    """What the elements around a block say, worked out once for each element."""

    def __init__(self) -> None:
        self.known: dict[HtmlElement, tuple[float, ...]] = {}

    def of(self, node: HtmlElement | None) -> tuple[float, ...]:
        """Depth, good and bad marks, distance to the next bad mark, and the kinds of element around."""
        waiting: list[HtmlElement] = []
        each = node
        while each is not None and each not in self.known and len(waiting) < _DEPTH:
            waiting.append(each)
            each = each.getparent()
        found = self.known.get(each, _NOWHERE) if each is not None else _NOWHERE
        for one in reversed(waiting):
            found = self.known[one] = _with_marks(one, found)
        return found


_NOWHERE: tuple[float, ...] = (0.0, 0.0, 0.0, 9.0, *(0.0 for _ in _HOLDERS))


def _with_marks(node: HtmlElement, above: tuple[float, ...]) -> tuple[float, ...]:
    tag = str(node.tag)
    marks = f"{node.get('class') or ''} {node.get('id') or ''}"
    good, bad = (0.0, 0.0) if tag in ("body", "html") or len(marks) == 1 else _marks(marks)
    inside = above[4:]
    if tag in _HOLDERS:
        place = _HOLDERS.index(tag)
        inside = (*inside[:place], 1.0, *inside[place + 1 :])
    return (above[0] + 1, above[1] + good, above[2] + bad, 0.0 if bad else min(above[3] + 1, 9.0), *inside)


@lru_cache(maxsize=20_000)
def _marks(marks: str) -> tuple[float, float]:
    """Tell whether class and id have words of texts and of furniture. Pages repeat few of them often."""
    return float(bool(_GOOD.search(marks))), float(bool(_BAD.search(marks)))


def running(blocks: Sequence[Block]) -> Numbers:
    """Return the characters of each block that read as running text: sentences outside links."""
    return np.array([_running(block) for block in blocks], dtype=np.float32)


def _running(block: Block) -> float:
    text, bare = block.text, len(block.text) - block.links
    if block.links >= 0.5 * len(text):
        return 0.0
    return bare * (1.0 if len(text) > 60 or text.endswith(SENTENCE_END) else 0.2)


def _masses(blocks: Sequence[Block], running: Numbers) -> Numbers:
    """Return how much running text the elements around a block hold, beside that of the page."""
    total = float(running.sum()) or 1.0
    above = [_parents(block) for block in blocks]
    mass: dict[HtmlElement, float] = {}
    count: dict[HtmlElement, int] = {}
    links: dict[HtmlElement, float] = {}
    direct: dict[HtmlElement, float] = {}
    for block, parents, own in zip(blocks, above, running.tolist(), strict=True):
        for parent in parents:
            mass[parent] = mass.get(parent, 0.0) + own
            count[parent] = count.get(parent, 0) + 1
            links[parent] = links.get(parent, 0.0) + block.links
        if parents:
            direct[parents[0]] = direct.get(parents[0], 0.0) + own
    best = max(direct, key=direct.__getitem__, default=None)
    home = set() if best is None else {best, *best.iterancestors()}
    rows = []
    for parents in above:
        own_mass = [mass[parent] / total for parent in parents[:3]] + [0.0] * (3 - len(parents[:3]))
        parent = parents[0] if parents else None
        beside = next((step for step, each in enumerate(parents) if each in home), 9)
        linked = links[parent] / (links[parent] + mass[parent] + 1) if parent is not None else 0.0
        held = count[parent] if parent is not None else 0
        rows.append([*own_mass, own_mass[0] / (own_mass[2] + 1e-3), held, beside, linked])
    table = np.array(rows, dtype=np.float64).reshape(len(blocks), 7)
    table[:, 4] = np.log1p(table[:, 4])
    return table.astype(np.float32)


def _parents(block: Block) -> list[HtmlElement]:
    """Return the elements that hold a block's own element, nearest first; a division of text is its own holder."""
    if block.node is None:
        return []
    start = block.node if block.tag in ("div", "section", "article", "td", "body") else block.node.getparent()
    found: list[HtmlElement] = []
    while start is not None and len(found) < 5:
        found.append(start)
        start = start.getparent()
    return found


def _places(blocks: Sequence[Block], title_at: int | None, running: Numbers) -> Numbers:
    """Return where the blocks stand: on the page, and from the headline."""
    count = len(blocks)
    index = np.arange(count, dtype=np.float32)
    chars = np.cumsum(running)
    heads = np.cumsum([block.tag in ("h1", "h2", "h3") for block in blocks]).astype(np.float32)
    linked = np.cumsum([float(block.links) for block in blocks])
    at = title_at if title_at is not None else 0
    window, links = _window(running), _window(np.array([block.links for block in blocks], dtype=np.float32))
    total = float(running.sum()) or 1.0
    columns = [
        index / max(count, 1),
        (count - index) / max(count, 1),
        np.full(count, float(title_at is not None)),
        np.clip(index - at, -50, 200),
        (chars - (chars[at] if count else 0)) / total,
        np.clip(heads - (heads[at] if count else 0), -10, 30),
        np.log1p(np.abs(linked - (linked[at] if count else 0))) * np.sign(index - at),
        _shared_depth(blocks, at),
        np.full(count, np.log1p(total)),
        np.full(count, np.log1p(count)),
        np.log1p(window),
        links / (window + links + 1),
        *_runs(running),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _window(values: Numbers) -> Numbers:
    """Return the sum over each block and the three on either side."""
    sums = np.concatenate([[0.0], np.cumsum(np.pad(values, 3))])
    return np.asarray(sums[7:] - sums[:-7], dtype=np.float32)


def _shared_depth(blocks: Sequence[Block], at: int) -> Numbers:
    """Return how many steps above a block the first element stands that holds the headline too."""
    node = blocks[at].node if blocks else None
    home = set() if node is None else {node, *node.iterancestors()}
    steps: dict[HtmlElement, float] = {}
    found = []
    for block in blocks:
        each, step = block.node, 0.0
        path: list[HtmlElement] = []
        while each is not None and each not in home and each not in steps and len(path) < _DEPTH:
            path.append(each)
            each = each.getparent()
        step = steps.get(each, 0.0) if each is not None else 0.0
        for one in reversed(path):
            step += 1
            steps[one] = step
        found.append(step)
    return np.array(found, dtype=np.float32)


def _runs(running: Numbers) -> tuple[Numbers, Numbers]:
    """Return the running text in the unbroken runs before and behind each block; two blocks of none break a run."""
    return _run(running), _run(running[::-1])[::-1]


def _run(running: Numbers) -> Numbers:
    found: list[float] = []
    held, gap = 0.0, 0
    for own in running.tolist():
        found.append(held)
        gap = 0 if own > 20 else gap + 1
        held = 0.0 if gap >= 3 else held + own
    return np.log1p(np.array(found, dtype=np.float32))


def _beside(blocks: Sequence[Block], whole: Numbers, running: Numbers) -> Numbers:
    """Put a few columns of the neighbours beside each block; -1 beyond the page's ends."""
    parents = [block.node.getparent() if block.node is not None else None for block in blocks]
    homes = np.array([id(parent) for parent in parents])
    chosen = [whole[:, NAMES.index(name)] for name in ("length", "links", "ends", "asks", "bad")]
    chosen += [np.log1p(running), whole[:, NAMES.index("tag p")], whole[:, NAMES.index("parent mass")]]
    count, reach = len(blocks), max(BESIDE_STEPS)
    padded = np.pad(np.stack(chosen, axis=1), ((reach, reach), (0, 0)), constant_values=-1)
    beyond = np.pad(homes, reach, constant_values=-1)
    columns = []
    for step in BESIDE_STEPS:
        here = slice(reach + step, reach + step + count)
        columns += [padded[here], (beyond[here] == homes)[:, None]]
    return np.hstack(columns).astype(np.float32)


def votes(blocks: Sequence[Block], lines: Sequence[str]) -> Numbers:
    """Return the columns of a second reader's choice: which blocks its lines hold, and their neighbours'."""
    own, whole = set(lines), "".join("".join(line.split()) for line in lines)
    chosen = np.array([_vote(block.text, own, whole) for block in blocks], dtype=np.float32)
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float32) * (chosen >= 0.5)
    total, page = max(float(sizes.sum()), 1.0), max(float(sum(len(block.text) for block in blocks)), 1.0)
    padded, count = np.pad(chosen, 3, constant_values=-1), len(blocks)
    beside = [padded[3 + step : 3 + step + count] for step in BESIDE_STEPS]
    summed = [np.cumsum(sizes) / total, np.full(count, np.log1p(total)), np.full(count, total / page)]
    return np.stack([chosen, *beside, *summed], axis=1).astype(np.float32)


def _vote(text: str, lines: set[str], whole: str) -> float:
    """Return 1 for a block that the lines hold, a half where they hold its beginning. Short ones hold by chance."""
    if text in lines:
        return 1.0
    bare = "".join(text.split())
    if len(bare) < SHORT_CHARS:
        return 0.0
    return 1.0 if bare in whole else 0.5 if len(bare) >= 2 * SHORT_CHARS and bare[: 2 * SHORT_CHARS] in whole else 0.0
