"""Sitemaps and interfaces, crawled from a site on loopback by one process, as the clock starts it."""

import gzip
import json
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from archive.db import reading
from archive.models import Article
from tests.crawler.conftest import Home
from tests.crawler.site import STORIES, Site, Story, web_article

DAY = date(2024, 2, 20)
NOW = "2024-02-20T09:00:00+08:00"


def titles(home: Home) -> set[str]:
    """Titles of what is stored."""
    engine = home.open()
    with reading(engine) as session:
        found = set(session.scalars(select(Article.title)))
    engine.dispose()
    return found


def publish_map(site: Site, path: str, rows: Iterable[tuple[Story, date]]) -> None:
    """Publish a gzipped sitemap and its articles."""
    rows = tuple(rows)
    urls = "".join(
        f"<url><loc>{site.address}/n/{one.number}.html</loc><lastmod>{day}</lastmod></url>" for one, day in rows
    )
    site.say(path, gzip.compress(f"<urlset>{urls}</urlset>".encode()), content_type="application/gzip")
    for one, day in rows:
        site.say(f"/n/{one.number}.html", web_article(one, day))


def publish_index(site: Site) -> None:
    """Publish two months of sitemaps below an index that robots.txt names."""
    publish_map(site, "/s-2024-02.xml.gz", ((STORIES[0], DAY), (STORIES[1], DAY - timedelta(days=10))))
    publish_map(site, "/s-2024-01.xml.gz", ((STORIES[2], date(2024, 1, 5)), (STORIES[3], date(2024, 1, 25))))
    files = "".join(f"<sitemap><loc>{site.address}/s-2024-0{n}.xml.gz</loc></sitemap>" for n in (1, 2))
    site.say("/index.xml", f"<sitemapindex>{files}</sitemapindex>", content_type="text/xml")
    site.say("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {site.address}/index.xml\n", content_type="text/plain")


def test_poll_takes_the_last_days_from_the_right_file(site: Site, home: Home) -> None:
    """Only the file of this month is asked for, and only what is a few days old is taken."""
    publish_index(site)
    home.source("net", f"name: 云江网\nfamily: sitemap\nstart: {site.address}/robots.txt\n")

    crawled = home.run("--now", NOW, "net")

    assert crawled.code == 0, crawled.stderr
    assert titles(home) == {STORIES[0].title}
    assert "/s-2024-01.xml.gz" not in site.paths()


def test_backfill_takes_a_window(site: Site, home: Home) -> None:
    """A walk through a stretch of days takes what the sitemaps date within it."""
    publish_index(site)
    home.source("net", f"name: 云江网\nfamily: sitemap\nstart: {site.address}/index.xml\n")

    walked = home.run("--now", NOW, "--kind", "backfill", "--walk", "2024-01-20..2024-02-10", "net")

    assert walked.only["outcome"] == "done", walked.stderr
    assert titles(home) == {STORIES[1].title, STORIES[3].title}


def posts(site: Site, rows: Iterable[tuple[Story, date]]) -> str:
    """An answer of WordPress."""
    return json.dumps(
        [
            {
                "id": one.number,
                "link": f"{site.address}/?p={one.number}",
                "date": f"{day}T07:00:00",
                "title": {"rendered": one.title},
                "content": {"rendered": "".join(f"<p>{line}</p>" for line in one.text)},
            }
            for one, day in rows
        ]
    )


def test_wordpress_gives_whole_articles_page_by_page(site: Site, home: Home) -> None:
    """Both pages of posts of the days asked for are read, and no article page is fetched."""
    asked = (
        "/wp-json/wp/v2/posts?after=2024-02-18T23%3A59%3A59&before=2024-02-21T00%3A00%3A00&per_page=100"
        "&page={}&_fields=id%2Clink%2Cdate%2Ctitle%2Ccontent"
    )
    total = {"X-WP-TotalPages": "2"}
    first, second = posts(site, [(STORIES[0], DAY)]), posts(site, [(STORIES[1], DAY - timedelta(days=1))])
    site.say(asked.format(1), first, content_type="application/json", headers=total)
    site.say(asked.format(2), second, content_type="application/json", headers=total)
    home.source("blog", f"name: 云江博客\nfamily: jsonapi\nstart: {site.address}/\njsonapi:\n  preset: wordpress\n")

    walked = home.run("--now", NOW, "--kind", "backfill", "--walk", "2024-02-19..2024-02-20", "blog")

    assert walked.only["outcome"] == "done", walked.stderr
    assert titles(home) == {STORIES[0].title, STORIES[1].title}
    assert site.paths() == [asked.format(1), asked.format(2)]


def test_interface_is_paged_until_nothing_is_new(site: Site, home: Home) -> None:
    """Pages are read while they bring something new; the second poll reads the first page alone."""
    for number, story in enumerate(STORIES[:3], start=1):
        rows = [{"id": story.number, "name": story.title, "time": f"{DAY} 08:00"}]
        site.say(f"/api?p={number}", json.dumps({"list": rows}), content_type="application/json")
        site.say(f"/n/{story.number}.html", web_article(story, DAY))
    site.say("/api?p=4", json.dumps({"list": []}), content_type="application/json")
    home.source(
        "api",
        f'name: 云江客户端\nfamily: jsonapi\nstart: "{site.address}/api?p={{page}}"\njsonapi:\n  items: list\n'
        "  url: /n/{id}.html\n  title: name\n  date: time\n",
    )

    home.run("--now", NOW, "api")
    first = site.paths()
    site.forget()
    again = home.run("--now", "2024-02-20T09:30:00+08:00", "api")

    assert [path for path in first if path.startswith("/api")] == [f"/api?p={n}" for n in (1, 2, 3, 4)]
    assert titles(home) == {story.title for story in STORIES[:3]}
    assert site.paths() == ["/api?p=1"]
    assert again.only["ledger"]["bytes"] <= 1024
