"""Read the text of a newspaper page as copied out of a PDF: one article or several.

Print has no markup; what is left is length, order and form. Short lines without an end of sentence are headlines,
long ones text; a headline opens a new article when a byline or dateline follows, or several lines stand together.
A single short line between paragraphs is a subhead and stays in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.records import Caption, Reason, Rejected
from pipelines.clean import ends_sentence, glue, is_cut, tidy_line, unwrap
from pipelines.extract.dates import day_in_address, read_moment
from pipelines.extract.kinds import kind_of, language_of
from pipelines.extract.lines import is_credit, read_byline, read_caption, sort_blocks, strip_jump
from pipelines.extract.people import company, dateline, unique
from pipelines.extract.reading import Reading
from pipelines.extract.tree import Block
from pipelines.items import Hints

HEADLINE_MAX_CHARS = 45
"""The longest line of a headline triple; the longest of 31 saved editions' titles has 28 characters."""

MAX_CHARS = 1_000_000

_LABEL = re.compile(r"^第?\s*([A-Z]?\d{1,3})\s*版?(?=[\s:：·|]|$)\s*[:：·|]?\s*([\u3400-\u9fff]{2,6}(?!\S))?")
_WEEKDAY = re.compile(
    r"星期[一二三四五六日天]|农历|总第\s*\d+\s*期|第\s*\d+\s*期|今日\s*\d+\s*版|https?://|www\.|邮箱|E-?mail", re.I
)


@dataclass(slots=True, kw_only=True)
class _PageHead:
    """What the head of the printed page says."""

    label: str = ""
    name: str = ""
    on: date | None = None
    raw: str = ""


@dataclass(slots=True, kw_only=True)
class _Article:
    """The lines of one article while the page is being read."""

    headline: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    captions: list[Caption] = field(default_factory=list)


def read_print(text: str, hints: Hints, source_name: str = "") -> tuple[Reading, ...] | Rejected:
    """Read the articles of a printed page in the order they were copied."""
    lines = _lines(text[:MAX_CHARS])
    head, rest = _split_head(lines, source_name)
    articles = [article for article in _articles(rest) if article.lines]
    readings = tuple(_reading(article, head, hints, source_name) for article in articles)
    if not readings:
        return Rejected(reason=Reason.EMPTY if not lines else Reason.NOT_AN_ARTICLE, detail="no paragraph of text")
    titled = tuple(each for each in readings if each.title)
    return titled or Rejected(reason=Reason.NO_TITLE, detail=readings[0].text[:60])


def _lines(text: str) -> list[str]:
    """Return the tidy lines; lines that a column's width has broken are joined."""
    found: list[str] = []
    for group in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        lines = [line for each in group.split("\n") if (line := tidy_line(each))]
        found += unwrap(lines)
    return found


def _split_head(lines: Sequence[str], source_name: str) -> tuple[_PageHead, list[str]]:
    """Take the lines of the page's head and foot out: label, name, day, the paper's own name."""
    head = _PageHead()
    rest = [line for line in lines if not _read_head(line, head, source_name)]
    return head, rest


def _read_head(line: str, head: _PageHead, source_name: str) -> bool:
    """Tell whether a line belongs to the page and not to an article; keep what it says."""
    if len(line) > 60 or ends_sentence(line):
        return False
    moment = read_moment(line)
    label = _LABEL.match(line)
    words = tidy_line(line.replace(moment.raw, "") if moment else line)
    is_head = bool(moment and len(words) <= 40 and not line.startswith(("（", "("))) or line == source_name
    if label and (moment or not line[label.end() :].strip()):
        head.label, head.name = head.label or label.group(1), head.name or (label.group(2) or "")
        is_head = True
    if moment and is_head and head.on is None:
        head.on, head.raw = moment.on, moment.raw
    return is_head or (bool(_WEEKDAY.search(line)) and len(line) <= 30)


def _articles(lines: Sequence[str]) -> list[_Article]:
    """Cut the lines into articles."""
    articles: list[_Article] = []
    place = 0
    while place < len(lines):
        run = _short_run(lines, place)
        opens = not articles or not articles[-1].lines
        if run and not _continues(articles) and (opens or _opens_article(lines, place, run)):
            articles.append(_Article(headline=list(lines[place : place + run])))
            place += run
            continue
        if not articles:
            articles.append(_Article())
        _take(articles[-1], lines[place])
        place += 1
    return _merge_headless(articles)


def _continues(articles: Sequence[_Article]) -> bool:
    """Tell whether the paragraph before was cut by a column break: what follows is its other half."""
    return bool(articles) and bool(articles[-1].lines) and is_cut(articles[-1].lines[-1])


def _take(article: _Article, line: str) -> None:
    caption = read_caption(line, Block(text=line)) if not is_credit(line) else None
    if caption:
        article.captions.append(caption)
    elif article.lines and is_cut(article.lines[-1]) and not is_credit(line):
        article.lines[-1] = glue(article.lines[-1], strip_jump(line))
    else:
        article.lines.append(line)


def _short_run(lines: Sequence[str], place: int) -> int:
    """Return how many headline lines stand together from a place on."""
    count = 0
    while place + count < len(lines) and _is_headline(lines[place + count]):
        count += 1
    return count


def _is_headline(line: str) -> bool:
    if len(line) > HEADLINE_MAX_CHARS or len(line) < 2 or is_credit(line) or read_byline(line):
        return False
    if line.startswith(("（", "(")) or read_caption(line, Block(text=line)):
        return False
    return line[-1] in "？！?!—：:…" or not ends_sentence(line)


def _opens_article(lines: Sequence[str], place: int, run: int) -> bool:
    """Tell whether a run of short lines opens an article: two or more, or a byline or dateline right behind."""
    following = [line for line in lines[place + run : place + run + 3] if not read_caption(line, Block(text=line))]
    if not following:
        return False
    credited = bool(read_byline(following[0]) or dateline(following[0]))
    has_text = any(len(line) > HEADLINE_MAX_CHARS or ends_sentence(line) for line in following)
    return has_text and (credited or run >= 2 or _ended(lines[place - 1]))


def _ended(line: str) -> bool:
    """Tell whether a line closes an article: a credit, or a paragraph that names its writer at the end."""
    return is_credit(line) or (line[-1:] in "）)" and bool(read_byline(line[max(line.rfind("（"), line.rfind("(")) :])))


def _merge_headless(articles: list[_Article]) -> list[_Article]:
    """Join what stands before the first headline, or short runs without text, to the article that follows."""
    kept: list[_Article] = []
    waiting: list[str] = []
    for article in articles:
        if article.lines:
            article.headline = waiting + article.headline
            waiting = []
            kept.append(article)
        else:
            waiting += article.headline
    if waiting and kept:
        kept[-1].lines += waiting
    return kept


def _reading(article: _Article, head: _PageHead, hints: Hints, source_name: str) -> Reading:
    kicker, title, subtitle, beside = _triple(article.headline)
    done = sort_blocks([Block(text=line) for line in article.lines])
    line = dateline(done.text[0]) if done.text else ""
    people = unique(done.people)
    name = head.name or hints.page_name
    on = head.on or hints.edition_on or hints.published_on or day_in_address(hints.file_name)
    by_head = "page head" if head.on else "hints"
    named = (company(words, source_name) for each in people for words in (each.role_raw, each.name))
    agency = company(line, source_name) or next(filter(None, named), "")
    kind = kind_of(
        title=title,
        kicker=kicker,
        section=name,
        people=people,
        dateline=line,
        byline_first=done.has_byline,
        printed=True,
    )
    return Reading(
        title=title,
        title_raw=title,
        kicker=kicker,
        subtitle=subtitle,
        people=people,
        dateline=line,
        agency=agency,
        published_on=on,
        published_raw=head.raw,
        page_label=head.label or hints.page_label,
        page_name=name,
        language=language_of(done.joined),
        kind=kind,
        text=done.joined,
        captions=tuple(article.captions + done.captions),
        credits=(*beside, *done.credits),
        provenance={"title": "print", "text": "print", "people": "print", "published_on": by_head if on else ""},
    )


def _triple(headline: Sequence[str]) -> tuple[str, str, str, tuple[str, ...]]:
    """Return kicker, title, subtitle, and the lines beyond them: lettering inside a picture, column names.

    Of two lines the first is the kicker, the commoner case in print, unless the second opens with a dash.
    """
    lines = list(headline)
    if len(lines) <= 1:
        return "", lines[0] if lines else "", "", ()
    if len(lines) == 2 and lines[1].startswith("—"):
        return "", lines[0], lines[1].lstrip("—").strip(), ()
    if len(lines) == 2:
        return lines[0], lines[1], "", ()
    return lines[0], lines[1], lines[2], tuple(lines[3:])
