"""Documents of articles in the store."""

from datetime import UTC, datetime, timedelta

import pytest

from archive import read
from archive.records import Attachment
from archive.store import Store
from archive.store.attachments import settle, waiting
from tests.archive.news import news

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 10, 1, tzinfo=UTC)
PLAN = Attachment(url="http://x.test/plan.pdf", name="方案", kind="pdf")
LIST = Attachment(url="http://x.test/list.xls", name="名单", kind="xls")


def test_documents_wait_until_they_are_settled(store: Store) -> None:
    """A stored article's documents wait in page order; one with a reason and no bytes goes on waiting."""
    saved = store.save(news(1, attachments=(PLAN, LIST)), now=NOW)
    first, second = waiting(store.engine, [saved.article_id])

    settle(store.engine, second.id, detail="http-404")

    assert (first.url, second.url) == (PLAN.url, LIST.url)
    assert [one.detail for one in read.article(store.engine, saved.article_id).attachments] == ["", "http-404"]
    assert len(waiting(store.engine, [saved.article_id])) == 2


def test_facts_and_documents_are_read_back(store: Store) -> None:
    """The policy table and the documents stand in the view of the article."""
    saved = store.save(news(2, policy_facts={"number": "云政发〔2026〕3号"}, attachments=(PLAN,)), now=NOW)

    view = read.article(store.engine, saved.article_id)

    assert view.policy_facts == {"number": "云政发〔2026〕3号"}
    assert [(one.url, one.name, one.kind, one.text) for one in view.attachments] == [(PLAN.url, "方案", "pdf", "")]


def test_a_revision_keeps_earlier_documents(store: Store) -> None:
    """A later page adds its documents; what it no longer names stays, with its text."""
    draft = news(3, attachments=(PLAN,))
    saved = store.save(draft, now=NOW)
    settle(store.engine, waiting(store.engine, [saved.article_id])[0].id, text="方案全文")
    draft.text += "\n更正：会期改为两天。"
    draft.attachments = (LIST,)

    store.save(draft, now=NOW + timedelta(hours=1))

    kept = read.article(store.engine, saved.article_id).attachments
    assert [(one.name, one.text) for one in kept] == [("方案", "方案全文"), ("名单", "")]


def test_hostile_text_is_made_storable(store: Store) -> None:
    """Characters that no database takes are replaced in the text of a document."""
    saved = store.save(news(4, attachments=(PLAN,)), now=NOW)

    settle(store.engine, waiting(store.engine, [saved.article_id])[0].id, text="a\x00b\ud800c")

    assert read.article(store.engine, saved.article_id).attachments[0].text == "a\ufffdb\ufffdc"
