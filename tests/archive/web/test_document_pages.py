"""The page and the JSON of a policy document."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.captures import Captures
from archive.config import load_config
from archive.db import connect
from archive.records import Attachment, Capture
from archive.store import Store
from archive.store.attachments import settle, waiting
from archive.web.app import create_app
from pipelines.dedup import same
from tests.archive.news import news
from tests.archive.web.conftest import TestClient

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 11, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The pages over an archive with one policy document, article 1."""
    config = load_config(Path(tmp_path_factory.mktemp("papers")), environment={})
    engine = connect(config.database)
    captures = Captures(engine, config.captures)
    store = Store(engine, same=same)
    files = [Attachment(url=f"http://x.test/{name}", name=name, kind="pdf") for name in ("kept", "gone", HOSTILE)]
    facts = {"number": "云政发〔2026〕3号", "signed_on": "2026-03-01", "issuer": HOSTILE, "unheard-of": "x"}
    saved = store.save(news(1, policy_facts=facts, attachments=tuple(files)), now=NOW)
    kept, gone, hostile = waiting(engine, [saved.article_id])
    ref = captures.keep(
        Capture(url=kept.url, final_url=kept.url, status=200, headers=(), body=b"%PDF", fetched_at=NOW, source="s")
    )
    settle(engine, kept.id, capture=ref, text="第一条\n第二条")
    settle(engine, gone.id, detail="http-404")
    settle(engine, hostile.id, capture=ref, detail="encrypted")
    with TestClient(
        create_app(engine, captures, config, clock=lambda: NOW, same=same), base_url="http://localhost"
    ) as opened:
        yield opened
    captures.close()
    engine.dispose()


@pytest.mark.parametrize(("language", "label"), [("zh", "发文字号"), ("en", "Document number")])
def test_the_record_stands_under_the_headline(client: TestClient, language: str, label: str) -> None:
    """Each known fact is a row with its label in the reader's language; unknown keys are left to the JSON."""
    text = client.get("/article/1", headers={"accept-language": language}).text

    assert f">{label}</th><td>云政发〔2026〕3号</td>" in text
    assert "unheard-of" not in text


def test_attachments_show_file_text_or_reason(client: TestClient) -> None:
    """A kept document leads to its capture and shows its text; others say why there is none."""
    text = client.get("/article/1", headers={"accept-language": "en"}).text

    assert '<a href="/capture/1">See the file</a>' in text
    assert "<p>第一条</p><p>第二条</p>" in text
    assert "not kept (http-404)" in text
    assert "its text was not read (encrypted)" in text


def test_words_of_a_page_stay_words(client: TestClient) -> None:
    """Markup in a fact or in the name of a document is shown, not obeyed."""
    assert HOSTILE not in client.get("/article/1").text


def test_json_has_facts_and_attachments(client: TestClient) -> None:
    """Programs get all facts by their keys, and the documents with text and capture."""
    found = client.get("/article/1.json").json()

    assert found["policy_facts"]["unheard-of"] == "x"
    assert [(one["name"], one["capture_id"], one["detail"]) for one in found["attachments"][:2]] == [
        ("kept", 1, ""),
        ("gone", None, "http-404"),
    ]
