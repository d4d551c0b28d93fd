"""The edition that every paper prints, and how a paper puts it on a site. The markup itself is in `skins`.

Texts are invented; the markup is in own words after what public scrapers of each line rely on.
"""

import posixpath
import re
from dataclasses import dataclass, replace
from datetime import date

from tests.crawler.site import STORIES, Site, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story at its place in print."""

    story: Story
    number: int
    """Number in the address, growing from front to back without gaps."""
    page: int
    serial: int
    """Position on its layout page, from 1."""
    listed: bool = True
    """False when only the picture of the page leads to it."""
    gone: bool = False
    """Announced, but its page is a 404."""
    refused: bool = False
    """robots.txt forbids its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One layout page."""

    number: int
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One day's paper as far as it is on the site."""

    day: date
    pages: tuple[Page, ...]

    @property
    def printed_day(self) -> str:
        """The day as papers print it."""
        return f"{self.day:%Y年%m月%d日} 星期二"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """The markup and the addresses of one line of software, as templates.

    Of addresses: {day}, {n} the number of the layout page, {node} a number that goes through all days, and for articles
    {id} and {serial}. Of markup: see `page_html` and `item_html`.
    """

    name: str
    line: str = "auto"
    charset: str = "utf-8"
    label: str = "0{n}"
    page: str
    """Path of a layout page below the paper's root."""
    first: str = ""
    """Path of the first one, where it is named in its own way."""
    index: str = ""
    """Where the first one lies a second time, under a general name."""
    item: str
    """Path of an article."""
    page_link: str
    """One line of the list of pages."""
    title_link: str
    """One line of the list of titles."""
    area: str = '<area coords="1,1" href="{href}">'
    """One area of the picture's map."""
    frame: str
    """A layout page."""
    article: str
    """An article's page."""
    paragraph: str = "<p>\u3000\u3000{}</p>"

    @property
    def start(self) -> str:
        """Template of the front page, as a source file names it."""
        return re.sub(r"{(?:n|node)}", lambda found: "1" if found[0] == "{n}" else "51", self.index or self._first)

    @property
    def _first(self) -> str:
        return self.first or self.page

    def label_of(self, number: int) -> str:
        """Label of a layout page as printed."""
        return self.label.format(n=number)

    def page_path(self, day: date, number: int) -> str:
        """Path of a layout page below the paper's root."""
        return (self._first if number == 1 else self.page).format(day=day, n=number, node=number + 50)

    def item_path(self, day: date, item: Item) -> str:
        """Path of an article below the paper's root."""
        return self.item.format(day=day, n=item.page, id=item.number, serial=item.serial)


PHOTO = Story(
    number=2001,
    title="湿地鹭影",
    text=("三月的云江湿地水草返青，成群白鹭在浅滩上觅食，引来不少市民驻足观看。秦一鸣 摄",),
)
NOTICE = Story(
    number=2002,
    title="债权转让公告",
    text=(
        "云江市恒源资产管理有限公司将其对云江市青石建材厂享有的主债权及担保合同项下的全部权利依法转让给云江城投。",
        "现公告通知各债务人及担保人，请自公告之日起立即向受让人履行还款义务。联系电话：0000-0000000。",
    ),
)
TOP = replace(STORIES[0], kicker="历时三年建设", subtitle="两岸车程缩短到八分钟")
JUMP = STORIES[2]
"""Begins on the front page and goes on inside: the site has it whole under both addresses."""


def todays_pages() -> tuple[Page, ...]:
    """Return the three pages of the day; the third appears late in the morning."""
    return (
        _page(1, "要闻", 101, (TOP, {}), (STORIES[1], {}), (JUMP, {})),
        _page(2, "综合", 104, (PHOTO, {}), (NOTICE, {}), (STORIES[6], {"gone": True}), (STORIES[7], {"refused": True})),
        _page(3, "副刊", 108, (STORIES[4], {}), (JUMP, {}), (STORIES[5], {"listed": False})),
    )


def _page(number: int, name: str, first: int, *stories: tuple[Story, dict[str, bool]]) -> Page:
    items = tuple(
        Item(story=story, number=first + index, page=number, serial=index + 1, **marks)
        for index, (story, marks) in enumerate(stories)
    )
    return Page(number=number, name=name, items=items)


def publish(site: Site, skin: Skin, edition: Edition) -> None:
    """Put an edition on the site below /<name of the skin>."""
    root = f"/{skin.name}"
    for page in edition.pages:
        paths = [skin.page_path(edition.day, page.number)]
        paths += [skin.index.format(day=edition.day)] if page.number == 1 and skin.index else []
        for path in paths:
            site.say(root + path, page_html(skin, edition, page).encode(skin.charset), content_type="text/html")
        for item in page.items:
            if not item.gone:
                body = item_html(skin, edition, item, page.name).encode(skin.charset)
                site.say(root + skin.item_path(edition.day, item), body, content_type="text/html")


def page_html(skin: Skin, edition: Edition, page: Page) -> str:
    """Return a layout page. {pages}, {titles} and {areas} are its lists; a page's line may hold its own {titles}."""
    here = posixpath.dirname(skin.page_path(edition.day, page.number))

    def said(item: Item) -> dict[str, object]:
        title = item.story.title
        href = posixpath.relpath(skin.item_path(edition.day, item), here)
        return {
            "href": href,
            "title": title,
            "begin": title[:4],
            "end": title[4:],
            "id": item.number,
            "day": edition.day,
        }

    def titles(one: Page) -> str:
        return "".join(skin.title_link.format(**said(item)) for item in one.items if item.listed)

    def page_link(one: Page) -> str:
        href = posixpath.relpath(skin.page_path(edition.day, one.number), here)
        return skin.page_link.format(href=href, n=one.number, name=one.name, day=edition.day, titles=titles(one))

    return skin.frame.format(
        day=edition.day,
        printed=edition.printed_day,
        n=page.number,
        name=page.name,
        pages="".join(page_link(one) for one in edition.pages),
        titles=titles(page),
        areas="".join(skin.area.format(**said(item)) for item in page.items),
    )


def item_html(skin: Skin, edition: Edition, item: Item, page_name: str) -> str:
    """Return an article's page."""
    story = item.story
    return skin.article.format(
        day=edition.day,
        printed=edition.printed_day,
        place=f"第{skin.label_of(item.page)}版：{page_name}",
        id=item.number,
        kicker=story.kicker,
        title=story.title,
        subtitle=story.subtitle,
        text="".join(skin.paragraph.format(line) for line in story.text),
    )


def refused_paths(skin: Skin, edition: Edition) -> list[str]:
    """Return the paths that robots.txt forbids."""
    items = [item for page in edition.pages for item in page.items if item.refused]
    return [f"/{skin.name}{skin.item_path(edition.day, item)}" for item in items]


def source_text(site: Site, skin: Skin) -> str:
    """Return the source file of the paper, without its id."""
    return (
        f"name: 云江{skin.name}报\nfamily: edition\nlanguage: zh-Hans\n"
        f"start: {site.address}/{skin.name}{skin.start}\nedition:\n  line: {skin.line}\n"
    )
