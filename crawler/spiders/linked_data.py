"""Articles that a page lists in its JSON-LD: lists whose links only a script puts on the page.

Pure: text in, entries out. Vocabulary: https://schema.org/ItemList, https://schema.org/NewsArticle.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

BLOCK = re.compile(r"<script[^>]+application/ld\+json[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
"""Ends of the names of types that are articles: NewsArticle, BlogPosting, LiveBlogPosting, Report."""
NO_LIST = "BreadcrumbList"
"""The way to the page itself."""
MOST_NODES = 20_000
"""So many values of one page are looked at, so that a hostile one takes no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEntry:
    """One article as the data announce it."""

    href: str
    title: str = ""
    published: str = ""
    """The moment as it stands there; empty when it does not."""


def read_linked_data(page: str) -> tuple[LinkedEntry, ...]:
    """Return the articles that a page's JSON-LD lists, each address once, in their order.

    >>> read_linked_data('<script type="application/ld+json">{"@type": "ItemList", "itemListElement": '
    ...                  '[{"@type": "ListItem", "url": "/a.html", "name": "云江"}]}</script>')
    (LinkedEntry(href='/a.html', title='云江', published=''),)
    """
    found: dict[str, LinkedEntry] = {}
    for block in BLOCK.findall(page):
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue
        for entry in _entries(data):
            known = found.get(entry.href)
            if known is None or not known.title:
                found[entry.href] = entry
    return tuple(found.values())


def _entries(data: Any) -> Iterator[LinkedEntry]:
    """Give the entries of all lists and articles in the data, in the order of the page."""
    waiting, looked = [data], 0
    while waiting and looked < MOST_NODES:
        node = waiting.pop()
        looked += 1
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict) and NO_LIST not in _types(node):
            entry = _entry(node)
            if entry is not None:
                yield entry
            else:
                waiting += reversed([value for value in node.values() if isinstance(value, list | dict)])


def _entry(node: dict[str, Any]) -> LinkedEntry | None:
    """Return the article that a node is or stands for."""
    types = _types(node)
    if "ListItem" in types:
        inner = node.get("item")
        about = {**node, **inner} if isinstance(inner, dict) else {**node, "url": node.get("url") or inner}
    elif any(ARTICLE.search(name) for name in types):
        about = node
    else:
        return None
    href = about.get("url") or about.get("@id") or _id_of(about.get("mainEntityOfPage"))
    if not isinstance(href, str) or not href:
        return None
    return LinkedEntry(
        href=href,
        title=" ".join(_text(about.get("headline") or about.get("name")).split()),
        published=_text(about.get("datePublished")),
    )


def _types(node: dict[str, Any]) -> tuple[str, ...]:
    said = node.get("@type")
    return tuple(_text(one) for one in (said if isinstance(said, list) else [said]))


def _id_of(node: Any) -> Any:
    return node.get("@id") if isinstance(node, dict) else node


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
