"""A query frozen: which articles it found at a moment, with the digests of their texts, to see later what changed.

One JSON file a name, in the folder `frozen` of the home. It holds numbers and digests, no text.
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from archive.db import reading
from archive.errors import AskedWrongly
from archive.models import Article
from archive.query import canonical, parse
from archive.search import backend, refuse_ambiguous

NAME = re.compile("[a-z0-9][a-z0-9-]{0,63}")
STEP = 500
"""Articles whose digests one statement fetches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What a query found at a moment."""

    query: str
    """In canonical form."""
    at: str
    """ISO 8601 with zone."""
    articles: dict[int, str]
    """Number → SHA-256 of the text, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a query finds now against what it found when it was frozen. Numbers of articles, ascending."""

    query: str
    since: str
    """When it was frozen, ISO 8601."""
    before: int
    """Articles found then."""
    now: int
    """Articles found now."""
    added: tuple[int, ...]
    withdrawn: tuple[int, ...]
    """Found then and no longer: removed, or of another text, day or theme by now."""
    revised: tuple[int, ...]
    """Found both times, with another text."""


def freeze(engine: Engine, query: str, *, now: datetime) -> Frozen:
    """Return what a query finds now. Raises QueryError."""
    tree = parse(query)
    articles: dict[int, str] = {}
    with reading(engine) as session:
        refuse_ambiguous(session, tree)
        ids = backend(engine).ids(session, tree).tolist()
        for start in range(0, len(ids), STEP):
            wanted = select(Article.id, Article.text_sha256).where(Article.id.in_(ids[start : start + STEP]))
            articles.update((row.id, row.text_sha256) for row in session.execute(wanted.order_by(Article.id)))
    return Frozen(query=canonical(tree), at=now.isoformat(timespec="seconds"), articles=articles)


def changes(before: Frozen, now: Frozen) -> Changes:
    """Return what came, went and was revised between two times. Raises AskedWrongly for two different queries."""
    if before.query != now.query:
        wrong = f"frozen was the query {before.query}, asked is {now.query}"
        raise AskedWrongly(wrong, mend="ask the same again, or freeze under another name")
    both = before.articles.keys() & now.articles.keys()
    return Changes(
        query=now.query,
        since=before.at,
        before=len(before.articles),
        now=len(now.articles),
        added=tuple(sorted(now.articles.keys() - both)),
        withdrawn=tuple(sorted(before.articles.keys() - both)),
        revised=tuple(sorted(number for number in both if before.articles[number] != now.articles[number])),
    )


def place_of(home: Path, name: str) -> Path:
    """Return where a frozen query of this name lies. Raises AskedWrongly for a name that is none."""
    if not NAME.fullmatch(name):
        raise AskedWrongly(f"'{name}' is no name for a frozen query", mend="use a to z, digits and -, 64 at most")
    return home / "frozen" / f"{name}.json"


def keep(frozen: Frozen, path: Path) -> None:
    """Write a frozen query; a file that is there is replaced as a whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(frozen), ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)


def thaw(path: Path) -> Frozen:
    """Read a frozen query. Raises AskedWrongly when the file is none."""
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        articles = {int(number): str(digest) for number, digest in told["articles"].items()}
        return Frozen(query=str(told["query"]), at=str(told["at"]), articles=articles)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AskedWrongly(f"{path} is no frozen query", mend="move it away, or freeze under another name") from error
