"""Feeds, sitemaps, listings and interfaces of Yunjiang (云江): the posts of `posts` in the form of each."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from tests.crawler.outlets import posts
from tests.crawler.outlets.posts import Post, listed, page_of, pages
from tests.crawler.outlets.town import Town
from tests.crawler.papers.press import PHOTO
from tests.crawler.site import web_article

Publish = Callable[[Town, str, int], None]
JSON_PATHS = "jsonapi:\n  items: data.list\n  url: /{path}\n  title: name\n  date: time\n"


def publish(town: Town, moment: int) -> None:
    """Publish all of them as they are at a moment, and the pages of their posts."""
    for outlet, (publish_one, _, _) in WIRES.items():
        posts.publish(town, outlet, partial(_article, whole=outlet == "rss-whole"))
        publish_one(town, outlet, moment)


def source_text(town: Town, outlet: str) -> str:
    """Return the source file of an outlet, without its id."""
    _, family, options = WIRES[outlet]
    start = _start(outlet)
    return f'name: 云江{outlet}\nfamily: {family}\nstart: "{town.address}{start}"\nhosts: 127.0.0.1\n{options}'


def _start(outlet: str) -> str:
    special = {
        "wordpress": "/wordpress/",
        "json": "/json/list?page={page}",
        "sitemap-index": "/sitemap-index/index.xml",
    }
    return special.get(outlet, f"/{outlet}/start")


def _article(post: Post, *, whole: bool) -> str:
    return web_article(_told_whole(post, whole).story, post.day)


def _told_whole(post: Post, whole: bool) -> Post:
    """Return a post of the feed with whole texts, each as long as feeds with teasers never are."""
    if not whole or post.story is PHOTO:
        return post
    further = (f"{post.title}一事的后续进展，云江之声将继续关注，欢迎听众来电。" * 6,)
    return replace(post, story=replace(post.story, text=post.story.text + further))


def told(post: Post) -> tuple[str, ...]:
    """Return the text that the archive is to have of a post, line by line."""
    return _told_whole(post, post.outlet == "rss-whole").story.text


def _markup(post: Post) -> str:
    return "".join(f"<p>{line}</p>" for line in post.story.text)


def _rss(town: Town, outlet: str, moment: int, *, whole: bool) -> None:
    """Teasers with links; or the whole text of those posts that have a page."""

    def item(post: Post) -> str:
        text = f"<content:encoded><![CDATA[{_markup(_told_whole(post, whole))}]]></content:encoded>"
        teaser = f"<description>{post.story.text[0][:20]}…</description>"
        return (
            f"<item><title>{post.title}</title><link>{town.address}{post.path}?utm_source=rss</link>"
            f"<pubDate>{post.day:%a, %d %b %Y} 06:00:00 +0800</pubDate>"
            f"{text if whole and post.has_page else teaser}</item>"
        )

    items = "".join(item(post) for post in listed(outlet, moment))
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    feed = f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>云江之声</title>{items}</channel></rss>'
    town.say(_start(outlet), feed, content_type="application/rss+xml; charset=utf-8")


def _atom(town: Town, outlet: str, moment: int) -> None:
    entries = "".join(
        f"<entry><title>{post.title}</title><link href='{post.path}'/><id>{post.path}</id>"
        f"<updated>{post.day}T06:00:00+08:00</updated><summary>{post.story.text[0][:20]}…</summary></entry>"
        for post in listed(outlet, moment)
    )
    feed = f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>云江</title>{entries}</feed>"
    town.say(_start(outlet), feed, content_type="application/atom+xml; charset=utf-8")


def _json_feed(town: Town, outlet: str, moment: int) -> None:
    items = [
        {"id": post.path, "url": post.path, "title": post.title, "date_published": f"{post.day}T06:00:00+08:00"}
        for post in listed(outlet, moment)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "云江", "items": items}
    town.say(_start(outlet), json.dumps(feed), content_type="application/feed+json")


def _map(town: Town, outlet: str, moment: int, *, news: bool) -> str:
    def row(post: Post) -> str:
        told = f"<lastmod>{post.day}</lastmod>"
        if news:
            told = (
                f"<n:news><n:publication><n:name>云江网</n:name><n:language>zh-cn</n:language></n:publication>"
                f"<n:publication_date>{post.day}T06:00:00+08:00</n:publication_date><n:title>{post.title}</n:title></n:news>"
            )
        return f"<url><loc>{town.address}{post.path}</loc>{told}</url>"

    rows = "".join(row(post) for post in listed(outlet, moment))
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'<?xml version="1.0"?><urlset {spaces}>{rows}</urlset>'


def _sitemap(town: Town, outlet: str, moment: int, *, news: bool) -> None:
    town.say(_start(outlet), _map(town, outlet, moment, news=news), content_type="text/xml")


def _sitemap_index(town: Town, outlet: str, moment: int) -> None:
    """A gzipped file of this month, and one of an old month that nobody needs to ask for."""
    files = "".join(
        f"<sitemap><loc>{town.address}/{outlet}/{name}.xml.gz</loc></sitemap>" for name in ("2019-01", "2024-02")
    )
    town.say(_start(outlet), f"<sitemapindex>{files}</sitemapindex>", content_type="text/xml")
    packed = gzip.compress(_map(town, outlet, moment, news=False).encode(), mtime=0)
    town.say(f"/{outlet}/2024-02.xml.gz", packed, content_type="application/gzip")


def _listing(town: Town, outlet: str, moment: int, *, row: str) -> None:
    """Pages of rows among menus, each leading to the next."""
    for number in range(1, pages(outlet, moment) + 1):
        rows = "".join(
            row.format(href=post.path, title=post.title, day=post.day) for post in page_of(outlet, moment, number)
        )
        onward = f"<a href='{_start(outlet)}-{number + 1}'>下一页</a>" if number < pages(outlet, moment) else ""
        menu = "".join(
            f"<li><a href='/{name}/'>{name}</a></li>" for name in ("首页", "时政要闻", "民生新闻", "云江旅游")
        )
        town.say(
            _start(outlet) if number == 1 else f"{_start(outlet)}-{number}",
            f"<html><body><ul class='menu'>{menu}</ul><div class='news'>{rows}</div><div class='pager'>{onward}</div>"
            "<div class='foot'><a href='/about.html'>关于云江网的说明</a><a href='/law.html'>法律顾问与声明</a></div>"
            "</body></html>",
        )


def _json(town: Town, outlet: str, moment: int) -> None:
    def answer(fields: Mapping[str, str]) -> str:
        rows = [
            {"path": post.path.lstrip("/"), "name": post.title, "time": f"{post.day} 06:00"}
            for post in page_of(outlet, moment, int(fields["page"]))
        ]
        return json.dumps({"data": {"list": rows}})

    town.services[f"GET /{outlet}/list"] = answer


def _wordpress(town: Town, outlet: str, moment: int) -> None:
    """Posts of the days asked for, whole; those without a page of their own have no content either."""
    path = f"/{outlet}/wp-json/wp/v2/posts"

    def answer(fields: Mapping[str, str]) -> str:
        after, before, number = fields["after"][:10], fields["before"][:10], int(fields["page"])
        wanted = [post for post in listed(outlet, moment) if after < str(post.day) < before]
        town.headers[path] = {"X-WP-TotalPages": str(-(-len(wanted) // posts.PAGE_SIZE))}
        return json.dumps(
            [
                {
                    "id": post.number,
                    "link": f"{town.address}{post.path}",
                    "date": f"{post.day}T06:00:00",
                    "title": {"rendered": post.title},
                    "content": {"rendered": _markup(post) if post.has_page else ""},
                }
                for post in wanted[posts.PAGE_SIZE * (number - 1) : posts.PAGE_SIZE * number]
            ]
        )

    town.services[f"GET {path}"] = answer


DATED_ROW = "<li><a href='{href}'>{title}</a><span>{day}</span></li>"
PLAIN_ROW = "<div class='card'><h3><a href='{href}'>{title}</a></h3></div>"
CARD_ROW = (
    "<div class='card'><time>{day}</time><a class='pic' href='{href}'><img></a>"
    "<h4><a href='{href}'>{title}</a></h4></div>"
)
WIRES: Mapping[str, tuple[Publish, str, str]] = {
    "rss": (partial(_rss, whole=False), "feed", ""),
    "rss-whole": (partial(_rss, whole=True), "feed", ""),
    "atom": (_atom, "feed", ""),
    "json-feed": (_json_feed, "feed", ""),
    "sitemap": (partial(_sitemap, news=False), "sitemap", ""),
    "news-sitemap": (partial(_sitemap, news=True), "sitemap", ""),
    "sitemap-index": (_sitemap_index, "sitemap", ""),
    "listing": (partial(_listing, row=DATED_ROW), "listing", ""),
    "listing-selectors": (
        partial(_listing, row=CARD_ROW),
        "listing",
        "listing:\n  links: .card h4\n  date: time\n  next: .pager a\n",
    ),
    "listing-undated": (partial(_listing, row=PLAIN_ROW), "listing", ""),
    "json": (_json, "jsonapi", JSON_PATHS),
    "wordpress": (_wordpress, "jsonapi", "jsonapi:\n  preset: wordpress\n"),
}
"""Outlet → what publishes it, its family, its options."""
