"""What reading a page gives, and how several ways of reading it are put together.

Each way fills what it is sure of; the first that knows a field wins, and provenance names it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from archive.records import Attachment, Caption, Kind, Person


@dataclass(slots=True, kw_only=True)
class Reading:
    """The fields of a draft that the page itself decides. Empty means: this way of reading does not know."""

    title: str = ""
    title_raw: str = ""
    """The title with forced line breaks."""
    kicker: str = ""
    subtitle: str = ""
    original_title: str = ""
    people: tuple[Person, ...] = ()
    dateline: str = ""
    agency: str = ""
    published_on: date | None = None
    published_at: datetime | None = None
    """Aware, UTC; None when the page gives no time of day or its zone is unknown."""
    published_raw: str = ""
    modified_at: datetime | None = None
    page_label: str = ""
    page_name: str = ""
    section: str = ""
    language: str = ""
    kind: Kind | None = None
    """None until something on the page decides it."""
    text: str = ""
    policy_facts: Mapping[str, str] = field(default_factory=dict)
    """The page's policy table; see policy_table.py."""
    attachments: tuple[Attachment, ...] = ()
    captions: tuple[Caption, ...] = ()
    credits: tuple[str, ...] = ()
    canonical_url: str = ""
    """Address the page gives as its own, not yet checked; see addresses.py."""
    provenance: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    """What a person should look at; see confidence.py."""


def reading(how: str, **known: Any) -> Reading:
    """Return a reading whose known fields all came from one place; empty values are left out."""
    kept = {name: value for name, value in known.items() if value}
    return Reading(**kept, provenance=dict.fromkeys(kept, how))


_heard: ContextVar[list[Reading] | None] = ContextVar("heard", default=None)


@contextmanager
def heard_layers() -> Iterator[list[Reading]]:
    """Give a list that fills with every layer that is put together in the block, for explaining a reading."""
    heard: list[Reading] = []
    token = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(token)


def hear(*layers: Reading) -> None:
    """Let the ear of `heard_layers` know what is put together elsewhere."""
    heard = _heard.get()
    if heard is not None:
        heard.extend(layers)


def first_of(layers: Iterable[Reading]) -> Reading:
    """Return for each field the value of the first layer that knows it, with its provenance.

    What belongs together stays together: the moment and the printed form of a day are never
    taken from another layer than the day.
    """
    whole = Reading()
    provenance: dict[str, str] = {}
    heard = _heard.get()
    for layer in layers:
        if heard is not None:
            heard.append(layer)
        for name in _open_fields(whole, layer):
            setattr(whole, name, getattr(layer, name))
            provenance[name] = layer.provenance.get(name, "")
    whole.provenance = provenance
    return whole


_OF_THE_DAY = frozenset({"published_at", "published_raw"})
_FIELDS = tuple(each.name for each in fields(Reading) if each.name not in ("provenance", "flags"))


def _open_fields(whole: Reading, layer: Reading) -> list[str]:
    day_is_set = whole.published_on is not None
    return [
        name
        for name in _FIELDS
        if getattr(layer, name) and not getattr(whole, name) and not (day_is_set and name in _OF_THE_DAY)
    ]
