"""Furniture of a source: blocks of text that its pages repeat, learned from a few captures.

What stands on several pages of one source is not the news of any of them: menus, notices, promotions, related lists,
standing lines under every text. Only hashes of folded blocks are kept, so a source's furniture is small and says
nothing. The captures must be of different articles: the same article captured twice teaches nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.extract.headline import fold
from pipelines.extract.tree import Block, blocks, parse

MIN_PAGES = 3
"""Fewer pages teach nothing: two follow-ups share paragraphs."""

MIN_SHARE = 0.5
"""Share of the pages on which a block stands that is furniture."""

MAX_SAME = 0.8
"""Pages that share more of their text than this are captures of one article; the later one is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What the pages of one source repeat."""

    hashes: frozenset[str] = frozenset()
    """First 16 hex digits of SHA-256 of each folded block."""
    pages: int = 0
    """Pages it was learned from."""

    def holds(self, block: Block) -> bool:
        """Tell whether a block is furniture."""
        return bool(self.hashes) and _hash(block.text) in self.hashes


def learn_furniture(pages: Iterable[str]) -> Furniture:
    """Return the furniture of a source from the markup of several of its articles; none from fewer than three."""
    kept: list[frozenset[str]] = []
    for page in pages:
        root = parse(page)
        own = frozenset(_hash(block.text) for block in blocks(root)) if root is not None else frozenset()
        if own and not any(len(own & other) > MAX_SAME * len(own | other) for other in kept):
            kept.append(own)
    if len(kept) < MIN_PAGES:
        return Furniture(pages=len(kept))
    counts = Counter(one for own in kept for one in own)
    most = max(2, MIN_SHARE * len(kept))
    return Furniture(hashes=frozenset(one for one, count in counts.items() if count >= most), pages=len(kept))


def without_furniture(found: Sequence[Block], furniture: Furniture) -> list[Block]:
    """Return the blocks that are not furniture; all of them where nothing else would be left."""
    own = [block for block in found if not furniture.holds(block)]
    return own or list(found)


def _hash(text: str) -> str:
    return hashlib.sha256((fold(text) or text).encode()).hexdigest()[:16]
