"""The day of publication as a page in an alphabet shows it: marked `time` elements, then short lines near the headline.

Month names of fifteen European languages are known by their first letters. Days inside sentences are never taken.
Chinese pages print labels instead; those are read in labels.py.
"""

import re
from collections.abc import Sequence
from datetime import date

from lxml.html import HtmlElement

from pipelines.clean import tidy_line
from pipelines.extract.dates import Moment, read_moment
from pipelines.extract.furniture_marks import in_furniture
from pipelines.extract.reading import Reading, reading
from pipelines.extract.tree import Block, text_of

LINE_MAX_CHARS = 130
POSTED_MAX_CHARS = 300
"""The same for a line that says when something was posted: blogs put categories and tags behind the day."""

TAIL_MAX_CHARS = 60
NEAR_TITLE = (-4, 9)
"""Blocks before and behind the headline in which a line may show the day."""

SHOWN = "shown day"
ELSEWHERE = "shown day, elsewhere"
"""Far from the headline and not marked: enough where nothing else is known, too little against what meta tags say."""

_MONTHS = (
    ("jan", "gen", "ene", "янв", "sty", "led", "ocak"),
    ("feb", "fév", "fev", "фев", "lut", "únor", "şub", "helm"),
    ("mar", "mär", "mrz", "maa", "мар", "bře"),
    ("apr", "avr", "abr", "апр", "kwi", "dub", "nis"),
    ("may", "mai", "maj", "mag", "mei", "мая", "май", "kvě"),
    ("jun", "juin", "giu", "июн", "cze", "červn", "haz", "kesä"),
    ("jul", "juil", "lug", "июл", "lip", "červenc", "tem", "hein"),
    ("aug", "aoû", "aou", "ago", "авг", "sie", "srp", "ağu"),
    ("sep", "set", "сен", "wrz", "zář", "eyl"),
    ("oct", "okt", "ott", "out", "окт", "paź", "říj", "eki"),
    ("nov", "ноя", "lis", "kas", "marras"),
    ("dec", "dez", "déc", "dic", "des", "дек", "gru", "pros", "ara"),
)
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_NAMED = re.compile(
    rf"(?<![\d.])(?P<d>[0-3]?\d)(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?(?P<m>[^\W\d_]{{3,10}})\.?,?\s+(?:de\s+)?{_YEAR}"
    rf"|(?P<m2>[^\W\d_]{{3,10}})\.?\s+(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)(?!\d)",
)
_NUMBERS = re.compile(r"(?<!\d)(?P<a>[0-3]?\d)(?P<mark>[./])(?P<b>[0-3]?\d)(?P=mark)(?P<y>(?:19|20)\d\d)(?!\d)")
_CHANGED = re.compile(
    r"updated|modified|reviewed|aktualisiert|mis à jour|actualizad|aggiornat|opdateret|oppdatert|bijgewerkt|uppdaterad",
    re.I,
)
_POSTED = re.compile(r"\b(?:posted|published|gepostet|veröffentlicht|publié|publicado|pubblicato)\b", re.I)
_FIRST = re.compile(r"originally published|first published|ursprünglich veröffentlicht|publié initialement", re.I)
_MARKED = re.compile(r"datepublished|published|pubdate|entry-date|post-date|publish", re.I)


def read_shown_day(
    root: HtmlElement, blocks: Sequence[Block], place: int | None, language: str, body: Sequence[Block]
) -> Reading:
    """Read the day a page shows. `place` is the headline's among the blocks; None when it is not shown.

    Some texts end with their day, so the last lines of the body are looked at after those near the headline.
    """
    moment = _first(blocks, language) or _marked(root)
    moment = moment or (_near(blocks, place, language) if place is not None else None)
    how = SHOWN if moment else ELSEWHERE
    moment = moment or _first_in([block for block in body[-4:] if len(block.text) <= TAIL_MAX_CHARS], language)
    moment = moment or _alone(blocks, language)
    if moment is None:
        return Reading()
    return reading(how, published_on=moment.on, published_at=moment.at, published_raw=moment.raw)


def read_named_day(text: str, language: str = "") -> Moment | None:
    """Return the first day in a line, with month names or numbers.

    >>> read_named_day("By Li Wei, 19 March 2024").on, read_named_day("03/01/2017", "en-US").on
    (datetime.date(2024, 3, 19), datetime.date(2017, 3, 1))
    """
    if "19" not in text and "20" not in text:
        # No year, no day: three patterns spared on nearly every line of a page.
        return None
    for found in _NAMED.finditer(text):
        month = _month(found["m"] or found["m2"])
        if month and (moment := _moment(found["y"] or found["y2"], month, found["d"] or found["d2"], found.group())):
            return moment
    for found in _NUMBERS.finditer(text):
        day, month = _order(int(found["a"]), int(found["b"]), found["mark"], language)
        if moment := _moment(found["y"], month, day, found.group()):
            return moment
    return read_moment(text, zone=None)


def _order(first: int, second: int, mark: str, language: str) -> tuple[int, int]:
    """Return day and month: only American English puts the month first, with slashes."""
    american = mark == "/" and language.lower() in ("en", "en-us", "")
    return (second, first) if american and first <= 12 else (first, second)


def _month(word: str) -> int:
    folded = word.casefold()
    return next((number for number, names in enumerate(_MONTHS, 1) if folded.startswith(names)), 0)


def _moment(year: str, month: int, day: int | str, raw: str) -> Moment | None:
    try:
        return Moment(on=date(int(year), month, int(day)), raw=raw)
    except ValueError:
        return None


def _marked(root: HtmlElement) -> Moment | None:
    """Return the moment of the first element marked as the day of publication, or the only `time` of the page."""
    times = [each for each in root.iter("time", "abbr") if each.get("datetime") or each.get("title")]
    named = root.xpath("//*[contains(@itemprop, 'datePublished')]")
    marked = [each for each in times if _MARKED.search(f"{each.get('class', '')} {each.get('pubdate', '')}")]
    own = [each for each in [*named, *marked] if not in_furniture(each)]
    alone = [each for each in times if not in_furniture(each)]
    for each in own or (alone if len({_stamp(one) for one in alone}) == 1 else []):
        if moment := read_moment(_stamp(each), zone=None):
            return moment
    return None


def _stamp(element: HtmlElement) -> str:
    return element.get("datetime") or element.get("content") or element.get("title") or tidy_line(text_of(element))


def _near(blocks: Sequence[Block], place: int, language: str) -> Moment | None:
    before, behind = NEAR_TITLE
    nearest = [*blocks[place + 1 : place + 1 + behind], *reversed(blocks[max(0, place + before) : place])]
    return _first_in(nearest, language)


def _first(blocks: Sequence[Block], language: str) -> Moment | None:
    """Return the day of a short line that says when the article first appeared."""
    lines = [block.text for block in blocks if len(block.text) <= TAIL_MAX_CHARS and _FIRST.search(block.text)]
    return next((moment for line in lines if (moment := read_named_day(line, language))), None)


def _alone(blocks: Sequence[Block], language: str) -> Moment | None:
    """Return the day of the only line of the page that begins with one and says little else, outside links."""
    short = [block.text for block in blocks if not block.links and 8 <= len(block.text) <= TAIL_MAX_CHARS]
    found = [(text, moment) for text in short if (moment := read_named_day(text, language))]
    begun = [moment for text, moment in found if text.startswith(moment.raw)]
    return begun[0] if len({moment.on for moment in begun}) == 1 else None


def _first_in(lines: Sequence[Block], language: str) -> Moment | None:
    """Return the day of the first line that has one; a day of change only when there is no other."""
    changed: Moment | None = None
    for block in lines:
        limit = POSTED_MAX_CHARS if _POSTED.search(block.text) else LINE_MAX_CHARS
        if len(block.text) > limit or not (moment := read_named_day(block.text, language)):
            continue
        if not _CHANGED.search(block.text[: block.text.find(moment.raw)]):
            return moment
        changed = changed or moment
    return changed
