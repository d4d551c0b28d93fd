"""Labels that Chinese pages print beside an article: 发布时间, 来源, 作者.

Templates differ (347 portal configurations of one rival: 194 address shapes), the words do not.
"""

import re
from collections.abc import Sequence

from archive.records import Person, Role
from pipelines.extract.credits import read_credit
from pipelines.extract.dates import Moment, read_moment
from pipelines.extract.names import is_latin_name, is_name, split_names
from pipelines.extract.reading import Reading, first_of, reading
from pipelines.extract.tree import Block

_STAMP = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?")

LINE_MAX_CHARS = 200
NEAR_TITLE = 14
"""Blocks below the headline in which a label line is looked for; share tools and font sizes stand between."""

_DAY_LABEL = re.compile(r"(?:发布|发表|刊发|刊登|更新|创建|采编)?(?:时间|日期|于)\s*[:：]?")
_ORIGIN = re.compile(
    r"(?:信息|文章|稿件|本文|新闻)?(?:来源|稿源|出处)(?:于|自)?\s*[:：]\s*([^\s|｜,，;；()（）]{2,30})"
)
_AUTHOR = re.compile(
    r"(?<!责任)(?:作者|记者|撰文|文)\s*[:：]\s*([^\d|｜]{2,40}?)(?=\s{2}|\s*(?:来源|编辑|责编|责任|时间|发布|日期|浏览|点击|阅读|\||｜|\d)|$)"
)
_PAPER = re.compile(
    r"[\u3400-\u9fff]{2,10}(?:日报|晚报|商报|时报|证券报|报|新闻网|网|社|电视台|电台|发布|在线|客户端|周刊)"
)
"""A name without a label that stands alone behind the day."""
_NOT_AN_ORIGIN = re.compile(
    r"^(?:作者|时间|日期|发布|编辑|浏览|责任|字号|字体|阅读|点击|(?:未知|不详|佚名|暂?无|admin|本站)$)", re.I
)
_BUTTON_BEHIND = re.compile(r"(?<=..)(?:举报|分享|打印|收藏|字号|责编|责任编辑).*")
"""What stands behind an origin without a space: buttons, the next label."""
_NOBODY = frozenset({"admin", "administrator", "webmaster", "editor", "root", "未知", "佚名", "匿名", "管理员"})
"""What content management systems fill in where nobody wrote a name: 来源:未知 作者:admin."""


def read_labels(blocks: Sequence[Block], title: str) -> Reading:
    """Read the label lines around a headline, nearest first."""
    lines = [block.text for block in around_title(blocks, title) if len(block.text) <= LINE_MAX_CHARS]
    moment = _published(lines)
    return first_of(
        (
            reading("label", agency=_origin(lines), people=_authors(lines)),
            reading("label", published_on=moment.on, published_at=moment.at, published_raw=moment.raw)
            if moment
            else Reading(),
        )
    )


def read_tail(blocks: Sequence[Block]) -> Reading:
    """Read the labels behind an article, such as 本文来源."""
    return reading("label", agency=_origin([block.text for block in blocks if len(block.text) <= LINE_MAX_CHARS]))


def around_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return the blocks after the headline, then those directly before it."""
    places = [place for place, block in enumerate(blocks) if block.text == title]
    # The first of several is a breadcrumb or the head of the window; the one with a heading tag is the headline.
    place = next((each for each in places if blocks[each].tag in ("h1", "h2", "h3")), places[-1] if places else None)
    if place is None:
        return []
    return [*blocks[place + 1 : place + 1 + NEAR_TITLE], *reversed(blocks[max(0, place - 4) : place])]


def _published(lines: Sequence[str]) -> Moment | None:
    labelled = [line[found.start() :] for line in lines if (found := _DAY_LABEL.search(line))]
    # A line without a label counts when little stands before the day; sentences name other days.
    bare = [line for line in lines if len(line) <= 80 and not line.endswith(("。", "！", "？"))]
    for line in [*labelled, *bare]:
        moment = read_moment(line[:80])
        if moment and line.find(moment.raw[:4]) <= 30:
            return moment
    return None


def _origin(lines: Sequence[str]) -> str:
    for line in lines:
        found = _ORIGIN.search(line)
        if found and not _NOT_AN_ORIGIN.match(found.group(1)):
            return _BUTTON_BEHIND.sub("", found.group(1)).strip("【】[]“”\"'")
    beside_day = (
        _PAPER.fullmatch(_STAMP.sub("", line, count=1).strip(" 　|｜")) for line in lines if _STAMP.match(line)
    )
    return next((found.group() for found in beside_day if found), "")


def _authors(lines: Sequence[str]) -> tuple[Person, ...]:
    for line in lines:
        found = _AUTHOR.search(line)
        if found:
            names = _names(found.group(1))
            if names:
                return tuple(Person(name=name, role=Role.AUTHOR, role_raw="作者") for name in names)
        credited = read_credit(_STAMP.sub("", _ORIGIN.sub("", line)))
        if people := tuple(person for person in credited if person.role is not Role.EDITOR):
            return people
    return ()


def _names(words: str) -> list[str]:
    """Return the names behind a label: of ideographs, else the one of an alphabet."""
    if words.strip().casefold() in _NOBODY:
        return []
    names = [word for word in split_names(words) if is_name(word)]
    return names or [name for name in [words.strip()] if is_latin_name(name)]
