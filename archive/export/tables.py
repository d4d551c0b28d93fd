"""Articles as CSV and as JSON lines, given piece by piece so that an export of any size needs flat memory."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive.db import reading
from archive.models import Article, ArticlePerson, Capture, Placement, Source, Tag

COLUMNS = (
    "id",
    "source",
    "source_name",
    "place",
    "published_on",
    "edition_on",
    "page_label",
    "page_name",
    "kind",
    "kicker",
    "title",
    "subtitle",
    "people",
    "dateline",
    "agency",
    "themes",
    "text",
    "url",
    "story",
    "revision",
    "first_seen_at",
    "capture_digest",
    "text_sha256",
    "reader",
)
"""Names of the columns, in order; the same in both forms. `story` is the number of the duplicate cluster."""

FIRST_STEP, STEP = 20, 200
"""Articles read at once: few in the beginning, so that whoever waits soon sees something."""
# Excel reads a CSV file as Chinese only behind this mark.
MARK = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula, and a page may carry any title.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(engine: Engine, article_ids: Iterable[int]) -> Iterator[str]:
    """Give the articles as CSV (UTF-8 with byte order mark, lists joined by `; `), head line first, in the order given.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it; JSON lines are exact.
    """
    yield MARK + _csv_line(COLUMNS)
    for row in rows(engine, article_ids):
        yield _csv_line([_cell(row[name]) for name in COLUMNS])


def as_jsonl(engine: Engine, article_ids: Iterable[int]) -> Iterator[str]:
    """Give the articles as JSON, one line each, in the order given."""
    for row in rows(engine, article_ids):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _csv_line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) else text


def rows(engine: Engine, article_ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Give the articles as plain values by COLUMNS, read a few at a time; unknown numbers are left out."""
    waiting, size = iter(article_ids), FIRST_STEP
    while step := list(islice(waiting, size)):
        yield from _read_step(engine, step)
        size = STEP


def _read_step(engine: Engine, numbers: list[int]) -> list[dict[str, Any]]:
    wanted = (
        select(Article, Source.name, Source.place, Capture.digest)
        .outerjoin(Source, Source.id == Article.source)
        .outerjoin(Capture, Capture.id == Article.capture_id)
        .where(Article.id.in_(numbers))
    )
    with reading(engine) as session:
        people, themes, places = _people(session, numbers), _themes(session, numbers), _places(session, numbers)
        found = {
            row.id: _plain(row, name, place, digest, people[row.id], themes[row.id], places.get(row.id))
            for row, name, place, digest in session.execute(wanted)
        }
    return [found[number] for number in numbers if number in found]


def _plain(
    row: Article,
    source_name: str | None,
    place: str | None,
    digest: str | None,
    people: list[str],
    themes: list[str],
    printed: Placement | None,
) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name, None) for name in COLUMNS}
    values |= {
        "source_name": source_name or row.source,
        "place": place or "",
        "published_on": row.published_on.isoformat() if row.published_on else None,
        "edition_on": printed.edition_on.isoformat() if printed else None,
        "page_label": printed.page_label if printed else "",
        "page_name": printed.page_name if printed else "",
        "people": people,
        "themes": themes,
        "story": row.cluster_id,
        "first_seen_at": row.first_seen_at.isoformat(),
        "capture_digest": digest,
    }
    return values


def _people(session: Session, numbers: list[int]) -> dict[int, list[str]]:
    wanted = select(ArticlePerson).where(ArticlePerson.article_id.in_(numbers)).order_by(ArticlePerson.position)
    found: dict[int, list[str]] = defaultdict(list)
    for person in session.scalars(wanted):
        found[person.article_id].append(f"{person.name} ({person.role})")
    return found


def _themes(session: Session, numbers: list[int]) -> dict[int, list[str]]:
    wanted = select(Tag.article_id, Tag.theme).where(Tag.article_id.in_(numbers)).order_by(Tag.score.desc(), Tag.theme)
    found: dict[int, list[str]] = defaultdict(list)
    for article_id, theme in session.execute(wanted):
        if theme not in found[article_id]:
            found[article_id].append(theme)
    return found


def _places(session: Session, numbers: list[int]) -> dict[int, Placement]:
    """Article → its first placement."""
    wanted = select(Placement).where(Placement.article_id.in_(numbers)).order_by(Placement.id.desc())
    return {placement.article_id: placement for placement in session.scalars(wanted)}
