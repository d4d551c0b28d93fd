"""The brake of all clocks of an archive: a row that says that no crawl may begin."""

from datetime import datetime

from sqlalchemy import Engine

from archive.notes import keep_note, note

KEY = "clock-paused"


def hold(engine: Engine, *, why: str, now: datetime) -> None:
    """Let no clock begin a crawl from now on."""
    keep_note(engine, KEY, f"{now:%Y-%m-%d %H:%M} UTC {' '.join(why.split())}".strip())


def go_on(engine: Engine) -> bool:
    """Let the clocks crawl again; False when they were not held."""
    was = held(engine)
    keep_note(engine, KEY, "")
    return bool(was)


def held(engine: Engine) -> str:
    """Return since when and why the clocks are held; empty when they are not."""
    return note(engine, KEY) or ""
