"""The query tree: what a query means, free of how it was typed and of how an engine answers it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from archive.query.fold import is_cjk

TEXT_FIELDS = ("title", "kicker", "body")
"""Fields that words are sought in. A word without a field is sought in each."""
WORD_FIELD = "word"
"""Before a word that must not be cut: 和平 as a word does not stand in 和平台."""
FILTER_FIELDS = (
    "source",
    "author",
    "person",
    "org",
    "theme",
    "place",
    "date",
    "edition",
    "type",
    "lang",
    "page",
    "has",
    "attachment",
    "cluster",
    "target",
)
"""Fields that an article carries as a value."""
ROW_FIELDS = ("edition", "has", "attachment", "cluster", "target")
"""Of these, the ones that may change without a new text: they are asked of the rows, not of the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A word or phrase that stands in a field."""

    runs: tuple[str, ...]
    """Folded runs in order; see archive.query.fold."""
    field: str | None = None
    """One of TEXT_FIELDS; None means any of them."""
    is_word: bool = False
    """True when it must stand there as a word; see archive.query.words."""

    @property
    def words(self) -> str:
        """The runs as one line, apart only where writing them together would make another run.

        >>> Text(runs=("5g", "基站")).words
        '5g基站'
        """
        line = self.runs[0]
        for before, run in zip(self.runs, self.runs[1:], strict=False):
            # Only plain letters: others might melt into their neighbour when the line is folded again.
            touching = is_cjk(before) != is_cjk(run) and (before.isascii() or run.isascii())
            line += run if touching else f" {run}"
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two words in one field, in either order, with at most `distance` units strictly between them.

    A unit is one CJK character or one other run. The two never share a character. The field is read as one row of
    units: punctuation counts nowhere, neither between the two nor inside one of them. But both also stand somewhere
    in the article exactly as written.
    """

    left: Text
    right: Text
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """An article carries this value, such as theme housing."""

    field: str
    """One of FILTER_FIELDS, apart from `date`."""
    value: str
    """Folded."""
    position: int | None = dataclasses.field(default=None, compare=False, repr=False)
    """Character of the query where the value stands, for errors; no part of the meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """An article was published in this stretch of days, both ends included; None = open."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """All articles but those of the part."""

    part: "Tree"


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """Articles that every part finds."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Articles that at least one part finds."""

    parts: tuple["Tree", ...]


Leaf = Text | Near | Filter | Days
Tree = Leaf | Not | And | Or


def invert(part: Tree) -> Tree:
    """Return NOT part; twice NOT is the part itself."""
    return part.part if isinstance(part, Not) else Not(part=part)


def join(kind: type[And] | type[Or], parts: list[Tree]) -> Tree:
    """Return AND or OR of the parts: flat, each part once, a single part as itself."""
    flat: dict[Tree, None] = {}
    for part in parts:
        inner = part.parts if isinstance(part, kind) else (part,)
        flat.update(dict.fromkeys(inner))
    return next(iter(flat)) if len(flat) == 1 else kind(parts=tuple(flat))


def affirms(tree: Tree) -> bool:
    """True when the tree asks for something, not only for the absence of things."""
    if isinstance(tree, (And, Or)):
        return any(affirms(part) for part in tree.parts)
    return not isinstance(tree, Not)


def beyond_index(tree: Tree) -> bool:
    """True when a part needs more than the tokens of the index: a NEAR, a `word:`, or a field of ROW_FIELDS."""
    if isinstance(tree, (And, Or)):
        return any(beyond_index(part) for part in tree.parts)
    if isinstance(tree, Not):
        return beyond_index(tree.part)
    if isinstance(tree, Text):
        return tree.is_word
    return isinstance(tree, Near) or (isinstance(tree, Filter) and tree.field in ROW_FIELDS)


def as_characters(tree: Tree) -> Tree:
    """Return the tree with every `word:` taken for mere characters; the same tree when it has none."""
    if isinstance(tree, (And, Or)):
        return join(type(tree), [as_characters(part) for part in tree.parts])
    if isinstance(tree, Not):
        return Not(part=as_characters(tree.part))
    return replace(tree, is_word=False) if isinstance(tree, Text) and tree.is_word else tree


def sought(tree: Tree) -> Iterator[Text]:
    """Yield the words and phrases that a found article may show, left to right: those not under NOT."""
    if isinstance(tree, Text):
        yield tree
    elif isinstance(tree, Near):
        yield tree.left
        yield tree.right
    elif isinstance(tree, (And, Or)):
        for part in tree.parts:
            yield from sought(part)
