"""Stories of print that begin on one layout page and go on on another: 下转第2版 on one, 上接第1版 on the other. Pure.

Some papers have each half under an address of its own, some the whole story under both. Halves belong together when
the marks name each other's page and the lists of both pages give them the same title, or one that contains the other;
where the titles differ, when of all stories of both pages only these two have the marks.
"""

import re
from dataclasses import dataclass, field
from datetime import date

NUMERALS = "一二三四五六七八九十"
PAGE = rf"\s*第?\s*([A-Za-z]?\d{{1,3}}|[{NUMERALS}]{{1,3}})\s*版"
GOES_ON = re.compile(r"(?:下转|转下|转接)" + PAGE)
COMES_FROM = re.compile(r"(?:上接|紧接|接上)" + PAGE)
LINK = re.compile(r"<a\b.*?</a\s*>", re.IGNORECASE | re.DOTALL)
"""Lists of the page's titles stand beside the text; the marks in them are other stories'."""
GAPS = re.compile(r"[\s\u3000\xa0]+")
SHORTEST_PIECE = 4
"""Characters of a title that tell a story when another title contains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The layout pages, as bare labels, that a story says it goes on or has begun on."""

    on: frozenset[str] = frozenset()
    back: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.on or self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Where the other halves of a story are; empty when it is whole, or nobody knows."""

    begins_at: str = ""
    goes_on_at: str = ""

    def __bool__(self) -> bool:
        return bool(self.begins_at or self.goes_on_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    url: str
    title: str
    """Folded."""


Page = tuple[date, str]
"""Day and bare label of a layout page."""


@dataclass(slots=True)
class Printed:
    """Which stories stand on which layout pages, and what those that were read say of each other."""

    _pages: dict[Page, list[_Story]] = field(default_factory=dict)
    _place: dict[str, Page] = field(default_factory=dict)
    """Address of a story → where it stands first."""
    _told: dict[str, Marks] = field(default_factory=dict)
    """Address of a story that was read, or will not be → its marks."""

    def add(self, day: date, label: str, title: str, url: str) -> None:
        """Write down a story of a layout page."""
        page = (day, _bare(label))
        stories = self._pages.setdefault(page, [])
        if all(story.url != url for story in stories):
            stories.append(_Story(url=url, title=GAPS.sub("", title)))
        self._place.setdefault(url, page)

    def tell(self, url: str, html: str = "") -> Marks:
        """Write down what the page of a story says; without a page, that none comes. The first word counts."""
        if url not in self._told:
            page, said = self._place.get(url, (date.min, "")), LINK.sub("", html)
            self._told[url] = Marks(on=self._named(GOES_ON, said, page), back=self._named(COMES_FROM, said, page))
        return self._told[url]

    def _named(self, mark: re.Pattern[str], text: str, page: Page) -> frozenset[str]:
        """Return the bare labels that the marks name; one without a letter is in the section of the own page."""
        day, own = page
        section = own.rstrip("0123456789")
        labels = [_bare(_digits(label)) for label in mark.findall(text)]
        return frozenset(section + one if (day, section + one) in self._pages else one for one in labels) - {own}

    def is_told(self, url: str) -> bool:
        """True when all stories have been read that could be the other half of this one, or its rivals."""
        if url not in self._place:
            return True
        marks, (day, own) = self._told.get(url, Marks()), self._place[url]
        stories = [story for label in {own, *marks.on, *marks.back} for story in self._pages.get((day, label), ())]
        return all(story.url in self._told for story in stories)

    def neighbours(self, url: str) -> tuple[list[str], list[str]]:
        """Return the stories of the pages on which a story says that it goes on, and of those where it has begun."""
        if url not in self._place:
            return [], []
        marks, day = self._told.get(url, Marks()), self._place[url][0]
        on, back = (
            [one.url for label in way for one in self._pages.get((day, label), ())] for way in (marks.on, marks.back)
        )
        return on, back

    def halves(self, url: str) -> Halves:
        """Return the other halves of a story that was read, as far as the stories read so far tell."""
        if url not in self._place:
            return Halves()
        marks = self._told.get(url, Marks())
        found = {name: [self._other(url, label, name) for label in sorted(getattr(marks, name))] for name in REVERSE}
        return Halves(begins_at=next(filter(None, found["back"]), ""), goes_on_at=next(filter(None, found["on"]), ""))

    def _other(self, url: str, label: str, way: str) -> str:
        """Return the story on the page `label` that is the other half, by its title or by the marks alone."""
        day, own = self._place[url]
        by_title = self._twin(url, (day, label))
        if by_title or not self.is_told(url):
            return by_title
        rivals = self._alone((day, own), label, way)
        candidates = self._alone((day, label), own, REVERSE[way])
        return candidates[0] if rivals == [url] and len(candidates) == 1 else ""

    def _twin(self, url: str, page: Page) -> str:
        """Return the one story of a page that has the title of this one, or one title inside the other."""
        mine = next(story.title for story in self._pages[self._place[url]] if story.url == url)
        others = [story for story in self._pages.get(page, ()) if story.url != url]
        same = [story.url for story in others if story.title == mine and mine]
        near = [story.url for story in others if _is_inside(story.title, mine) or _is_inside(mine, story.title)]
        found = same or near
        return found[0] if len(found) == 1 else ""

    def _alone(self, page: Page, label: str, way: str) -> list[str]:
        """Return the stories of a page whose mark names the page `label` and that have no twin there by title."""
        marked = [
            story.url for story in self._pages.get(page, ()) if label in getattr(self._told.get(story.url), way, ())
        ]
        return [url for url in marked if not self._twin(url, (page[0], label))]


REVERSE = {"on": "back", "back": "on"}


def _is_inside(piece: str, whole: str) -> bool:
    return len(piece) >= SHORTEST_PIECE and piece in whole


def _digits(label: str) -> str:
    """Return a label with Chinese numerals as digits.

    >>> _digits("二"), _digits("十二"), _digits("A2")
    ('2', '12', 'A2')
    """
    if label[0] not in NUMERALS:
        return label
    tens, ten, ones = label.rpartition("十")
    value = (NUMERALS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return str(value + (NUMERALS.index(ones[-1]) + 1 if ones else 0))


def _bare(label: str) -> str:
    """The label without leading zeros: 下转2版 means page 02.

    >>> _bare("A02"), _bare("02")
    ('A2', '2')
    """
    return re.sub(r"^([A-Za-z]*)0+(?=\d)", r"\1", label).upper()
