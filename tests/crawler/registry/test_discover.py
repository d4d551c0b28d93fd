"""What single pages offer."""

from datetime import date

import pytest

from crawler.registry.discover import Offer, Seen, links_to_feeds, offers_of, template_of
from tests.crawler.outlets import posts, wires
from tests.crawler.outlets.city import START, opened_city
from tests.crawler.outlets.posts import GOV
from tests.crawler.outlets.town import Town
from tests.crawler.papers.press import Edition, Skin, page_html, todays_pages
from tests.crawler.papers.skins import SKINS

TODAY = date(2024, 3, 1)
READ = ("feed", "sitemap")
"""Families that a single small page offers; lists need more rows."""


def offers(url: str, text: str) -> list[Offer]:
    """The offers of a page."""
    return list(offers_of(Seen(url=url, body=text.encode(), text=text), today=TODAY))


def test_a_feed_offers_itself() -> None:
    """A feed with entries is an offer, one without is none."""
    feed = '<rss version="2.0"><channel><title>x</title>{}</channel></rss>'
    item = "<item><title>t</title><link>http://x.test/1</link></item>"

    assert [(one.family, one.why) for one in offers("http://x.test/f", feed.format(item))] == [
        ("feed", "a feed of 1 entries")
    ]
    assert offers("http://x.test/f", feed.format("")) == []


def test_wordpress_is_known_by_its_interface() -> None:
    """A list of posts offers the interface; the page of an error does not."""
    url = "http://x.test/blog/wp-json/wp/v2/posts?per_page=1"

    (found,) = offers(url, "[]")

    assert (found.family, found.start, found.options) == ("jsonapi", "http://x.test/blog/", {"preset": "wordpress"})
    assert offers(url, '{"code": "rest_no_route"}') == []


def test_sitemaps_are_offered() -> None:
    """A robots.txt that names sitemaps is an offer; one that names none is not."""
    assert [one.family for one in offers("http://x.test/robots.txt", "Sitemap: http://x.test/s.xml")] == ["sitemap"]
    assert offers("http://x.test/robots.txt", "User-agent: *\nDisallow: /x") == []


def test_a_list_needs_dated_links() -> None:
    """Five links with days are a list, four are not."""
    row = "<li><a href='/{0}.html'>云江市人民政府公告第{0}号</a><span>2024-02-2{0}</span></li>"
    five = "".join(row.format(n) for n in range(5))

    assert [(one.family, one.start) for one in offers("http://x.test/list.html", f"<ul>{five}</ul>")] == [
        ("listing", "http://x.test/list.html")
    ]
    assert offers("http://x.test/list.html", "<ul>" + "".join(row.format(n) for n in range(4)) + "</ul>") == []


@pytest.mark.parametrize(
    ("url", "template"),
    [
        ("http://x.test/html/2024-02/20/node_1.htm", "http://x.test/html/{day:%Y-%m}/{day:%d}/node_1.htm"),
        ("http://x.test/CODE/20240220/html/index.htm", "http://x.test/CODE/{day:%Y%m%d}/html/index.htm"),
        (
            "http://x.test/html/2024/02/20/01/default.htm",
            "http://x.test/html/{day:%Y}/{day:%m}/{day:%d}/01/default.htm",
        ),
        ("http://x.test/paperindex.htm", "http://x.test/paperindex.htm"),
    ],
)
def test_days_in_addresses_become_templates(url: str, template: str) -> None:
    """Each way of writing the day is taken over, an address without a day stays."""
    assert template_of(url) == template


def test_feeds_named_in_the_head_are_found() -> None:
    """Alternate links to RSS, Atom and JSON feeds, made absolute; others are not feeds."""
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/a.xml">'
        '<link rel="alternate" hreflang="en" href="/en/"><link rel="alternate" type="application/feed+json" href="b">'
    )

    assert links_to_feeds(Seen(url="http://x.test/p/", body=b"", text=head)) == (
        "http://x.test/a.xml",
        "http://x.test/p/b",
    )


def test_government_lists_are_offered_with_the_way_they_are_written() -> None:
    """Each bureau's first page is a government site with its own adapter, and no plain list beside it."""
    with opened_city() as city:
        pages = {bureau: city.answers[START[bureau]].body.decode() for bureau in GOV}

    told = {bureau: offers(f"http://x.test{START[bureau]}", text) for bureau, text in pages.items()}

    assert {bureau: [(one.family, one.options) for one in found] for bureau, found in told.items()} == {
        bureau: [("govsite", {"list": bureau})] for bureau in GOV
    }


def test_lists_are_offered_with_days_and_without() -> None:
    """Links of headlines make a list, with a day in each row or without; what carries JSON-LD says so."""
    row = "<h3><a href='/n/{n}.html'>云江新桥合龙通车在即之{n}</a></h3>{day}"
    plain = "".join(f"<div class=card>{row.format(n=n, day='')}</div>" for n in range(6))
    dated = "".join(f"<li>{row.format(n=n, day='2024-02-20')}</li>" for n in range(6))
    data = '<script type="application/ld+json">{}</script>'

    assert [one.why for one in offers("http://x.test/", plain + data)] == [
        "a list of 6 links without days; the page carries JSON-LD"
    ]
    assert [one.why for one in offers("http://x.test/", f"<ul>{dated}</ul>")] == ["a list of 6 dated links"]


def test_lists_of_linked_data_are_offered() -> None:
    """A page that a script fills offers the articles that its JSON-LD names."""
    items = ",".join(f'{{"@type": "ListItem", "url": "/a/{n}.html"}}' for n in range(6))
    data = f'{{"@type": "ItemList", "itemListElement": [{items}]}}'
    html = f'<script type="application/ld+json">{data}</script><div id="app"></div>'

    (found,) = offers("http://x.test/", html)

    assert (found.family, found.why) == ("listing", "a list of 6 articles named in JSON-LD")


@pytest.mark.parametrize("skin", SKINS, ids=lambda skin: skin.name)
def test_front_page_of_each_line_offers_an_edition(skin: Skin) -> None:
    """The front page of a paper of each line is offered as an edition, its line named, its day as a template."""
    edition = Edition(day=date(2024, 2, 20), pages=todays_pages())
    url = f"http://x.test{skin.page_path(edition.day, 1)}"

    (found,) = offers(url, page_html(skin, edition, edition.pages[0]))

    assert found.family == "edition"
    assert skin.line in (found.options["line"], "auto")
    assert "{day:" in found.start


def test_each_wire_offers_its_family() -> None:
    """The start of each feed and sitemap of the town offers the family that collects it."""
    with Town.opened() as town:
        wires.publish(town, posts.EARLY)
        answers = {name: town.answers.get(f"/{name}/start") for name, wire in wires.WIRES.items() if wire[1] in READ}

    found = {
        name: [one.family for one in offers(f"http://x.test/{name}", answer.body.decode())]
        for name, answer in answers.items()
        if answer
    }

    assert found == {name: [wires.WIRES[name][1]] for name in found}
    assert len(found) >= 6
