"""The edition that every paper prints, and how a paper puts it on a site. Markup is the business of the skins.

Texts are invented; the markup is in own words after what public scrapers of each line rely on.
"""

from collections.abc import Callable
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
    """The markup and the addresses of one line of software."""

    name: str
    start: str
    """Template of the front page below the paper's root."""
    label: Callable[[int], str]
    page_path: Callable[[Edition, Page], str]
    """Path below the paper's root."""
    item_path: Callable[[Edition, Item], str]
    page_html: Callable[[Edition, Page], str]
    item_html: Callable[[Edition, Item, str], str]
    """The third argument is the printed label and name of the page, such as 第01版：要闻."""
    index_path: Callable[[Edition], str] | None = None
    """Where the first page lies under a general name."""
    charset: str = "utf-8"
    line: str = "auto"


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
        text = skin.page_html(edition, page).encode(skin.charset)
        site.say(root + skin.page_path(edition, page), text, content_type="text/html")
        if page.number == 1 and skin.index_path:
            site.say(root + skin.index_path(edition), text, content_type="text/html")
        for item in page.items:
            if not item.gone:
                body = skin.item_html(edition, item, f"第{skin.label(page.number)}版：{page.name}").encode(skin.charset)
                site.say(root + skin.item_path(edition, item), body, content_type="text/html")


def refused_paths(skin: Skin, edition: Edition) -> list[str]:
    """Return the paths that robots.txt forbids."""
    return [
        f"/{skin.name}{skin.item_path(edition, item)}" for page in edition.pages for item in page.items if item.refused
    ]


def source_text(site: Site, skin: Skin) -> str:
    """Return the source file of the paper, without its id."""
    return (
        f"name: 云江{skin.name}报\nfamily: edition\nlanguage: zh-Hans\n"
        f"start: {site.address}/{skin.name}{skin.start}\nedition:\n  line: {skin.line}\n"
    )


def paragraphs(item: Item, before: str = "<p>\u3000\u3000", after: str = "</p>") -> str:
    """Return the text of a story as marked paragraphs."""
    return "".join(f"{before}{line}{after}" for line in item.story.text)
