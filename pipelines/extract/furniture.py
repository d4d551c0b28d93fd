"""Furniture of a source: blocks of text that its pages repeat, learned from its last pages.

What stands on several pages of one source is not the news of any of them: menus, notices, promotions, related lists,
standing lines under every text. Only hashes of folded blocks are kept, so a source's furniture is small and says
nothing. The pages must be of different articles: the same article captured thrice would teach its own paragraphs.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.extract.headline import fold
from pipelines.extract.lines import is_credit, read_byline, read_original_title
from pipelines.extract.tree import Block, blocks, parse

MIN_PAGES = 3
"""On fewer pages no block is furniture: two follow-ups share paragraphs."""

MIN_SHARE = 0.5
"""Share of the pages on which a block stands that is furniture."""

_SET_PHRASE = re.compile(
    r"^特此|^附件|^附[:：]|^此致|^敬礼|[:：]$"
    r"|^\S{2,30}(?:人民政府|政府|办公室|办公厅|委员会|管理局|局|厅|院|部|署|中心|公司|学校|大学|协会)$"
)
"""What letters and notices repeat as their own: address, closing words, the name of the body that signs."""


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


@lru_cache(maxsize=1000)
def version_of(digests: frozenset[str]) -> str:
    """Return the version of a furniture: equal sets have equal versions; empty for the empty set.

    >>> version_of(frozenset())
    ''
    """
    return hashlib.sha256(" ".join(sorted(digests)).encode()).hexdigest()[:12] if digests else ""


def page_digests(page: str) -> frozenset[str]:
    """Return the digests of the blocks of a page's markup; none where there is nothing to parse."""
    root = parse(page)
    return frozenset(_hash(block.text) for block in blocks(root)) if root is not None else frozenset()


def common_blocks(pages: Collection[frozenset[str]]) -> Furniture:
    """Return what at least three and half of the pages carry, each given as its digests; equal pages count once."""
    kept = set(pages) - {frozenset()}
    counts = Counter(one for own in kept for one in own)
    most = max(MIN_PAGES, MIN_SHARE * len(kept))
    return Furniture(hashes=frozenset(one for one, count in counts.items() if count >= most), pages=len(kept))


def learn_furniture(pages: Iterable[str]) -> Furniture:
    """Return the furniture of a source from the markup of several of its articles; none from fewer than three."""
    return common_blocks([page_digests(page) for page in pages])


def without_furniture(found: Sequence[Block], furniture: Furniture) -> list[Block]:
    """Return the blocks that are not furniture; all of them where nothing else would be left.

    Credits, bylines and the set phrases of letters repeat too and stay: they are read, and belong to their text.
    """
    if not furniture.hashes:
        return list(found)
    own = [block for block in found if not furniture.holds(block) or _is_of_the_text(block)]
    return own or list(found)


def homes_of_furniture(seen: Sequence[Block], own: Sequence[Block]) -> frozenset[HtmlElement]:
    """Return the elements whose blocks are all furniture: `own` are those of `seen` that are not."""
    if len(own) == len(seen):
        return frozenset()
    kept = {block.node for block in own}
    return frozenset(block.node for block in seen if block.node is not None and block.node not in kept)


def _is_of_the_text(block: Block) -> bool:
    text = block.text
    if 2 * block.links > len(text):
        return False
    return bool(is_credit(text) or read_byline(text) or read_original_title(text) or _SET_PHRASE.search(text))


@lru_cache(maxsize=50_000)
def _hash(text: str) -> str:
    """Return the digest of a block. Kept in memory, as furniture is asked for on every page of its source."""
    return hashlib.sha256((fold(text) or text).encode("utf-8", "replace")).hexdigest()[:16]
