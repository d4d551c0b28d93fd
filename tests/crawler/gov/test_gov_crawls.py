"""What holds for every bureau beside the kinds of days in the matrix: policy tables, stated subjects, attachments."""

import pytest

from archive import read
from archive.captures import Captures
from archive.config import load_config
from archive.read.views import ArticleView
from archive.search import answer
from tests.crawler.outlets.posts import EARLY, GOV, POLICY, listed
from tests.crawler.outlets.week import Week

"""The first test that asks makes the week, which takes half a minute of computing; the others wait for it."""


def policy(week: Week, bureau: str) -> ArticleView:
    """The document with the policy table."""
    (title,) = (post.title for post in listed(bureau, EARLY) if post.number == POLICY)
    (number,) = (article.id for article in week.articles(f"gov-{bureau}") if article.title == title)
    return read.article(week.engine, number)


@pytest.mark.parametrize("bureau", GOV)
def test_policy_table_is_kept_and_not_text(week: Week, bureau: str) -> None:
    """The policy table becomes facts with normal keys and ISO days, and leaves the text."""
    view = policy(week, bureau)
    assert view.policy_facts["index_number"] == "014/2024-00031"
    assert view.policy_facts["number"] == "云政发〔2024〕3号"
    assert (view.policy_facts["signed_on"], view.policy_facts["public_on"]) == ("2024-02-09", "2024-02-19")
    assert "索" not in view.text
    assert "keywords" not in view.policy_facts


@pytest.mark.parametrize("bureau", GOV)
def test_stated_subject_becomes_a_tag(week: Week, bureau: str) -> None:
    """The page's own subject class gives its theme, marked as stated by the source."""
    stated = [tag.theme for tag in policy(week, bureau).tags if tag.method == "source"]
    assert stated == ["tech-innovation"]


@pytest.mark.parametrize("bureau", GOV)
def test_attachments_are_kept_and_read(week: Week, bureau: str) -> None:
    """Documents are kept as captures with their text, or with the reason why there is none."""
    found = {one.name: one for one in policy(week, bureau).attachments}
    assert found["1.实施方案.docx"].text == "实施方案\n一、总体要求"
    assert found["2.Plan.pdf"].text == "Plan of work 2024"
    assert found["3.任务清单"].text == "任务 牵头单位\n照明 城管局\n合计 42"
    told = {name: (one.capture_id is not None, one.detail) for name, one in found.items()}
    assert told["1.实施方案.docx"] == (True, "")
    assert told["4.申报表.doc"] == (False, "http-404")
    assert told["5.图册.pdf"] == (False, "too-large")
    assert told["6.说明.wps"][0]
    assert told["6.说明.wps"][1].startswith("damaged")
    assert week.told("early", f"gov-{bureau}")["detail"].endswith("attachments not kept: 1 http-404, 1 too-large")


@pytest.mark.parametrize("words", ["一、总体要求", "Plan of work", "城管局", "说明.wps"])
def test_words_of_documents_find_the_article(week: Week, words: str) -> None:
    """Each bureau's document is found by the words of its Word file, its PDF, its table, and a name alone."""
    hits = answer(week.engine, f'attachment:"{words}"', limit=50).hits
    assert sorted(hit.source for hit in hits) == sorted(f"gov-{bureau}" for bureau in GOV)
    assert all(hit.document for hit in hits)


def test_attachment_bytes_can_be_read_back(week: Week) -> None:
    """A document is a capture like any page, bytes proven by their digest, and is not read again as a page."""
    one = next(one for one in policy(week, "static").attachments if one.kind == "docx")
    assert one.capture_id is not None
    captures = Captures(week.engine, load_config(week.home.folder, environment={}).captures)
    kept = captures.read(captures.find(one.capture_id))
    captures.close()
    assert kept.body.startswith(b"PK")
    assert kept.hints == {"role": "attachment"}


@pytest.mark.parametrize("bureau", GOV)
def test_poll_without_news_stops_at_the_first_page(week: Week, bureau: str) -> None:
    """On the day that brings nothing only the four rows of the first page are met."""
    assert week.told("quiet", f"gov-{bureau}")["ledger"]["discovered"] == 4


def test_documents_are_fetched_once(week: Week) -> None:
    """A document that is kept is not asked for again by the crawls that follow."""
    later = [path for crawl in ("later", "quiet", "moved") for path in week.paths(crawl)]
    assert not [path for path in later if path.endswith((".docx", "plan.pdf", ".xlsx", ".wps"))]
