"""Articles that go on on further pages become one article."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from archive.captures import Captures
from archive.config import load_config
from archive.db import reading
from archive.models import Article
from archive.models import Capture as CaptureRow
from archive.store import Store
from pipelines.dedup import same
from pipelines.reread import reread
from pipelines.understand import open_rooms
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Answer, Site, publish_feed, web_article

DAY = date(2024, 2, 20)
AT = "2024-02-20T09:00:00+08:00"
SECOND = "第二页说，沿江的步道也要修，老人和孩子都盼着，工程队下月进场，年底前完工。"
THIRD = "第三页说，桥下的集市照常开，摊位费不涨，停车场白天免费，晚上收五元。"


def _stored(home: Home) -> Article:
    engine = home.open()
    with reading(engine) as session:
        (article,) = session.scalars(select(Article))
        session.expunge_all()
    engine.dispose()
    return article


@pytest.fixture
def paged(site: Site, home: Home) -> Site:
    """A feed with one article of three pages; the second alone names the third."""
    story = STORIES[0]
    publish_feed(site, "/feed.xml", ((story, DAY),))
    first = f"/radio/{story.number}"
    pages = {
        "": f'<a href="{story.number}_2.html">下一页</a>',
        "_2": f'<a href="{story.number}_3.html">3</a>',
        "_3": "",
    }
    texts = {"": "\n".join(story.text), "_2": SECOND, "_3": THIRD}
    for end, pager in pages.items():
        page = web_article(story, DAY).replace("".join(f"<p>{line}</p>" for line in story.text), f"<p>{texts[end]}</p>")
        site.say(f"{first}{end}.html", page.replace("</body>", f'<div class="pages">{pager}</div></body>'))
    home.source("radio", f"name: 云江之声\nfamily: feed\nstart: {site.address}/feed.xml\n")
    return site


def test_three_pages_are_one_article(paged: Site, home: Home) -> None:
    """The parts are asked for once each and stored as one text under the address of the first."""
    ledger = home.run("--now", AT, "radio").only["ledger"]

    article = _stored(home)
    assert (ledger["discovered"], ledger["stored"]) == (1, 1)
    assert article.url.endswith(f"/radio/{STORIES[0].number}.html")
    assert article.text.endswith(f"{SECOND}\n{THIRD}")
    assert [part for part, _, _ in article.anchors][-2:] == [2, 3]
    assert article.flags == []
    assert sorted(path for path in paged.paths() if path.startswith("/radio/")) == [
        f"/radio/{STORIES[0].number}{end}.html" for end in ("", "_2", "_3")
    ]


def test_a_page_that_is_gone_leaves_the_article_marked(paged: Site, home: Home) -> None:
    """The article is stored with what could be read, and says that a part is missing."""
    paged.say(f"/radio/{STORIES[0].number}_3.html", "", status=404)

    home.run("--now", AT, "radio")

    article = _stored(home)
    assert article.text.endswith(SECOND)
    assert article.flags == ["needs_review", "part_missing"]


def test_a_pager_that_leads_back_ends(paged: Site, home: Home) -> None:
    """A page behind the last that redirects to the first adds nothing and loses nothing."""
    first = f"/radio/{STORIES[0].number}"
    paged.answers[f"{first}_3.html"] = Answer(
        body=b"", status=302, headers={"location": f"{paged.address}{first}.html"}
    )

    home.run("--now", AT, "radio")

    assert _stored(home).text.endswith(SECOND)


def test_reading_the_captures_again_gives_the_same_article(paged: Site, home: Home) -> None:
    """The parts are kept, are no articles of their own, and are found again without the site."""
    home.run("--now", AT, "radio")
    before = _stored(home)
    engine = home.open()
    captures = Captures(engine, load_config(home.folder).captures)

    ledger = reread(captures, Store(engine, same=same), open_rooms(), now=datetime(2024, 2, 21, tzinfo=UTC))

    with reading(engine) as session:
        kept = len(list(session.scalars(select(CaptureRow.id))))
    captures.close()
    engine.dispose()
    after = _stored(home)
    assert (ledger.discovered, ledger.unchanged) == (1, 1)
    assert (after.text, after.anchors) == (before.text, before.anchors)
    assert kept >= 3
