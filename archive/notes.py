"""Small facts about this archive that belong to no table, kept by name."""

from sqlalchemy import Engine

from archive.db import reading, writing
from archive.models import Setting


def note(engine: Engine, key: str) -> str | None:
    """Return what is kept under a name; None when nothing is."""
    with reading(engine) as session:
        kept = session.get(Setting, key)
        return kept.value if kept is not None else None


def keep_note(engine: Engine, key: str, value: str) -> None:
    """Keep a value under a name, in place of what was there."""
    with writing(engine) as session:
        session.merge(Setting(key=key, value=value))
