"""Articles named in JSON-LD."""

import json
from datetime import date
from typing import Any

import pytest

from crawler.spiders.linked_data import LinkedEntry, read_linked_data
from crawler.spiders.lists import read_list

URL = "http://paper.test/news/"


def page(*blocks: Any) -> str:
    """A page that shows nothing without a script, with these blocks of data."""
    made = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in blocks)
    return f"<html><head>{made}</head><body><div id='app'></div></body></html>"


LIST_OF_ADDRESSES = {
    "@type": "ItemList",
    "itemListElement": [{"@type": "ListItem", "position": n, "url": f"/a/{n}.html"} for n in (1, 2)],
}
LIST_OF_ITEMS = {
    "@graph": [
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "item": "/", "name": "首页"}]},
        {
            "@type": "CollectionPage",
            "mainEntity": {
                "@type": "ItemList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "item": {
                            "@id": "/a/1.html",
                            "name": "云江新桥合龙",
                            "datePublished": "2024-02-20T06:00:00+08:00",
                        },
                    },
                    {"@type": "ListItem", "name": "秋粮收购", "item": "/a/2.html"},
                ],
            },
        },
    ]
}
BLOG = {
    "@type": "Blog",
    "blogPost": [
        {"@type": "BlogPosting", "headline": "云江\n新桥", "mainEntityOfPage": {"@id": "/a/1.html"}},
        {"@type": ["NewsArticle", "Thing"], "headline": "秋粮收购", "url": "/a/2.html"},
    ],
}


@pytest.mark.parametrize("data", [LIST_OF_ADDRESSES, LIST_OF_ITEMS, BLOG])
def test_lists_and_articles_name_their_addresses(data: Any) -> None:
    """Item lists of addresses and of items, and pages of posts, give their articles in order; the way home is none."""
    assert [entry.href for entry in read_linked_data(page(data))] == ["/a/1.html", "/a/2.html"]


def test_entries_tell_title_and_moment() -> None:
    """What the data say of an article stands beside its address."""
    first, second = read_linked_data(page(LIST_OF_ITEMS))

    assert first == LinkedEntry(href="/a/1.html", title="云江新桥合龙", published="2024-02-20T06:00:00+08:00")
    assert second.title == "秋粮收购"


@pytest.mark.parametrize("block", ["{", "[" * 100_000, '{"@type": 7, "url": 8}', '{"@type": "NewsArticle", "url": {}}'])
def test_broken_data_name_nothing(block: str) -> None:
    """Data that cannot be read, or have other shapes, are passed over, and the next block is read."""
    html = f'<script type="application/ld+json">{block}</script>{page(LIST_OF_ADDRESSES)}'

    assert len(read_linked_data(html)) == 2


def test_list_shown_by_a_script_is_read_from_its_data() -> None:
    """A page without links is a list when its data name articles; the page itself is none of them."""
    data = [LIST_OF_ITEMS, {"@type": "NewsArticle", "headline": "要闻", "url": URL}]

    facts = read_list(page(*data), URL, today=date(2024, 3, 1))

    assert facts.by_data
    assert [(link.url, link.title, link.day) for link in facts.links] == [
        ("http://paper.test/a/1.html", "云江新桥合龙", date(2024, 2, 20)),
        ("http://paper.test/a/2.html", "秋粮收购", None),
    ]


def test_links_on_the_page_come_before_its_data() -> None:
    """Where a page shows dated links these are its list, whatever its data name."""
    rows = "".join(f"<li><a href='/b/{n}.html'>云江新桥合龙在即{n}</a><b>2024-02-20</b></li>" for n in range(3))
    html = page(LIST_OF_ADDRESSES).replace("</body>", f"<ul>{rows}</ul></body>")

    facts = read_list(html, URL, today=date(2024, 3, 1))

    assert not facts.by_data
    assert [link.url for link in facts.links] == [f"http://paper.test/b/{n}.html" for n in range(3)]
