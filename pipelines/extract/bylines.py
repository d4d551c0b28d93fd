"""Bylines as a page in an alphabet shows them: elements marked as author, and lines such as “By Li Wei”.

Marks inside comments, related articles and other furniture are left out: they name other people.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from archive.records import Person
from pipelines.clean import tidy_line
from pipelines.extract.furniture_marks import in_furniture
from pipelines.extract.headline import fold
from pipelines.extract.reading import Reading, reading
from pipelines.extract.structured import people_names
from pipelines.extract.tree import Block, text_of

LINE_MAX_CHARS = 120
MAX_PEOPLE = 8
NEAR_TITLE = (-4, 10)
"""Blocks before and behind the headline in which a line may be the byline."""

_OF_CLASSES = ("author", "Author", "byline", "Byline", "autor")
_OF_ADDRESSES = ("/author", "/auteur", "/autor", "/staff/", "/contributor")
_NOT_A_NAME = re.compile(
    r"(?:^|[\s_-])(?:bio|avatar|image|img|photo|social|twitter|follow|description|role|job|position|date|time|count)(?:$|[\s_-])",
    re.I,
)
_BUTTON = re.compile(
    r"\b(?:written|share|facebook|twitter|linkedin|instagram|bio|full|view|all|alle|more|mehr|posts?|beiträge|articles?|artikel\w*|zur|"
    r"profile?|follow|home|read|about|contact|subscribe|see|die|the|in|from|new|best|how|what|why|photos?|video|"
    r"january|february|march|april|june|july|august|september|october|november|december|mon|tue|wed|thu|fri|sat|sun)\b",
    re.I,
)
_OPENING = re.compile(
    r"^\W*(?:(?:written|posted|authored|words|story|text) )?(?:by|von|par|por|di|door|av|af|auteur|author)?\W*$", re.I
)
_JOINT = re.compile(r"^\W*(?:and|und|et|y|e|&|,|with)?\W*$", re.I)
_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_NAME = (
    rf"(?:Dr\.? |Prof\.? )?{_UPPER}[\w’'.-]+"
    rf"(?: (?:{_UPPER}[\w’'.-]*|d[aeiu]|del|van|von|der|den|bin|al|la|le|el)){{1,4}}"
)
_LINE = re.compile(
    rf"^\W*(?i:(?:written|posted|authored|reported|words|story|text|published|article|interview|recommended)?\s?by|von|par|por|di|door|av|af|"
    rf"auteur|autor|author|text|texte|verfasst von|escrito por)\s*[:|]?\s*"
    rf"({_NAME}(?:(?:,| and| und| et| y| &) {_NAME}){{0,5}})",
)
_ALONE = re.compile(rf"{_UPPER}[a-zß-öø-ÿ’'-]+(?: {_UPPER}\.)?(?: {_UPPER}[a-zß-öø-ÿ’'-]+){{1,2}}")
"""A name that stands alone: two or three words with capitals and nothing else."""
_DAY_BEFORE = re.compile(r"^\W*(?=[^|]{6,40}?\d)[\w .,:/-]{6,40}?(?<=[\d.,])\s+(?=by\s)", re.I)
"""A day before the byline: Dec 08, 2019 by Li Wei."""
_TAIL = re.compile(r"\s*(?:[|•·@/(\d]|,?\s(?:in|on|am|le|for|at)(?:\s|$)|\s[-–—]\s|,\s*(?=[A-Z]{2,4}\b)).*$")
_CASED = re.compile(_NAME)


def read_bylines(root: HtmlElement, blocks: Sequence[Block], title: str, body: Sequence[Block]) -> Reading:
    """Read who signs the article: marked elements behind the headline, then lines near it and at the text's ends."""
    place = title_place(blocks, title)
    before, behind = NEAR_TITLE
    near = [] if place is None else [*blocks[place + 1 : place + 1 + behind], *blocks[max(0, place + before) : place]]
    names = _marked(root, title) or _from_lines([*near, *body[:3], *body[-3:]]) or _over_text(body)
    return reading("shown byline", people=tuple(Person(name=name) for name in names))


def _over_text(body: Sequence[Block]) -> list[str]:
    """Return the names that stand alone as the first line of a text, with a paragraph behind them."""
    for line, behind in pairwise(body[:3]):
        names = [name.strip() for name in line.text.split("/")]
        if len(behind.text) > LINE_MAX_CHARS and all(_ALONE.fullmatch(name) for name in names):
            return names if [each for name in names for each in _persons(name)] == names else []
    return []


def title_place(blocks: Sequence[Block], title: str) -> int | None:
    """Return where the headline stands among the blocks; the one in a heading before others; None when nowhere."""
    wanted = fold(title)
    places = [number for number, block in enumerate(blocks) if wanted and _is_title(block.text, title, wanted)]
    headings = [each for tag in ("h1", "h2", "h3") for each in places if blocks[each].tag == tag]
    return next(iter(headings), places[-1] if places else None)


def _is_title(text: str, title: str, wanted: str) -> bool:
    if text == title:
        return True
    # Folding is dear, and a headline's block is about as long as the headline.
    return abs(len(text) - len(title)) <= max(8, len(title) // 3) and fold(text).startswith(wanted)


def _from_lines(lines: Sequence[Block]) -> list[str]:
    for block in lines:
        if len(block.text) > LINE_MAX_CHARS:
            continue
        line = _DAY_BEFORE.sub("", block.text)
        if _LINE.match(line) and (names := _persons(line)):
            return names[:MAX_PEOPLE]
    return []


def _marked(root: HtmlElement, title: str) -> list[str]:
    """Return the names of the first marked element behind the headline, and of its neighbours."""
    found = [each for each in root.iter(etree.Element) if _is_marked(each)]
    wanted = fold(title)
    heads = [number for number, each in enumerate(found) if each.tag == "h1" and wanted in fold(text_of(each))]
    behind = found[heads[-1] + 1 :] if heads else found
    for candidates in (behind, found):
        first: HtmlElement | None = None
        names: list[str] = []
        for each in candidates[:120]:
            if each.tag == "h1" or (first is not None and not _is_beside(first, each)) or in_furniture(each):
                continue
            if here := _read(each):
                first = each if first is None else first
                names += [name for name in here if name not in names]
        if names:
            return names[:MAX_PEOPLE]
    return []


def _is_marked(element: HtmlElement) -> bool:
    """Tell whether an element is a heading of the first order, or marked as that of a writer."""
    tag, get = element.tag, element.get
    if tag == "h1":
        return True
    if (names := get("class")) and any(map(names.__contains__, _OF_CLASSES)):
        return True
    if tag == "a" and (address := get("href")) and any(map(address.__contains__, _OF_ADDRESSES)):
        return True
    return get("rel") == "author" or "author" in get("itemprop", "") or "byline" in get("data-testid", "")


def _is_beside(first: HtmlElement, other: HtmlElement) -> bool:
    """Tell whether two marked elements stand in one byline: one list or line holds both."""
    around = first
    for _ in range(3):
        above = around.getparent()
        if above is None:
            break
        around = above
    return around in other.iterancestors() and len(tidy_line(text_of(around))) <= 3 * LINE_MAX_CHARS


def _read(element: HtmlElement) -> list[str]:
    """Return the names an element shows: piece by piece, up to the first piece behind them that is none."""
    if _NOT_A_NAME.search(element.get("class") or ""):
        return []
    content = element.get("content")
    pieces = [content] if content else [tidy_line(text) for text in element.itertext() if text.strip()]
    if not 3 <= sum(map(len, pieces)) <= LINE_MAX_CHARS:
        return []
    names: list[str] = []
    for piece in pieces:
        here = _persons(piece)
        if not here and names and not _JOINT.match(piece):
            break
        if not here and not names and not _OPENING.match(piece):
            return []
        names += here
    return list(dict.fromkeys(names))


def _persons(text: str) -> list[str]:
    line = _LINE.match(text)
    words = line.group(1) if line else _TAIL.sub("", text)
    return [name for name in people_names(words) if _CASED.fullmatch(name) and not _BUTTON.search(name)]
