"""Replaying saved pages through the whole crawl, by the process that the clock starts."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from archive.db import reading
from archive.models import Article, Event, LayoutPage, Placement
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, publish_new_line

DAY = date(2024, 2, 20)


def save(folder: Path, site: Site, host: str) -> None:
    """Save everything the site says, as files with their addresses on `host`."""
    folder.mkdir()
    rows = []
    for number, (path, answer) in enumerate(sorted(site.answers.items())):
        (folder / f"page{number}.html").write_bytes(answer.body)
        rows.append({"file": f"page{number}.html", "url": f"https://{host}{path}"})
    (folder / "manifest.json").write_text(json.dumps(rows), encoding="utf-8")


def test_saved_edition_is_stored_under_its_real_addresses(site: Site, home: Home, tmp_path: Path) -> None:
    """Layout pages and articles of a saved edition are stored as if crawled, and nothing but loopback is asked."""
    publish_new_line(site, "/YJRB/PC", DAY, {"01": ("要闻", STORIES[:2]), "02": ("综合", STORIES[2:4])})
    save(tmp_path / "pages", site, "szb.yunjiang.test")
    home.configure(allow_private="false")

    crawled = home.run("--replay", str(tmp_path / "pages"))

    assert (crawled.code, crawled.stderr) == (0, "")
    assert crawled.only["source"] == "replay"
    assert crawled.only["ledger"]["stored"] == 4
    assert site.asked == []
    engine = home.open()
    with reading(engine) as session:
        urls = set(session.scalars(select(Article.url)))
        pages = session.scalars(select(LayoutPage.label).order_by(LayoutPage.label)).all()
        orders = session.execute(select(Placement.page_label, Placement.order).order_by(Placement.id)).all()
        alertable = set(session.scalars(select(Event.alertable)))
    engine.dispose()
    assert all(url.startswith("https://szb.yunjiang.test/YJRB/PC/content/202402/20/content_") for url in urls)
    assert pages == ["01", "02"]
    assert [tuple(row) for row in orders] == [("01", 1), ("01", 2), ("02", 1), ("02", 2)]
    assert alertable == {False}


@pytest.mark.shared
@pytest.mark.slow
def test_real_pages_are_all_accounted_for(shared: Path, home: Home) -> None:
    """Of 30 real pages 2 are layout pages, 27 articles end in the archive, and the list is rejected as one."""
    crawled = home.run("--replay", str(shared / "pages" / "dev"))

    ledger = crawled.only["ledger"]
    assert (ledger["discovered"], ledger["stored"] + ledger["duplicate"]) == (28, 27), crawled.stderr
    assert (ledger["rejected"], ledger["failed"]) == ({"not-an-article": 1}, {})


def test_missing_folder_is_answered_with_the_mend(home: Home, tmp_path: Path) -> None:
    """A folder without pages ends with code 2 and what to name."""
    crawled = home.run("--replay", str(tmp_path / "none"))
    assert (crawled.code, "holds no saved pages" in crawled.stderr) == (2, True)
