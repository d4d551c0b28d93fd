"""Reading kept captures again."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from archive.captures import Captures
from archive.db import reading
from archive.models import Article, Attachment, Event, Placement
from archive.records import Capture
from archive.store import Store
from archive.store.attachments import settle
from pipelines.dedup import same
from pipelines.items import ROLE, ReadRules
from pipelines.reread import reread
from pipelines.understand import Rooms
from tests.crawler.outlets.files import docx
from tests.crawler.site import STORIES, new_line_article

DAY = date(2026, 3, 10)
PAGE, OTHER = (new_line_article(story, DAY, "01", "要闻") for story in STORIES[:2])


@pytest.fixture
def captures(engine: Engine, tmp_path: Path) -> Iterator[Captures]:
    """An empty shelf."""
    shelf = Captures(engine, tmp_path / "captures")
    yield shelf
    shelf.close()


@pytest.fixture
def store(engine: Engine) -> Store:
    """The writer."""
    return Store(engine, same=same)


def kept(now: datetime, number: int = 1, body: str = PAGE, **hints: str) -> Capture:
    """A capture of one page."""
    return Capture(
        url=f"http://paper.test/content_{number}.html",
        final_url=f"http://paper.test/content_{number}.html",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body.encode(),
        fetched_at=now,
        source="yunjiang-daily",
        hints=hints,
    )


def test_captures_become_articles(
    engine: Engine, captures: Captures, store: Store, rooms: Rooms, now: datetime
) -> None:
    """A kept page is read with its hints and stored, and its event mails nobody."""
    captures.keep(kept(now, edition_on="2026-03-10", page_label="01", order="3"))

    ledger = reread(captures, store, rooms, now=now)

    assert (ledger.discovered, ledger.stored, ledger.adds_up) == (1, 1, True)
    with reading(engine) as session:
        assert session.scalars(select(Article.title)).all() == [STORIES[0].title]
        assert session.scalars(select(Placement.order)).all() == [3]
        assert session.scalars(select(Event.alertable)).all() == [False]


def test_second_reading_changes_nothing(captures: Captures, store: Store, rooms: Rooms, now: datetime) -> None:
    """With the same rooms reading again finds everything unchanged."""
    captures.keep(kept(now))
    reread(captures, store, rooms, now=now)
    ledger = reread(captures, store, rooms, now=now + timedelta(days=1))
    assert (ledger.unchanged, ledger.stored) == (1, 0)


def test_layout_pages_and_rejects_are_told_apart(captures: Captures, store: Store, rooms: Rooms, now: datetime) -> None:
    """Layout pages are passed over, pages without an article are counted under their reason."""
    captures.keep(kept(now, 1, **{ROLE: "layout"}))
    captures.keep(kept(now, 2, body="<html></html>"))
    ledger = reread(captures, store, rooms, now=now)
    assert (ledger.discovered, sum(ledger.rejected.values()), ledger.adds_up) == (1, 1, True)


def test_selectors_of_the_capture_s_day_are_used(
    engine: Engine, captures: Captures, store: Store, rooms: Rooms, now: datetime
) -> None:
    """The rules are asked for with the source and the time of the capture, and the reader follows them."""
    captures.keep(kept(now, body=PAGE.replace("</body>", '<h5 class="another">另有一个标题在这里</h5></body>')))
    asked: list[tuple[str, datetime]] = []

    def rules_of(source: str, fetched_at: datetime) -> ReadRules:
        asked.append((source, fetched_at))
        return ReadRules(title=(".another",))

    reread(captures, store, rooms, now=now, rules_of=rules_of)

    assert asked == [("yunjiang-daily", now)]
    with reading(engine) as session:
        assert session.scalars(select(Article.title)).all() == ["另有一个标题在这里"]


def test_damaged_capture_is_counted_and_the_rest_is_read(
    captures: Captures, store: Store, rooms: Rooms, now: datetime
) -> None:
    """One unreadable capture counts as failed; the others are read all the same."""
    ref = captures.keep(kept(now, 1))
    captures.keep(kept(now, 2, body=OTHER))
    captures.close()
    file = next(path for path in captures.folder.rglob("*") if path.name.startswith(ref.file.split("/")[-1]))
    whole = bytearray(file.read_bytes())
    whole[ref.offset + 20 : ref.offset + 60] = bytes(40)
    file.write_bytes(whole)

    ledger = reread(captures, store, rooms, now=now)

    assert (ledger.failed, ledger.stored, ledger.adds_up) == ({"capture": 1}, 1, True)


def test_only_the_source_asked_for_is_read(captures: Captures, store: Store, rooms: Rooms, now: datetime) -> None:
    """Naming another source, or a later time, leaves the capture alone."""
    captures.keep(kept(now))
    assert reread(captures, store, rooms, now=now, source="another").discovered == 0
    assert reread(captures, store, rooms, now=now, since=now + timedelta(seconds=1)).discovered == 0


def test_fault_in_one_page_is_counted_and_the_rest_is_read(
    captures: Captures, store: Store, rooms: Rooms, now: datetime
) -> None:
    """A page whose hints make reading fail is a failure with its name; the page behind it becomes an article."""
    captures.keep(kept(now, 1, OTHER, edition_on="2026-13-77"))
    captures.keep(kept(now, 2))

    ledger = reread(captures, store, rooms, now=now)

    assert (ledger.stored, ledger.failed, ledger.adds_up) == (1, {"stage-error": 1}, True)


def test_kept_documents_are_read_again(
    engine: Engine, captures: Captures, store: Store, rooms: Rooms, now: datetime
) -> None:
    """A document that had no reader when it was fetched gets its text, and stands in no account."""
    link = '<div id="ozoom"><a href="plan.docx">附件：方案.docx</a>'
    captures.keep(kept(now, 1, PAGE.replace('<div id="ozoom">', link)))
    reread(captures, store, rooms, now=now)
    with reading(engine) as session:
        (document,) = session.scalars(select(Attachment.id))
    file = kept(now, 9, role="attachment")
    file.body = docx("一、总体要求")
    settle(engine, document, capture=captures.keep(file), detail="no-reader: docx")

    ledger = reread(captures, store, rooms, now=now + timedelta(days=1))

    assert ledger.discovered == 1
    with reading(engine) as session:
        assert session.execute(select(Attachment.text, Attachment.detail)).all() == [("一、总体要求", "")]
