"""Which stored articles have a key: the index in which candidates for a duplicate are looked up.

A key's articles lie anywhere, so a table of (key, article) changes 24 pages for each article (measured at a million
articles: half of the CPU of finding duplicates, and 2 kB an article in PostgreSQL). So the keys of the newest articles
are one short row each (`dedup_recent`), kept in memory too by whoever writes, and the rest are packed
(`dedup_block`): all entries of one part of the keys in one row, ascending, 64 bits each, key before article.

Every few articles a few blocks take up what the last full cycle of recent rows has for them; when a cycle ends, all
have, and the rows before it go. Which blocks are due follows from the number of the recent row alone. That number has
no gaps, because writers take turns; nothing here may be asked outside of a writer's turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Table, bindparam, delete, select, text
from sqlalchemy.orm import Session

from archive.models import DedupBlock, DedupRecent
from archive.prepared import Prepared, enter

KEY_BITS = 32
"""Bits of a key that are kept; two unrelated articles of a million share one by chance in one of eight look-ups, and
the judge refuses."""
BLOCK_BITS = 18
"""First bits of a key, by which it belongs to a block: 92 entries in each when there are a million articles."""
BLOCKS = 1 << BLOCK_BITS
CYCLE = 32_768
"""Recent rows, of about 110 bytes; twice as many at most, before their keys are in the blocks."""
EVERY = 4
"""Recent rows after which some blocks take up what is theirs."""
KEYS_AT_ONCE = 24
"""Blocks that one statement looks up; shorter lists repeat the last one."""
MANY = 1024
"""Rows from which it is quicker to sort than to note one by one."""
MARK = 0
"""Number of no article: of the row that stands for those that were emptied."""

Entries = NDArray[np.uint64]
"""Keys and articles, key in the upper half; ascending, unless said otherwise."""
ARTICLE_BITS = np.uint64(32)
ARTICLE_MASK = np.uint64(0xFFFF_FFFF)
IN_BLOCK = np.uint64(KEY_BITS - BLOCK_BITS + 32)
"""Bits of an entry that do not name its block."""

RECENT = DedupRecent.__table__
assert isinstance(RECENT, Table)
ENTER_RECENT = enter(RECENT)
ENTER_BLOCK = Prepared(
    text(
        "INSERT INTO dedup_block (block, entries) VALUES (:block, :entries)"
        " ON CONFLICT (block) DO UPDATE SET entries = excluded.entries"
    )
)
RECENT_FROM = Prepared(text("SELECT seq, article_id, keys FROM dedup_recent WHERE seq >= :seq ORDER BY seq"))
SOME_BLOCKS = Prepared(text("SELECT block, entries FROM dedup_block WHERE block >= :first AND block < :past"))
_NAMES = tuple(f"b{place}" for place in range(KEYS_AT_ONCE))
_LISTED = ", ".join(f":{name}" for name in _NAMES)
BLOCKS_OF = Prepared(
    text(f"SELECT entries FROM dedup_block WHERE block IN ({_LISTED}) ORDER BY block")  # noqa: S608 # our names
)
HOT_OF = Prepared(text(f"SELECT key FROM dedup_hot WHERE key IN ({_LISTED})"))  # noqa: S608 # our names
HOT_BETWEEN = Prepared(text("SELECT key FROM dedup_hot WHERE key >= :first AND key < :past"))
DROP_BEFORE = Prepared(delete(DedupRecent).where(DedupRecent.seq < bindparam("seq")))


class _Cycle:
    """The entries of the recent rows of one cycle: most of them sorted, the last ones noted one by one."""

    def __init__(self) -> None:
        self._sorted: Entries = np.zeros(0, np.uint64)
        self._noted: dict[int, list[int]] = {}
        self._rows = 0

    def note(self, article_id: int, keys: Iterable[int]) -> None:
        for key in keys:
            self._noted.setdefault(key, []).append(article_id)
        self._rows += 1
        if self._rows >= MANY:
            self.take(np.zeros(0, np.uint64))

    def take(self, entries: Entries) -> None:
        """Add entries in any order, and sort."""
        noted = [_entry(key, article) for key, articles in self._noted.items() for article in articles]
        self._sorted = np.sort(np.concatenate((self._sorted, entries, np.array(noted, np.uint64))))
        self._noted, self._rows = {}, 0

    def holders(self, keys: Sequence[int]) -> Iterator[tuple[int, int]]:
        yield from _look_up(self._sorted, keys)
        for key in keys:
            if key in self._noted:
                for article in self._noted[key]:
                    yield key, article

    def between(self, first: int, past: int) -> Entries:
        """Return the entries of the blocks from `first` until before `past`."""
        if self._noted:
            self.take(np.zeros(0, np.uint64))
        return _of_blocks(self._sorted, first, past)


class _Recent:
    """The recent rows of one database, as far as they were committed when last looked."""

    def __init__(self) -> None:
        self.last = -1
        self.cycles: dict[int, _Cycle] = {}
        self._article = MARK

    def refresh(self, session: Session) -> None:
        """Read what was committed since; everything when the last row known is gone."""
        rows = RECENT_FROM.run(session.connection(), {"seq": self.last})
        if rows and rows[0][:2] == (self.last, self._article):
            self._add(rows[1:])
        elif rows or self.last >= 0:
            self.last, self.cycles = -1, {}
            self._add(RECENT_FROM.run(session.connection(), {"seq": 0}))
        for old in [number for number in self.cycles if number < self.last // CYCLE - 1]:
            del self.cycles[old]

    def cycle(self, number: int) -> _Cycle:
        return self.cycles.setdefault(number, _Cycle())

    def _add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        if len(rows) < MANY:
            for seq, article_id, keys in rows:
                self.cycle(seq // CYCLE).note(article_id, np.frombuffer(keys, "<u4").tolist())
        else:
            for number in range(rows[0][0] // CYCLE, rows[-1][0] // CYCLE + 1):
                self.cycle(number).take(_packed([row for row in rows if row[0] // CYCLE == number]))
        self.last, self._article = rows[-1][:2]


@dataclass(slots=True, kw_only=True)
class _Turn:
    """What one session knows: the recent rows before it, and those that it entered itself."""

    recent: _Recent
    last: int
    own: list[tuple[int, int, bytes]] = field(default_factory=list)


_KNOWN: WeakKeyDictionary[Engine, _Recent] = WeakKeyDictionary()
TURN = "keys"
"""Where a session keeps its turn."""


def hot_among(session: Session, keys: Sequence[int]) -> set[int]:
    """Return those of the keys that are page furniture."""
    found: set[int] = set()
    for start in range(0, len(keys), KEYS_AT_ONCE):
        found.update(key for (key,) in HOT_OF.run(session.connection(), _places(keys[start : start + KEYS_AT_ONCE])))
    return found


def holders(session: Session, keys: Sequence[int]) -> dict[int, list[int]]:
    """Return key → the articles that were entered with it, ascending; in a writer's turn only."""
    found: dict[int, set[int]] = {}
    for key, article in _every_holder(session, sorted(keys)):
        found.setdefault(key, set()).add(article)
    return {key: sorted(articles) for key, articles in found.items()}


def enter_keys(session: Session, article_id: int, keys: Sequence[int]) -> None:
    """Enter an article under keys, in a writer's turn; those it was entered under before stay."""
    turn = _turn(session)
    turn.last += 1
    packed = np.array(keys, "<u4").tobytes()
    ENTER_RECENT.run(session.connection(), {"seq": turn.last, "article_id": article_id, "keys": packed})
    cycle, place = divmod(turn.last, CYCLE)
    if place == 0:
        DROP_BEFORE.run(session.connection(), {"seq": (cycle - 1) * CYCLE})
    if place % EVERY == 0 and cycle:
        step = BLOCKS * EVERY // CYCLE
        _take_up(session, turn, cycle - 1, place // EVERY * step, step)
    turn.own.append((turn.last, article_id, packed))


def empty(session: Session) -> None:
    """Forget all keys, in a writer's turn; who has them in memory learns of it by the row that is left."""
    turn = _turn(session)
    session.execute(delete(DedupRecent))
    session.execute(delete(DedupBlock))
    turn.last += 1
    turn.own = []
    turn.recent.last, turn.recent.cycles = -1, {}
    ENTER_RECENT.run(session.connection(), {"seq": turn.last, "article_id": MARK, "keys": b""})


def all_entries(session: Session) -> set[tuple[int, int]]:
    """Return every (key, article) of a small archive, as its tables have them."""
    rows = [tuple(row) for row in session.execute(select(DedupRecent.seq, DedupRecent.article_id, DedupRecent.keys))]
    packed = [np.frombuffer(entries, "<u8") for entries in session.scalars(select(DedupBlock.entries))]
    entries = np.concatenate([_packed(rows), *packed])
    return set(zip((entries >> ARTICLE_BITS).tolist(), (entries & ARTICLE_MASK).tolist(), strict=True))


def _turn(session: Session) -> _Turn:
    turn = session.info.get(TURN)
    if not isinstance(turn, _Turn):
        recent = _KNOWN.setdefault(session.connection().engine, _Recent())
        recent.refresh(session)
        turn = session.info[TURN] = _Turn(recent=recent, last=recent.last)
    return turn


def _every_holder(session: Session, keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    turn = _turn(session)
    blocks = list(dict.fromkeys(key >> (KEY_BITS - BLOCK_BITS) for key in keys))
    for start in range(0, len(blocks), KEYS_AT_ONCE):
        rows = BLOCKS_OF.run(session.connection(), _places(blocks[start : start + KEYS_AT_ONCE]))
        yield from _look_up(np.frombuffer(b"".join([entries for (entries,) in rows]), "<u8"), keys)
    for cycle in turn.recent.cycles.values():
        yield from cycle.holders(keys)
    if turn.own:
        yield from _look_up(np.sort(_packed(turn.own)), keys)


def _take_up(session: Session, turn: _Turn, cycle: int, first: int, blocks: int) -> None:
    """Let some blocks take up what a full cycle of recent rows has for them; what became furniture is left out."""
    past = first + blocks
    new = turn.recent.cycle(cycle).between(first, past)
    own = [row for row in turn.own if row[0] // CYCLE == cycle]
    if own:
        new = np.concatenate((new, _of_blocks(np.sort(_packed(own)), first, past)))
    if not len(new):
        return
    held = SOME_BLOCKS.run(session.connection(), {"first": first, "past": past})
    entries = _distinct(np.concatenate([new, *(np.frombuffer(row[1], "<u8") for row in held)]))
    shift = KEY_BITS - BLOCK_BITS
    hot = HOT_BETWEEN.run(session.connection(), {"first": first << shift, "past": past << shift})
    if hot:
        entries = entries[~np.isin(entries >> ARTICLE_BITS, np.array([key for (key,) in hot], np.uint64))]
    changed = _distinct(new >> IN_BLOCK)
    of_block = entries >> IN_BLOCK
    lefts, rights = np.searchsorted(of_block, changed, "left"), np.searchsorted(of_block, changed, "right")
    ENTER_BLOCK.run_all(
        session.connection(),
        [
            {"block": block, "entries": entries[left:right].astype("<u8", copy=False).tobytes()}
            for block, left, right in zip(changed.tolist(), lefts.tolist(), rights.tolist(), strict=True)
        ],
    )


def _look_up(entries: Entries, keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield (key, article) of the entries with one of the keys."""
    if not len(entries):
        return
    wanted = np.array(keys, np.uint64) << ARTICLE_BITS
    lefts = entries.searchsorted(wanted)
    # Most keys are nobody's: one search tells so.
    held = entries.take(lefts, mode="clip") >> ARTICLE_BITS == wanted >> ARTICLE_BITS
    for at in held.nonzero()[0].tolist():
        left = lefts[at]
        right = left + entries[left:].searchsorted(wanted[at] | ARTICLE_MASK, "right")
        for article in (entries[left:right] & ARTICLE_MASK).tolist():
            yield keys[at], article


def _of_blocks(entries: Entries, first: int, past: int) -> Entries:
    """Return the entries of some blocks, by a search: a look at all of a cycle takes 3 ms, and the CPU's caches."""
    if past == BLOCKS:  # the bound would not fit into 64 bits
        return entries[np.searchsorted(entries, np.uint64(first) << IN_BLOCK) :]
    left, right = np.searchsorted(entries, np.array([first, past], np.uint64) << IN_BLOCK).tolist()
    return entries[left:right]


def _distinct(values: Entries) -> Entries:
    """Return the values, ascending, each once; a tenth of the time of `numpy.unique`."""
    ordered = np.sort(values)
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]


def _packed(rows: Sequence[tuple[Any, ...]]) -> Entries:
    """Return the entries of recent rows, in their order."""
    keys = np.frombuffer(b"".join([row[2] for row in rows]), "<u4").astype(np.uint64)
    counts = np.array([len(row[2]) // 4 for row in rows], np.int64)
    articles = np.repeat(np.array([row[1] for row in rows], np.uint64), counts)
    return (keys << ARTICLE_BITS) | articles


def _entry(key: int, article: int) -> int:
    return key << 32 | article


def _places(values: Sequence[int]) -> dict[str, int]:
    """Return up to 24 values by the names of their places; the last one repeats."""
    return dict(zip(_NAMES, [*values, *[values[-1]] * (KEYS_AT_ONCE - len(values))], strict=True))
