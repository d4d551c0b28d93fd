"""Why two texts are not one news text, however much they share: the cases in which no model is asked.

Each has a name (`Ground`) that a person is shown. They rest on what news is, not on how much is alike: a notice of the
next week, the next session, another company in the same sentences.
"""

import re
from datetime import date

from archive.records import Ground, NewsText
from pipelines.dedup.facts import SELF_NAMES, quantities
from pipelines.dedup.features import Comparison
from pipelines.dedup.fold import fold
from pipelines.dedup.units import CHINESE_NUMERALS, Units, read_units

LEAST_COVERAGE = 0.12
"""Share of either text; with less in common there is nothing to weigh."""

FEW_UNITS = 80
"""Units. Shorter texts agree by chance, so their titles must be related."""

WHOLE = 0.8
"""A copy shorter than this share of the other is a cut one; by-lines and boilerplate change less."""

RECURS_AFTER_DAYS = 3
"""Reprints follow within days; an equal notice after more than these is the next one of its series."""

NOTICE_UNITS = 150
"""Units. A longer text that speaks of today tells news, and may be reprinted a week later."""

RETURNS_AFTER_DAYS = 60
"""Yearly ceremonies are told in last year's words; after so long only an untouched text is a reprint (measured on
29,052 broadcast items: 10 of the 18 texts folded without this were another year's)."""

FOLLOWS_AFTER_DAYS = 2
HALF = 0.5
"""A text this many days later and with so much more to tell goes on with the story."""

UNTOUCHED = 0.95
"""Share of both texts that a late reprint leaves as it was."""

SAME_PHRASE = 0.3
"""Share of a title around one replaced piece from which both titles are one phrase with a slot."""

INSIDE_AFTER = 80
"""Units of the longer text before the shorter one begins in it: more than a by-line and an editor's note."""

OWN_UNITS = 40
"""Units before the first shared passage of either text, from which each has news of its own to tell."""

FORM_UNITS = 400
"""Units. Longer notices are orders and plans, whose numbers a reprint may misread."""

RELATIVE_DAY = re.compile("今天|今日|今晚|今夜|明天|明日|明晚|后天|today|tomorrow|tonight")
ANNOUNCES = re.compile("将(?![军领士帅官才])")
REACTION = re.compile("(?:热烈|强烈|积极)(?:的)?(?:反响|回响|共鸣)")
CALENDAR_DAY = re.compile(r"\d月\d|[一二三四五六七八九十]月[一二三四五六七八九十]")
FORM = re.compile(
    "(?:公告|通告|公示|启事|预报|预警|播报|监测|行情|中标|招标|拍卖|挂牌|提示|提醒)(?:[（(].{0,12}[)）])?$"
)
"""Titles of what offices issue again and again in one form."""
CORRECTION = re.compile("corrected|correction|refile|更正|订正|勘误|重发")
ORDINAL = re.compile(r"第([\d〇零一二三四五六七八九十百]+)([^\W\d〇零一二三四五六七八九十百])")


def out_of_question(a: NewsText, b: NewsText, comparison: Comparison) -> Ground | None:
    """Why the model must not be asked; None when it is to decide. `a` is the shorter text."""
    if max(comparison.coverage) < LEAST_COVERAGE:
        return Ground.LITTLE_SHARED
    if _too_short_to_tell(comparison):
        return Ground.TOO_SHORT
    if _is_furniture(a, b, comparison):
        return Ground.FURNITURE
    if bool(REACTION.search(fold(a.title))) != bool(REACTION.search(fold(b.title))):
        return Ground.REACTION
    if puts_right(a, b):
        return None
    if _is_next_of_series(a, b, comparison) or _is_next_session(a, b):
        return Ground.SERIES
    if _is_form_filled_in_anew(a, b, comparison):
        return Ground.NOTICE
    if _has_other_subject(comparison) and _is_traditional(a.title) == _is_traditional(b.title):
        return Ground.SUBJECT
    return _tells_news_of_its_own(a, b, comparison)


def _tells_news_of_its_own(a: NewsText, b: NewsText, comparison: Comparison) -> Ground | None:
    if _stands_inside(comparison):
        return Ground.INSIDE
    if _share_background(comparison):
        return Ground.BACKGROUND
    return Ground.LATER if _is_told_again_later(a, b, comparison) else None


def puts_right(a: NewsText, b: NewsText) -> bool:
    """True when a title says that its text corrects another one, of the same days."""
    if days_between(a.published_on, b.published_on) > RECURS_AFTER_DAYS:
        return False
    return bool(CORRECTION.search(fold(a.title)) or CORRECTION.search(fold(b.title)))


def days_between(a: date | None, b: date | None) -> int:
    """Days between two texts; 0 when a day is not known."""
    return abs((a - b).days) if a and b else 0


def _too_short_to_tell(comparison: Comparison) -> bool:
    return len(comparison.a) < FEW_UNITS and not _titles_related(comparison)


def _titles_related(comparison: Comparison) -> bool:
    return comparison.title.dice >= 0.3 or comparison.title.containment >= 0.6


def _is_furniture(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True for one body under two unrelated titles that it does not speak of: the reader took page furniture for it."""
    if not comparison.equal or comparison.title.dice >= 0.2:
        return False
    body = set(comparison.a.words)
    titles = [set(read_units(text.title).words) for text in (a, b)]
    return all(title and len(title & body) < WHOLE * len(title) for title in titles)


def _is_next_of_series(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True for a notice that came again on another day with other facts, however equal the words."""
    days = days_between(a.published_on, b.published_on)
    if days and a.title != b.title and RELATIVE_DAY.search(a.title) and RELATIVE_DAY.search(b.title):
        return True
    if days and comparison.title.conflict and comparison.title.slot >= SAME_PHRASE:
        return True
    changed = bool(comparison.substitutions) or min(comparison.coverage) < UNTOUCHED
    if changed and (days > RETURNS_AFTER_DAYS or (days and _is_announced_by_one(a, b, comparison))):
        return True
    if days <= RECURS_AFTER_DAYS:
        return False
    is_short = len(comparison.a) < FEW_UNITS and changed
    return is_short or bool(comparison.conflicts) or _is_notice_of_its_day(a, comparison.a)


def _is_announced_by_one(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True when of two titles in one phrase one says that it will be: 将出席, and then 离京出席."""
    announced = bool(ANNOUNCES.search(fold(a.title))) != bool(ANNOUNCES.search(fold(b.title)))
    return announced and comparison.title.slot >= SAME_PHRASE


def _is_notice_of_its_day(news: NewsText, units: Units) -> bool:
    """True for a short text that speaks of today or tomorrow and names no day."""
    if len(units) > NOTICE_UNITS:
        return False
    return bool(RELATIVE_DAY.search(news.text)) and not CALENDAR_DAY.search(fold(news.text))


def _is_next_session(a: NewsText, b: NewsText) -> bool:
    """True when both titles count the same thing and one is further: 第三次会议, 第四次会议."""
    of_a, of_b = _ordinals(a.title), _ordinals(b.title)
    return any(of_a[counted] != of_b[counted] for counted in of_a.keys() & of_b.keys())


def _ordinals(title: str) -> dict[str, str]:
    """What a title counts → its last number: {"次": "3"}."""
    return {found[2]: next(iter(quantities(read_units(found[1]).words)), "") for found in ORDINAL.finditer(fold(title))}


def _is_form_filled_in_anew(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True for two notices of one form, such as 停电公告, with another number, day, street or district."""
    if len(comparison.a) > FORM_UNITS or not (FORM.search(fold(a.title)) and FORM.search(fold(b.title))):
        return False
    return bool(comparison.conflicts or comparison.names)


def _has_other_subject(comparison: Comparison) -> bool:
    """True when the piece that differs between both titles is replaced by the same piece in the texts too."""
    title = comparison.title
    if title.slot < SAME_PHRASE or not all(title.pieces):
        return False
    if {"".join(piece) for piece in title.pieces} & SELF_NAMES or _is_number(title.pieces[0], title.pieces[1]):
        return False
    one, other = ("".join(piece) for piece in title.pieces)
    replaced = (
        ("".join(comparison.a.words[slice(*gap.a)]), "".join(comparison.b.words[slice(*gap.b)]))
        for gap in comparison.substitutions
    )
    return any(_by_replacing(a, b, one, other) or _by_replacing(a, b, other, one) for a, b in replaced)


def _by_replacing(a: str, b: str, old: str, new: str) -> bool:
    """True when `b` is `a` with the one piece put for the other."""
    return old in a and a.replace(old, new) == b


def _is_traditional(title: str) -> bool:
    """True when a title is in traditional characters; such prints have other words too: 设备, 裝置."""
    return any(char != small and "\u3400" <= char <= "\u9fff" for char, small in zip(title, fold(title), strict=True))


def _is_number(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """True for one number written in two ways: 三, 3."""
    numeric = all(word[0].isdigit() or word in CHINESE_NUMERALS for word in (*a, *b))
    return numeric and quantities(a) == quantities(b)


def _stands_inside(comparison: Comparison) -> bool:
    """True for a news brief that a round-up or a longer report takes in: whole, but not at its head nor by its title.

    A cut copy begins as the whole does, and an excerpt keeps the title.
    """
    if len(comparison.a) >= HALF * len(comparison.b) or comparison.coverage[0] < WHOLE or _titles_related(comparison):
        return False
    return min(run.b for run in comparison.runs) >= INSIDE_AFTER


def _share_background(comparison: Comparison) -> bool:
    """True for two news under unrelated titles that only end alike: in the history of a war, in a site's own words."""
    if max(comparison.coverage) >= WHOLE or _titles_related(comparison):
        return False
    starts = (min(run.a for run in comparison.runs), min(run.b for run in comparison.runs))
    return min(starts) >= OWN_UNITS


def _is_told_again_later(a: NewsText, b: NewsText, comparison: Comparison) -> bool:
    """True for a later report of its own that repeats an earlier text: under another title, and longer or shorter.

    A cut copy comes with the whole or soon after it; a speech comes again in a journal weeks later, an obituary in the
    report on the funeral.
    """
    if not a.published_on or not b.published_on or comparison.title.dice >= WHOLE:
        return False
    if days_between(a.published_on, b.published_on) > RECURS_AFTER_DAYS:
        return len(comparison.a) < WHOLE * len(comparison.b) or min(comparison.coverage) < UNTOUCHED
    return (b.published_on - a.published_on).days >= FOLLOWS_AFTER_DAYS and len(comparison.a) < HALF * len(comparison.b)
