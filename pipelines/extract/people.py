"""Who made the text: credits in brackets, after a dateline, at the tail of an article; and the dateline itself.

A byline that stands alone is found in lines.py; the grammar of a credit is in credits.py.
"""

import re
from collections.abc import Sequence

from archive.records import Person, Role
from pipelines.extract.credits import read_credit
from pipelines.extract.names import all_names, split_names

DATELINE_WINDOW = 40
"""A dateline and its credit stand within the first characters of a paragraph."""

_BRACKETED = re.compile(r"[（(]([^（）()]{2,90})[）)]")
_OPEN_CREDIT = re.compile(r"^[\s　]*((?:[^\s，。：:（(]{0,8})记者[^，。：:（(“]{2,30}?)(?:报道)?[\s　]*[：:]")
_TAIL = re.compile(r"[（(]([^（）()]{2,60})[）)][。\s]*$")
_PAPERS = r"(?:报|刊|网|社|台|日电|客户端|新闻|融媒|发布|在线|晚报|日报|商报|热线)"
_DATE = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
_DATELINE = re.compile(
    rf"^[（(【\[]?((?:据)?(?:[^\s，。：“”（(）)、]{{1,12}}?{_PAPERS})(?:[^\s，。：“”（(）)、]{{0,10}}?)(?:{_DATE})?"
    rf"\s?(?:综合)?(?:讯|电|消息)|[^\s，。：“”（(）)]{{2,10}}?{_DATE}(?:电|讯))"
    r"(?=[\s（(　：:，,）)】\]]|$)"
)
_COMPANY = re.compile(r"^(?:据)?(本报|本刊|本网|.{1,10}?(?:日报|晚报|早报|时报|商报|都市报|报|网|社|电视台|电台|新闻))")


def dateline(text: str) -> str:
    """Return the dateline that a text begins with, such as 本报讯 or 新华社北京2月10日电; empty when it has none.

    >>> dateline("新华社北京2月29日电 2月28日，国务院联防联控机制印发通知")
    '新华社北京2月29日电'
    """
    found = _DATELINE.match(text)
    return found.group(1) if found else ""


def company(words: str, source_name: str) -> str:
    """Return the paper or agency that a dateline or role names; 本报 is the source itself.

    >>> company("新华社北京2月29日电", "镇江日报"), company("本报讯", "镇江日报")
    ('新华社', '镇江日报')
    """
    found = _COMPANY.match(words)
    if not found:
        return ""
    return source_name if found.group(1) in ("本报", "本刊", "本网") else found.group(1)


def people_in(paragraphs: Sequence[str]) -> tuple[Person, ...]:
    """Return the people credited inside the paragraphs: at the head, and at the tail of the last ones."""
    found: list[Person] = []
    for text in paragraphs[:3]:
        found += _head_people(text)
    for text in paragraphs[-2:]:
        found += _tail_people(text)
    return unique(found)


def _head_people(text: str) -> tuple[Person, ...]:
    for match in _BRACKETED.finditer(text[: DATELINE_WINDOW + 100]):
        if match.start() <= DATELINE_WINDOW and (people := read_credit(match.group(1))):
            return people
    after = text[len(dateline(text)) :]
    spoken = _OPEN_CREDIT.match(after)
    return read_credit(spoken.group(1)) if spoken and dateline(text) else ()


def _tail_people(text: str) -> tuple[Person, ...]:
    found = _TAIL.search(text)
    if not found:
        return ()
    people = read_credit(found.group(1))
    names = split_names(found.group(1))
    if people or not all_names(names) or len(names) > 4:
        return people
    # A name alone in brackets is the writer only behind a full stop: 将先后举行。（张巨峰）
    behind_sentence = text[: found.start()].rstrip()[-1:] in "。！？”…"
    return tuple(Person(name=name, role=Role.AUTHOR) for name in names) if behind_sentence else ()


def unique(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return the people without repeats of a name; the first mention wins."""
    return tuple({person.name: person for person in reversed(people)}[name] for name in _names(people))


def _names(people: Sequence[Person]) -> list[str]:
    return list(dict.fromkeys(person.name for person in people))
