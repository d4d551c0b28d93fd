"""Versions of the taxonomy that the archive has used: kept whole, one of them pinned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive.db import reading, writing
from archive.errors import AskedWrongly, NotFound
from archive.models import Taxonomy
from archive.themes.records import Kept

LEAST_DIGITS = 4


def keep(engine: Engine, *, sha256: str, version: str, content: Mapping[str, Any], now: datetime) -> None:
    """Keep a version; one that is known already is left as it is."""
    with writing(engine) as session:
        if session.get(Taxonomy, sha256) is None:
            session.add(Taxonomy(sha256=sha256, version=version, content=dict(content), kept_at=now))


def versions(engine: Engine) -> tuple[Kept, ...]:
    """Return the versions kept, the newest first."""
    with reading(engine) as session:
        rows = session.execute(
            select(Taxonomy.sha256, Taxonomy.version, Taxonomy.kept_at, Taxonomy.pinned_at).order_by(
                Taxonomy.kept_at.desc(), Taxonomy.sha256
            )
        )
        return tuple(Kept(**row._mapping) for row in rows)


def pinned(session: Session) -> str:
    """Return the digest of the version in force; empty before the first retagging."""
    wanted = select(Taxonomy.sha256).where(Taxonomy.pinned_at.is_not(None)).order_by(Taxonomy.pinned_at.desc()).limit(1)
    return session.scalar(wanted) or ""


def content_of(engine: Engine, digest: str) -> dict[str, Any]:
    """Return the rules of the version whose digest begins so. Raises NotFound, AskedWrongly."""
    if len(digest) < LEAST_DIGITS:
        raise AskedWrongly("a version is named by its digest", mend=f"give {LEAST_DIGITS} characters of it or more")
    with reading(engine) as session:
        found = session.scalars(select(Taxonomy).where(Taxonomy.sha256.startswith(digest, autoescape=True))).all()
        if not found:
            raise NotFound(f"no version has the digest '{digest}'", mend="`jianbao theme versions` lists them")
        if len(found) > 1:
            raise AskedWrongly(f"{len(found)} versions have the digest '{digest}'", mend="give more of it")
        return dict(found[0].content)
