"""What a page says of itself to machines: JSON-LD, OpenGraph, other meta tags.

Publishers leave placeholders in them (the site as author, today as date), so names and days are checked.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from archive.records import Person, Role
from pipelines.clean import tidy_line
from pipelines.extract.dates import SHANGHAI, Moment, read_moment
from pipelines.extract.names import is_latin_name, is_name, split_names
from pipelines.extract.people import unique
from pipelines.extract.reading import Reading, reading

_ARTICLE = re.compile(r"(?:Article|NewsArticle|Posting|Report|Review|LiveBlog)", re.I)
_AND = re.compile(r"\s*(?:;|\||\band\b|\bund\b|\bet\b|&|、|，|,(?!\s*(?:Jr|Sr|PhD|MD)\b))\s*")
_BY = re.compile(
    r"^(?:written by|posted by|auteure?|autore?|author|by|von|par|por|di|door|av|af|text|texte|story|words)[:\s]+",
    re.I,
)
_DESK_BY = re.compile(r"^[A-Z][a-z]+ (?:Von|By|Par) (?=[A-Z])")
"""A desk before the byline: Capital Von Li Wei."""

_ASIDE = re.compile(r"\s+[-–—|]\s+.*$")
"""What stands behind a name: David Jackson - Editorial Team."""

_FIRM = re.compile(r"^\s*[\w’'.-]+\s*(?:&|and|und)\s*[\w’'.-]+(?:\s+[A-Z][\w’'.-]+)?\s*$")
"""Two single words joined are a firm: Morgan & Morgan. People who sign together give both names."""

_NOT_PEOPLE = re.compile(
    r"\b(?:staff|newsroom|editors?|redaktion|redacci[oó]n|r[ée]daction|redazione|desk|team|news|agency|agencies|press|reuters|afp|dpa|"
    r"associated|admin|magazine|daily|times|tribune|herald|post|gazette|media|group|network|tv|radio|wire|services?|"
    r"correspondent|contributors?|marketing|coordinator|sekretariat|verlag|partei|foundation|institute?|university|unknown|anonymous|guest|online|editorial|bloomberg|www|https?)\b|[@/\d{}<>]|\.(?:com|org|net|de|cn)\b",
    re.I,
)
_JOB = re.compile(r"\b(?:coordinator|manager|officer|reporter|correspondent|unknown|anonymous|guest|admin)\b", re.I)
"""A job or a placeholder signs nothing."""
_MONTH_BEHIND = re.compile(
    r"(?:(?<=[a-z])|\s+)(?:January|February|July|September|October|November|December)$"
    r"|(?<=[a-z])(?:March|April|May|June|August)$"
)
"""The month of a day set directly behind a name; with a space before them May and June are names."""
_BODY = re.compile(r"[^\W\d_][^\W_]*(?:[ &'’-]+[^\W_]+){0,4}")
"""Name of a newsroom or agency: words without addresses or marks."""

_PUBLISHED = (
    *("article:published_time", "og:published_time", "og:article:published_time", "datepublished", "dc.date.issued"),
    *("parsely-pub-date", "sailthru.date", "publishdate", "publish_date", "pubdate", "publication_date", "dc.date"),
    *("cxenseparse:recs:publishtime", "dcterms.created", "dcterms.date", "article.published", "date", "displaydate"),
    *("weibo: article:create_at", "bytedance:published_time"),
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified")
_AUTHORS = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dcterms.creator",
    "og:article:author",
)
_AGENCIES = ("contentsource", "source", "mediaid")


def read_json_ld(root: HtmlElement, *, chinese: bool) -> Reading:
    """Read the first article in the page's JSON-LD; an empty reading when there is none."""
    for data in _articles(root):
        published = _moment(data.get("datePublished"), chinese)
        modified = _moment(data.get("dateModified"), chinese)
        return reading(
            "json-ld",
            title=_text(data.get("headline") or data.get("name")),
            people=_authors(data.get("author") or data.get("creator")),
            published_on=published.on if published else None,
            published_at=published.at if published else None,
            published_raw=published.raw if published else "",
            modified_at=modified.at if modified else None,
            section=_text(data.get("articleSection")),
        )
    return Reading()


def article_body(root: HtmlElement) -> str:
    """Return the article's text as JSON-LD carries it, for pages that show it by script only."""
    return next((str(data["articleBody"]) for data in _articles(root) if data.get("articleBody")), "")


def read_meta(meta: dict[str, str], *, chinese: bool) -> Reading:
    """Read OpenGraph and the other tags that say who, when and what."""
    published = next((found for name in _PUBLISHED if (found := _moment(meta.get(name), chinese))), None)
    modified = next((found for name in _MODIFIED if (found := _moment(meta.get(name), chinese))), None)
    people = next((signed for name in _AUTHORS if (signed := signed_by(unescape(meta.get(name, ""))))), ())
    return reading(
        "meta",
        title=tidy_line(unescape(meta.get("og:title") or meta.get("twitter:title") or "")),
        people=people,
        agency=_agency(next((meta[name] for name in _AGENCIES if meta.get(name)), "")),
        published_on=published.on if published else None,
        published_at=published.at if published else None,
        published_raw=published.raw if published else "",
        modified_at=modified.at if modified else None,
        section=meta.get("article:section", ""),
    )


def signed_by(text: str) -> tuple[Person, ...]:
    """Return who an author field names: people, then newsrooms and agencies that sign as such."""
    text = tidy_line(text)
    has_job = bool(_JOB.search(text))
    if _FIRM.match(text) and not has_job:
        return (Person(name=tidy_line(text), role=Role.OTHER, role_raw="organisation"),)
    people = people_names(text)
    parts = [_MONTH_BEHIND.sub("", tidy_line(part)) for part in _AND.split(text)]
    signed = [part for part in parts if _BODY.fullmatch(part) and part not in people and _NOT_PEOPLE.search(part)]
    return (
        *(Person(name=name) for name in people),
        *(Person(name=name, role=Role.OTHER, role_raw="organisation") for name in signed if not has_job),
    )


def people_names(text: str) -> list[str]:
    """Return the people that an author field names: none for a newsroom, an address or a number."""
    text = tidy_line(text)
    names = [_DESK_BY.sub("", _BY.sub("", _ASIDE.sub("", tidy_line(part)))) for part in _AND.split(text)]
    names = [_MONTH_BEHIND.sub("", name) for name in names]
    if any("\u3400" <= char <= "\u9fff" for char in text):
        return [name for part in names for name in split_names(part) if is_name(name)]
    return [name for name in names if is_latin_name(name) and not _NOT_PEOPLE.search(name) and len(name) > 2]


def _agency(text: str) -> str:
    """Return the origin in a tag such as `来源：人民网-文化频道 原创稿`."""
    name = re.sub(r"^来源\s*[:：]\s*", "", text).split(" ")[0]
    return name if re.search("[\u3400-\u9fff]", name) and len(name) <= 30 else ""


def _articles(root: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text:
            yield from (each for each in _objects(_load(script.text)) if _is_article(each))


@lru_cache(
    maxsize=4
)  # asked thrice a page: for the fields, for the headline that the text is looked for by, for the text
def _load(text: str) -> Any:
    bare = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", text).strip().rstrip(";")
    try:
        return json.loads(bare, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON-LD that may be the page itself: top level, `@graph`, `mainEntity`."""
    waiting = [data]
    for _ in range(2000):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item[:200]
        elif isinstance(item, dict):
            yield item
            waiting += [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    named = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
    return any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in named)


def _authors(value: Any) -> tuple[Person, ...]:
    found: list[Person] = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            each = each.get("name")
        if isinstance(each, list):
            each = "; ".join(str(part) for part in each)
        found += signed_by(unescape(each)) if isinstance(each, str) else []
    people = [person for person in found if not person.role_raw]
    return unique(people or found)


def _moment(value: Any, chinese: bool) -> Moment | None:
    return read_moment(value, zone=SHANGHAI if chinese else None) if isinstance(value, str) else None


def _text(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return tidy_line(unescape(first)) if isinstance(first, str) else ""
