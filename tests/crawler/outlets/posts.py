"""What every list-like outlet of Yunjiang (云江) publishes: the same invented posts, newest first, at four moments.

An outlet is a bureau with a government list, a feed, a sitemap, a listing or an interface; a post lies at an address of
its own outlet. Texts are invented.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.crawler.papers.press import NOTICE, PHOTO
from tests.crawler.site import STORIES, Site, Story

EARLY, LATER, QUIET, MOVED_DAY = range(4)
"""The first morning; a late post has come; nothing new the next day; an address that leads to an older post."""
FIRST_DAY = date(2024, 2, 20)
PAGE_SIZE = 4
GOV = (
    *("static", "index", "jpaas", "truecms", "ewb", "dataproxy", "xxgk", "lists-do", "gi-class", "cpage"),
    "channel",
)
"""Bureaus, named like the adapters of their lists."""
WIRES = (
    *("rss", "rss-whole", "atom", "json-feed", "sitemap", "news-sitemap", "sitemap-index"),
    *("listing", "listing-selectors", "listing-undated", "json", "wordpress"),
)
"""Feeds, sitemaps, listings and interfaces."""
POLICY = 0
"""Number of the post that is a document with a policy table and attachments at a bureau."""
TWIN_OF = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post at its outlet."""

    outlet: str
    number: int
    story: Story
    since: int = EARLY
    """Moment from which on it is listed."""
    gone: bool = False
    """Listed, but its page is a 404."""
    refused: bool = False
    """robots.txt forbids its page."""
    leads_to: int | None = None
    """Number of the older post that its address redirects to."""

    @property
    def title(self) -> str:
        """As the list and the page name it."""
        return self.story.title

    @property
    def day(self) -> date:
        """When it was made public; what comes at a later moment is younger."""
        if self.since == EARLY:
            return FIRST_DAY - timedelta(days=1 if self.number < PAGE_SIZE else 2)
        return FIRST_DAY + timedelta(days=self.since - LATER)

    @property
    def path(self) -> str:
        """Its address on the site."""
        folder = "private" if self.refused else "doc"
        return f"/{folder}/{self.outlet}/{FIRST_DAY:%Y%m}/t{2000 + self.number}.shtml"

    @property
    def has_page(self) -> bool:
        """True when its address gives an article of its own."""
        return not (self.gone or self.refused or self.leads_to is not None)


def all_posts(outlet: str) -> tuple[Post, ...]:
    """Return everything that an outlet ever lists, newest first."""

    def post(number: int, story: Story, **marks: bool | int) -> Post:
        return Post(outlet=outlet, number=number, story=story, **marks)  # type: ignore[arg-type]

    return (
        post(11, STORIES[6], since=MOVED_DAY, leads_to=2),
        post(7, STORIES[5], since=LATER),
        post(POLICY, STORIES[1]),
        post(TWIN_OF, STORIES[2]),
        post(2, STORIES[3]),
        post(3, STORIES[4]),
        post(4, NOTICE),
        post(5, STORIES[7], gone=True),
        post(6, STORIES[0], refused=True),
        post(8, PHOTO),
        post(9, STORIES[2]),
    )


def listed(outlet: str, moment: int) -> tuple[Post, ...]:
    """Return what an outlet lists at a moment, newest first."""
    return tuple(post for post in all_posts(outlet) if post.since <= moment)


def page_of(outlet: str, moment: int, number: int) -> tuple[Post, ...]:
    """Return the posts on one page of a list, counted from 1."""
    return listed(outlet, moment)[PAGE_SIZE * (number - 1) : PAGE_SIZE * number]


def pages(outlet: str, moment: int) -> int:
    """Return how many pages a list has."""
    return -(-len(listed(outlet, moment)) // PAGE_SIZE)


def readable(outlet: str, moment: int) -> list[str]:
    """Return the titles that can be had at a moment, one for each article."""
    return sorted({post.title for post in listed(outlet, moment) if post.has_page})


def publish(site: Site, outlet: str, page: Callable[[Post], str]) -> None:
    """Publish the pages of all posts."""
    posts = {post.number: post for post in all_posts(outlet)}
    for post in posts.values():
        if post.leads_to is not None:
            headers = {"Location": f"{site.address}{posts[post.leads_to].path}"}
            site.say(post.path, "", status=302, headers=headers)
        elif not post.gone:
            site.say(post.path, page(post))
