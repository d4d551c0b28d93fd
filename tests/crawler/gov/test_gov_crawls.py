"""Eleven kinds of government sites, crawled by one process, as the clock starts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, select

from archive import read
from archive.captures import Captures
from archive.config import load_config
from archive.db import reading
from archive.models import Article
from archive.read.views import ArticleView
from tests.crawler.conftest import Crawled, Home
from tests.crawler.gov.city import START, WALL, City, opened_city
from tests.crawler.gov.papers import KINDS, POLICY, Paper, readable

NOW = "2024-02-20T09:00:00+08:00"
LATER = "2024-02-20T09:20:00+08:00"


@dataclass(slots=True, kw_only=True)
class Crawls:
    """What the process made of the city, and a second one twenty minutes later."""

    city: City
    home: Home
    engine: Engine
    crawled: Crawled
    again: Crawled
    paths_again: list[str]

    def of(self, kind: str, crawled: Crawled | None = None) -> dict[str, Any]:
        """The JSON line of one bureau."""
        told = (crawled or self.crawled).told
        return next(one for one in told if one["source"] == f"yunjiang-{kind}")

    def titles(self, kind: str) -> list[str]:
        """Titles stored for one bureau."""
        with reading(self.engine) as session:
            return list(session.scalars(select(Article.title).where(Article.source == f"yunjiang-{kind}")))

    def policy(self, kind: str) -> ArticleView:
        """The document with the policy table."""
        title = Paper(kind=kind, number=POLICY).title
        with reading(self.engine) as session:
            number = session.scalar(select(Article.id).where(Article.title == title))
        assert number is not None
        return read.article(self.engine, number)


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    """All bureaus crawled twice; a wall before the pages of one more, and before the service of another."""
    home = Home(tmp_path_factory.mktemp("gov") / "home")
    with opened_city() as city:
        city.say("/wall/list.shtml", "<script>$_ts={}</script>", status=412)
        city.say("/jsl/index.html", WALL, status=521)
        starts = {kind: f"{city.address}{path}" for kind, path in START.items()}
        starts |= {"rs": f"{city.address}/wall/list.shtml", "jsl": f"{city.address}/jsl/index.html"}
        for kind, start in starts.items():
            text = f"name: 云江{kind}\nfamily: govsite\nstart: {start}\ngov:\n  max_attachment_mb: 1\n  page_size: 4\n"
            home.source(f"yunjiang-{kind}", text)
        names = [f"yunjiang-{kind}" for kind in starts]
        crawled = home.run("--now", NOW, *names)
        city.forget()
        again = home.run("--now", LATER, *names[: len(KINDS)])
        engine = home.open()
        yield Crawls(city=city, home=home, engine=engine, crawled=crawled, again=again, paths_again=city.paths())
        engine.dispose()


@pytest.mark.parametrize("kind", KINDS)
def test_all_known_documents_are_stored_and_none_invented(crawls: Crawls, kind: str) -> None:
    """Every document on both pages of a list is stored once, under its whole title, and nothing else is."""
    assert sorted(crawls.titles(kind)) == sorted(readable(kind)), (crawls.of(kind), crawls.crawled.stderr[-3000:])


@pytest.mark.parametrize("kind", KINDS)
def test_account_adds_up(crawls: Crawls, kind: str) -> None:
    """Seven documents are found: five stored, one not there, one that robots.txt forbids."""
    told = crawls.of(kind)
    ledger = told["ledger"]
    assert told["outcome"] == "done"
    assert (ledger["discovered"], ledger["stored"], ledger["failed"]) == (7, 5, {"http-404": 1, "robots": 1})


@pytest.mark.parametrize("kind", KINDS)
def test_policy_table_is_kept_and_not_text(crawls: Crawls, kind: str) -> None:
    """The policy table becomes facts with normal keys and ISO days, and leaves the text."""
    view = crawls.policy(kind)
    assert view.policy_facts["index_number"] == "014/2024-00031"
    assert view.policy_facts["number"] == "云政发〔2024〕3号"
    assert (view.policy_facts["signed_on"], view.policy_facts["public_on"]) == ("2024-02-09", "2024-02-19")
    assert "索" not in view.text
    assert "keywords" not in view.policy_facts


@pytest.mark.parametrize("kind", KINDS)
def test_stated_subject_becomes_a_tag(crawls: Crawls, kind: str) -> None:
    """The page's own subject class gives its theme, marked as stated by the source."""
    stated = [tag.theme for tag in crawls.policy(kind).tags if tag.method == "source"]
    assert stated == ["tech-innovation"]


@pytest.mark.parametrize("kind", KINDS)
def test_attachments_are_kept_and_read(crawls: Crawls, kind: str) -> None:
    """Documents are kept as captures with their text, or with the reason why there is none."""
    found = {one.name: one for one in crawls.policy(kind).attachments}
    assert found["1.实施方案.docx"].text == "实施方案\n一、总体要求"
    assert found["2.Plan.pdf"].text == "Plan of work 2024"
    assert found["3.任务清单"].text == "任务 牵头单位\n照明 城管局\n合计 42"
    told = {name: (one.capture_id is not None, one.detail) for name, one in found.items()}
    assert told["1.实施方案.docx"] == (True, "")
    assert told["4.申报表.doc"] == (False, "http-404")
    assert told["5.图册.pdf"] == (False, "too-large")
    assert told["6.说明.wps"] == (True, "no-reader: wps")
    assert crawls.of(kind)["detail"].endswith("attachments not kept: 1 http-404, 1 too-large")


def test_attachment_bytes_can_be_read_back(crawls: Crawls) -> None:
    """A document is a capture like any page, bytes proven by their digest, and is not read again as a page."""
    one = next(one for one in crawls.policy("static").attachments if one.kind == "docx")
    assert one.capture_id is not None
    captures = Captures(crawls.engine, load_config(crawls.home.folder, environment={}).captures)
    kept = captures.read(captures.find(one.capture_id))
    captures.close()
    assert kept.body.startswith(b"PK")
    assert kept.hints == {"role": "attachment"}


def test_walls_are_named_and_not_climbed(crawls: Crawls) -> None:
    """A 412 and a 521 with a script end their crawls as blocked, with the evidence, after one request."""
    for kind, status in (("rs", 412), ("jsl", 521)):
        told = crawls.of(kind)
        assert told["outcome"] == "blocked"
        assert f"status {status}" in told["detail"]


@pytest.mark.parametrize("kind", KINDS)
def test_second_poll_stops_at_the_first_page(crawls: Crawls, kind: str) -> None:
    """Twenty minutes later nothing is stored, and no list is read to its second page."""
    ledger = crawls.of(kind, crawls.again)["ledger"]
    assert (ledger["stored"], ledger["discovered"]) == (0, 4)


def test_second_poll_fetches_no_document_again(crawls: Crawls) -> None:
    """What is known is not asked for again within the hour."""
    assert not [path for path in crawls.paths_again if "/doc/" in path]
