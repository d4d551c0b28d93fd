"""How a page was read: what every field's way of reading gave, the winners and what was passed over.

Reads the page once more with an ear on the layers; the drafts are those that reading without an ear gives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from archive.records import Draft, Rejected
from pipelines.decode import decode
from pipelines.extract.bodies import all_bodies
from pipelines.extract.reading import Reading, hear, heard_layers
from pipelines.items import FetchedPage
from pipelines.limits import MOST_S, OutOfTime, understand_within, within
from pipelines.understand import Rooms, is_plain_text

_NOT_SHOWN = frozenset({"provenance", "flags", "title_raw", "published_raw", "policy_facts", "attachments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one way of reading gave for one field."""

    field: str
    value: str
    how: str
    """Way of reading, as provenance names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The drafts of a page, and what lost against them."""

    read: tuple[Draft, ...] | Rejected
    losers: tuple[Found, ...] = ()
    """Values that other ways gave and that differ from the chosen one, in order of trust."""


def explain(page: FetchedPage, rooms: Rooms) -> Explained:
    """Read a page and say of every field what else was found."""
    with heard_layers() as layers:
        read = understand_within(page, rooms)
        hear(*_bodies(page))
    chosen = {name: shown(getattr(read[0], name, "")) for name in _names()} if isinstance(read, tuple) else {}
    return Explained(read=read, losers=tuple(_losers(layers, chosen)))


def _bodies(page: FetchedPage) -> tuple[Reading, ...]:
    """Return what each way of finding the body of an HTML page gives, within the time of one page."""
    decoded = decode(page.body, page.content_type)
    if isinstance(decoded, Rejected) or is_plain_text(page, decoded.text):
        return ()
    try:
        with within(MOST_S):
            return all_bodies(decoded.text, page)
    except OutOfTime:
        return ()


def shown(value: object) -> str:
    """Return a field as text: people by name and role, days in ISO form."""
    if isinstance(value, tuple):
        return "、".join(map(shown, value))
    if hasattr(value, "role_raw"):
        role = getattr(value, "role_raw", "") or getattr(value, "role", "")
        return f"{getattr(value, 'name', '')} ({role})"
    text = getattr(value, "text", value)
    return "" if text is None else str(text)


def _names() -> list[str]:
    return [each.name for each in fields(Reading) if each.name not in _NOT_SHOWN]


def _losers(layers: Iterable[Reading], chosen: dict[str, str]) -> list[Found]:
    found: dict[Found, None] = {}
    for layer in layers:
        for name in _names():
            value = shown(getattr(layer, name))
            if value and value != chosen.get(name, ""):
                found[Found(field=name, value=value, how=layer.provenance.get(name, ""))] = None
    return list(found)
