"""What the block model looks at beside block_features.py: shapes that repeat, headings above, words shared, hiding.

A shape is the tag and class of a block's element and of the two around it. The paragraphs of a text have one shape,
teasers, comments and product cards another, whatever a site calls them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from math import log1p

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from pipelines.extract.tree import Block

Numbers = NDArray[np.float32]

SHAPE_NAMES = (
    *("shape share", "shape count", "shape links", "shape best", "shape before", "shape behind", "own shape share"),
    *("heading level", "heading other", "heading linked", "chars since heading", "blocks since heading"),
    *(
        "words of core",
        "words of title",
        "twins",
        "twins level",
        "hidden",
        "article body",
        "articles",
        "in title article",
    ),
    *("before home", "behind home", "in home"),
)
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OTHER = re.compile(
    r"comment|related|more (?:from|on|stories|news)|most (?:read|popular)|recommend|read (?:more|next|also)"
    r"|you (?:may|might)|latest|trending|popular|newsletter|subscri|sign up|about the author|share|follow|tags?$|topics"
    r"|sponsor|kommentar|mehr (?:zum|von)|lesen sie|auch interess|empfehl|artikel|à lire|lire aussi|commentaires"
    r"|comentarios|relacionad|leia (?:mais|também)|te puede|más (?:leído|noticias)|leggi anche|les også|mest lest"
    r"|lees ook|lue myös|相关|推荐|评论|热门|延伸|阅读|排行|コメント|関連|おすすめ|관련|댓글",
    re.I,
)
"""Headings above what is not the article, in the languages of the training pages and a few more."""
_BODY = re.compile(
    r"article[-_]?(?:body|content|text|main)|(?:entry|post|story|content|body|news|page)[-_]?(?:content|body|text)|richtext|rich-text|articlebody",
    re.I,
)
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden", re.I)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:hidden|hide|d-none|visually-?hidden|sr-only|screen-reader-text|is-hidden)(?:\s|$)", re.I
)
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]{4,}")
_HAN_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_LEVELS = 4


def shapes(blocks: Sequence[Block], title_at: int | None, running: Numbers, said: str) -> Numbers:
    """Return a row for each block. `running` are its characters of running text; `said` title and description."""
    elements = _Elements()
    home = _home(blocks, running)
    inside = [block.node is not None and _is_under(block.node, home) for block in blocks]
    title = blocks[title_at].node if title_at is not None else None
    columns = [
        *_of_shapes(blocks, running, elements),
        *_of_headings(blocks),
        *_of_words(blocks, running, inside, said),
        *_of_elements(blocks, elements, title),
        *_of_home(inside),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


class _Elements:
    """What is asked of elements, worked out once for each."""

    def __init__(self) -> None:
        self.marks: dict[HtmlElement, str] = {}
        self.shape: dict[HtmlElement, str] = {}
        self.around: dict[HtmlElement, tuple[float, float, HtmlElement | None]] = {}
        self.twins: dict[HtmlElement, int] = {}
        self.most_twins: dict[HtmlElement, tuple[float, float]] = {}

    def mark(self, node: HtmlElement) -> str:
        """Tag and class, without numbers."""
        known = self.marks.get(node)
        if known is None:
            known = self.marks[node] = _mark(node.tag, node.get("class") or "")
        return known

    def shape_of(self, node: HtmlElement | None) -> str:
        """Marks of an element and the two around it."""
        if node is None:
            return ""
        known = self.shape.get(node)
        if known is None:
            parent = node.getparent()
            above = parent.getparent() if parent is not None else None
            near = [self.mark(each) for each in (node, parent, above) if each is not None]
            known = self.shape[node] = "<".join(near)
        return known

    def most_twins_from(self, node: HtmlElement | None) -> tuple[float, float]:
        """Return the most twins of an element and those around it, and how many steps up they are first met."""
        if node is None:
            return 1.0, 0.0
        known = self.most_twins.get(node)
        if known is None:
            known = 1.0, 0.0
            each: HtmlElement | None = node
            for step in range(1, _LEVELS + 1):
                if each is None:
                    break
                if (here := float(self._twins_of(each))) > known[0]:
                    known = here, float(step)
                each = each.getparent()
            self.most_twins[node] = known
        return known

    def _twins_of(self, node: HtmlElement) -> int:
        """Return how many children of its parent look like an element."""
        if node not in self.twins:
            parent = node.getparent()
            children = [child for child in parent if isinstance(child.tag, str)] if parent is not None else [node]
            if len(children) == 1:
                self.twins[node] = 1
            else:
                marks = [self.mark(child) for child in children]
                counts = Counter(marks)
                self.twins.update(zip(children, map(counts.__getitem__, marks), strict=True))
        return self.twins[node]

    def of(self, node: HtmlElement | None) -> tuple[float, float, HtmlElement | None]:
        """Return whether an element is hidden, steps up to one marked as a text's body, and the `article` around."""
        waiting: list[HtmlElement] = []
        each = node
        while each is not None and each not in self.around and len(waiting) < 60:
            waiting.append(each)
            each = each.getparent()
        found = self.around.get(each, _FREE) if each is not None else _FREE
        for one in reversed(waiting):
            found = self.around[one] = _step(one, found)
        return found


_FREE: tuple[float, float, HtmlElement | None] = (0.0, 9.0, None)


@lru_cache(maxsize=20_000)
def _mark(tag: str, names: str) -> str:
    return f"{tag}.{_DIGITS.sub('', names)}" if names else tag


def _step(node: HtmlElement, above: tuple[float, float, HtmlElement | None]) -> tuple[float, float, HtmlElement | None]:
    hidden, steps, article = above
    names = node.get("class") or ""
    style = node.get("style")
    if not hidden and (
        (style is not None and _HIDDEN.search(style))
        or _hides(names)
        or node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
    ):
        hidden = 1.0
    is_body = _is_body(f"{names} {node.get('id') or ''} {node.get('itemprop') or ''}")
    return hidden, 0.0 if is_body else min(steps + 1, 9.0), node if node.tag == "article" else article


@lru_cache(maxsize=20_000)
def _hides(names: str) -> bool:
    return bool(_HIDDEN_CLASS.search(names))


@lru_cache(maxsize=20_000)
def _is_body(marks: str) -> bool:
    return bool(_BODY.search(marks))


def _of_shapes(blocks: Sequence[Block], running: Numbers, elements: _Elements) -> list[Numbers]:
    """Return how much of the page's running text has a block's shape, how often it comes, and its links."""
    names = [elements.shape_of(block.node) for block in blocks]
    own = [name.split("<", 1)[0] for name in names]
    mass = dict.fromkeys(names, 0.0)
    own_mass = dict.fromkeys(own, 0.0)
    links, sizes = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for name, near, block, text in zip(names, own, blocks, running.tolist(), strict=True):
        mass[name] += text
        own_mass[near] += text
        links[name] += block.links
        sizes[name] += len(block.text)
    count = Counter(names)
    total = float(running.sum()) or 1.0
    best = max(mass, key=mass.__getitem__, default="")
    return [
        _column(mass[name] / total for name in names),
        _column(log1p(count[name]) for name in names),
        _column(links[name] / sizes[name] for name in names),
        _column(float(name == best) for name in names),
        _column(float(place > 0 and names[place - 1] == name) for place, name in enumerate(names)),
        _column(float(place + 1 < len(names) and names[place + 1] == name) for place, name in enumerate(names)),
        _column(own_mass[name] / total for name in own),
    ]


def _of_headings(blocks: Sequence[Block]) -> list[Numbers]:
    """Return what the last heading above each block is, and how far above it stands."""
    rows: list[tuple[float, ...]] = []
    level, other, linked, chars, count = 0.0, 0.0, 0.0, 0.0, 0.0
    for block in blocks:
        if block.tag in _HEADS:
            level = float(block.tag[1])
            other = float(len(block.text) < 80 and bool(_OTHER.search(block.text)))
            linked = block.links / len(block.text)
            chars, count = 0.0, 0.0
        rows.append((level, other, linked, log1p(chars), log1p(count)))
        chars += len(block.text)
        count += 1
    return list(np.array(rows, dtype=np.float32).T)


def _of_words(blocks: Sequence[Block], running: Numbers, inside: Sequence[bool], said: str) -> list[Numbers]:
    """Return the share of a block's words that stand in the largest body of text besides, and in what is said of it."""
    own = [_vocabulary(block.text[:600]) for block in blocks]
    of_core = [here and text > 0 for here, text in zip(inside, running.tolist(), strict=True)]
    core = Counter(chain.from_iterable(words for words, is_core in zip(own, of_core, strict=True) if is_core))
    any_block, other_block = set(core), {word for word, count in core.items() if count > 1}
    told = _vocabulary(said)
    shared = [
        len(words & (other_block if is_core else any_block)) / len(words) if words else -1.0
        for words, is_core in zip(own, of_core, strict=True)
    ]
    return [_column(shared), _column(len(words & told) / len(words) if words else -1.0 for words in own)]


def _vocabulary(text: str) -> set[str]:
    """Return the longer words of a text in small letters, and each two ideographs that stand together."""
    if text.isascii():
        return set(_WORDS.findall(text.lower()))
    found = {word.casefold() for word in _WORDS.findall(text)}
    for run in _HAN_RUN.findall(text):
        found.update(map(str.__add__, run, run[1:]))
    return found


def _of_elements(blocks: Sequence[Block], elements: _Elements, title: HtmlElement | None) -> list[Numbers]:
    """Return what the elements around a block say: repeated like cards, hidden, of a body, of which article."""
    rows: list[tuple[float, ...]] = []
    of_title = elements.of(title)[2]
    articles = {found for block in blocks if (found := elements.of(block.node)[2]) is not None}
    count = log1p(len(articles))
    for block in blocks:
        hidden, steps, article = elements.of(block.node)
        twins, level = elements.most_twins_from(block.node.getparent() if block.node is not None else None)
        own = 0.0 if article is None else 1.0 if article is of_title else -1.0
        rows.append((log1p(twins), level, hidden, steps, count, own))
    return list(np.array(rows, dtype=np.float32).T)


def _of_home(inside: Sequence[bool]) -> list[Numbers]:
    """Return how many blocks a block stands before or behind the element with most running text."""
    within = np.array(inside, dtype=np.float32)
    held = np.flatnonzero(within)
    first, last = (int(held[0]), int(held[-1])) if len(held) else (0, len(inside))
    places = np.arange(len(inside), dtype=np.float32)
    return [np.clip(first - places, 0, 50), np.clip(places - last, 0, 50), within]


def _is_under(node: HtmlElement, home: HtmlElement | None) -> bool:
    each: HtmlElement | None = node
    for _ in range(4):
        if each is None or each is home:
            return each is not None
        each = each.getparent()
    return False


def _home(blocks: Sequence[Block], running: Numbers) -> HtmlElement | None:
    """Return the element that holds most running text directly."""
    mass: dict[HtmlElement, float] = {}
    for block, text in zip(blocks, running.tolist(), strict=True):
        if block.node is not None:
            holder = block.node if block.tag in ("div", "section", "article", "td", "body") else block.node.getparent()
            if holder is not None:
                mass[holder] = mass.get(holder, 0.0) + text
    return max(mass, key=mass.__getitem__, default=None)


def _column(values: Iterable[float]) -> Numbers:
    return np.fromiter(values, dtype=np.float32)
