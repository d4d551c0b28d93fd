"""Propose the selectors of a source from a few of its pages: where the generic reader's values stand in the markup.

A selector is proposed when reading by it gives what the generic reader gave, on nearly all pages. Nothing is believed
unseen: `compare` reads every page both ways, for a person to look at.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement

from archive.records import Rejected
from pipelines.decode import decode
from pipelines.extract.dates import read_moment
from pipelines.extract.lines import sort_blocks
from pipelines.extract.page import read_page
from pipelines.extract.reading import Reading
from pipelines.extract.rules import read_body, read_rules
from pipelines.extract.selectors import meaning_of, selectors_of
from pipelines.extract.tree import parse, text_of
from pipelines.items import FetchedPage, ReadRules

FEWEST = 3
"""Pages that must agree; from fewer nobody can tell what is the page's and what the source's."""
MOST_PAGES = 8
LONGEST_LINE = 400
"""Characters of an element that can hold a headline, a day or a name."""
LIKENESS = 0.92
"""Share of the paragraphs' characters that a body selector must have in common with the generic text, which is no truth
itself: it leaves out what it takes for furniture."""
AGREED = 0.75
"""Share of the pages with a value on which a selector must give it."""

_OF_CHANGES = re.compile("modif|updat|url|expir", re.I)
"""Tags that agree with the day of publication by chance, until an article is changed."""

MOST_TRIED = 40
"""Selectors of a field that are tried on the pages, the most telling first."""

LINES = ("title", "kicker", "subtitle", "date", "author", "origin")
FIELDS = (*LINES, "body")
FIELD_OF = {"date": "published_on", "author": "people", "origin": "agency", "body": "text"}
"""Key of a `read:` entry → field of a reading, where they differ."""


@dataclass(slots=True, kw_only=True)
class Sample:
    """One page of the source and what the generic reader made of it."""

    page: FetchedPage
    html: str
    root: HtmlElement
    generic: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One field of one page, read both ways."""

    url: str
    field: str
    generic: str
    ruled: str

    @property
    def same(self) -> bool:
        """True when both ways read the same."""
        return self.generic == self.ruled


def sample_of(page: FetchedPage) -> Sample | Rejected:
    """Read a page with the generic reader; a Rejected when it is no article."""
    plain = replace(page, rules=ReadRules(min_chars=page.rules.min_chars))
    decoded = decode(page.body, page.content_type)
    if isinstance(decoded, Rejected):
        return decoded
    read = read_page(decoded.text, plain)
    if isinstance(read, Rejected):
        return read
    root = parse(decoded.text)
    assert root is not None, "a page that was read has a tree"
    return Sample(page=plain, html=decoded.text, root=root, generic=read[0])


def propose(samples: Sequence[Sample]) -> ReadRules:
    """Return the selectors on which the pages agree; a field without any is left to the generic reader."""
    seen = samples[:MOST_PAGES]
    if len(seen) < FEWEST:
        return ReadRules()
    chosen = {field: _best(field, seen) for field in FIELDS}
    named: dict[str, Any] = {field: (found,) for field, found in chosen.items() if found}
    rules = ReadRules(**named)
    return replace(rules, complete=_is_complete(rules, seen))


def compare(samples: Sequence[Sample], rules: ReadRules) -> list[Compared]:
    """Read every page both ways and return each field that either of them knows."""
    rows = []
    for each in samples:
        ruled = _read(each, rules)
        for field in FIELDS:
            pair = (_shown(field, each.generic), _shown(field, ruled))
            if any(pair):
                rows.append(Compared(url=each.page.url, field=field, generic=pair[0], ruled=pair[1]))
    return rows


def _read(sample: Sample, rules: ReadRules) -> Reading:
    read = read_page(sample.html, replace(sample.page, rules=rules))
    return Reading() if isinstance(read, Rejected) else read[0]


def _is_complete(rules: ReadRules, samples: Sequence[Sample]) -> bool:
    """Tell whether reading by the selectors alone gives all that the generic reader gives, on every page."""
    if not (rules.title and rules.date and rules.body):
        return False
    whole = replace(rules, complete=True)
    return all(row.same or _agree(row.field, row.generic, row.ruled) > 0 for row in compare(samples, whole))


def _best(field: str, samples: Sequence[Sample]) -> str:
    """Return the selector that gives the field's value on most pages; empty when none gives it on enough."""
    known = [each for each in samples if _shown(field, each.generic)]
    if len(known) < FEWEST:
        return ""
    met = Counter(selector for each in known for selector in set(_candidates(field, each)))
    enough = max(FEWEST * LIKENESS, AGREED * len(known))
    common = [selector for selector, count in met.items() if count >= enough]
    hopeful = sorted(common, key=lambda each: _merit(0.0, each), reverse=True)[:MOST_TRIED]
    scored = [(_agreeing(field, selector, samples), selector) for selector in hopeful]
    right = [(score, selector) for score, selector in scored if score >= enough]
    return max(right, key=lambda pair: _merit(*pair), default=(0.0, ""))[1]


def _merit(score: float, selector: str) -> tuple[float, bool, int, int, str]:
    """Order selectors: by agreement, then what tells its meaning, then the shorter."""
    return (score, not _OF_CHANGES.search(selector), meaning_of(selector), -len(selector), selector)


def _agreeing(field: str, selector: str, samples: Sequence[Sample]) -> float:
    """Return on how many pages a selector gives the value; each page on which it gives another takes one off.

    A text that is only nearly the same counts a little less.
    """
    named: dict[str, Any] = {field: (selector,)}
    rules = ReadRules(**named)
    score = 0.0
    for each in samples:
        want = _shown(field, each.generic)
        got = _by_selector(field, each, rules)
        score += _agree(field, want, got) if got else 0
    return score


def _agree(field: str, want: str, got: str) -> float:
    """Return 1 for the same value, somewhat less for a text nearly the same, -1 for another."""
    if want == got:
        return 1.0
    likeness = _likeness(want, got) if field == "body" else 0.0
    return likeness if likeness >= LIKENESS else -1.0


def _by_selector(field: str, sample: Sample, rules: ReadRules) -> str:
    if field != "body":
        return _shown(field, read_rules(sample.root, rules))
    blocks, _ = read_body(sample.root, rules)
    return sort_blocks(blocks, {sample.generic.title}).joined


def _likeness(want: str, got: str) -> float:
    """Return the share of characters in paragraphs that two texts have in common."""
    wanted, given = Counter(want.splitlines()), Counter(got.splitlines())
    shared = sum(len(line) * count for line, count in (wanted & given).items())
    return 2 * shared / max(1, _size(wanted) + _size(given))


def _size(lines: Counter[str]) -> int:
    return sum(len(line) * count for line, count in lines.items())


def _candidates(field: str, sample: Sample) -> Iterator[str]:
    """Yield selectors of the elements that hold the value on a page."""
    holders = _holders_of_text if field == "body" else _holders_of_line
    for element in holders(field, sample):
        for selector in selectors_of(element):
            yield selector
            if element.get("datetime") and "::" not in selector:
                yield f"{selector}::attr(datetime)"
            if field == "body":
                yield from (f"{selector} > p", f"{selector} p")


def _holders_of_line(field: str, sample: Sample) -> Iterator[HtmlElement]:
    wanted = _shown(field, sample.generic)
    is_it = _line_test(field, wanted)
    for element in sample.root.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "html", "head", "body"):
            continue
        text = element.get("content") or "" if element.tag == "meta" else _short_text(element)
        text += element.get("datetime") or "" if field == "date" else ""
        if text and is_it(text):
            yield element


def _line_test(field: str, wanted: str) -> Callable[[str], bool]:
    if field == "title":
        return lambda text: "".join(text.split()) == "".join(wanted.split())
    if field == "date":
        return lambda text: wanted[:4] in text and _day_in(text) == wanted
    words = wanted.split("、")
    return lambda text: all(word in text for word in words)


def _day_in(text: str) -> str:
    moment = read_moment(text)
    return moment.on.isoformat() if moment else ""


def _short_text(element: HtmlElement) -> str:
    """Return the text of an element that can be a line; empty for larger ones, which are not walked to their end."""
    if sum(1 for _ in zip(element.iter(), range(13), strict=False)) > 12:
        return ""
    text = text_of(element)
    return text if len(text) <= LONGEST_LINE else ""


def _holders_of_text(field: str, sample: Sample) -> Iterator[HtmlElement]:
    """Yield the innermost elements that hold nearly all of the text."""
    lines = [line for line in sample.generic.text.splitlines() if len(line) > 1]
    total = sum(map(len, lines))
    element: HtmlElement | None = sample.root
    while element is not None:
        yield element
        inner = [child for child in element if isinstance(child.tag, str)]
        element = next((child for child in inner if _holds(child, lines) >= 0.9 * total), None)


def _holds(element: HtmlElement, lines: Sequence[str]) -> int:
    text = "".join(text_of(element).split())
    return sum(len(line) for line in lines if "".join(line.split()) in text)


def _shown(field: str, read: Reading) -> str:
    """Return a field as it is compared and shown."""
    value = getattr(read, FIELD_OF.get(field, field))
    if field == "author":
        return "、".join(person.name for person in value)
    if field == "date":
        return value.isoformat() if value else ""
    return str(value)
