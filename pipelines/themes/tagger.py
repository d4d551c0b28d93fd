"""Give articles their policy themes, each with the words that earned it.

The same title and text under the same taxonomy get the same tags on every machine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from archive.records import Evidence, Tag
from pipelines.themes.batch import Batch
from pipelines.themes.matcher import Matcher, make_matcher
from pipelines.themes.page import UNIT, Page
from pipelines.themes.rules import compile_rules
from pipelines.themes.scoring import STRONG, Hit, Scored, score_page
from pipelines.themes.taxonomy import Taxonomy

RULE, LEARNED = "rule", "learned"
"""Methods of tags."""
AMOUNT, PLACE = itemgetter(0), itemgetter(1, 4)
"""Of a hit: its amount; its start and term."""
BATCH = 200_000
"""Characters that are scored together: what is found in them stays in the processor's cache."""


@dataclass(slots=True, kw_only=True)
class Tagged:
    """What the tagger says of one article."""

    tags: tuple[Tag, ...]
    """Best first."""
    policy: float
    """How much the article is about policy at all; about 0 … 30, negative speaks against it."""


class Tagger:
    """Runs the rules of one taxonomy; build it once, use it for many articles."""

    def __init__(self, taxonomy: Taxonomy, matcher: Matcher | None = None) -> None:
        self.taxonomy = taxonomy
        self._rules = compile_rules(taxonomy)
        self._find = matcher or make_matcher([literal.text for literal in self._rules.literals])
        self._thresholds = [theme.threshold * UNIT for theme in taxonomy.themes]

    def tag(self, title: str, text: str) -> Tagged:
        """Return the themes whose score reaches their threshold, and the policy score."""
        page = Page(title, text, self.taxonomy.defaults)
        return self._tagged(page, score_page(self._rules, self._find, page))

    def tag_all(self, articles: Iterable[tuple[str, str]]) -> Iterator[Tagged]:
        """Yield for each title and text what `tag` gives, in little more than half its time where there are many."""
        for pages in _batches(Page(title, text, self.taxonomy.defaults) for title, text in articles):
            for page, scored in zip(pages, self._batch.score(pages), strict=True):
                yield self._tagged(page, scored)

    def _tagged(self, page: Page, scored: Scored) -> Tagged:
        thresholds, pieces = self._thresholds, scored.pieces
        tags = [
            self._tag(number, amount, pieces[number], page.begins)
            for number, amount in scored.amounts.items()
            if amount >= thresholds[number]
        ]
        tags.sort(key=_best_first)
        return Tagged(tags=tuple(tags), policy=round(scored.policy, 4))

    def scores(self, title: str, text: str) -> dict[str, float]:
        """Return every theme with any evidence and its score, below the threshold too; first named, first given."""
        scored = score_page(self._rules, self._find, Page(title, text, self.taxonomy.defaults))
        begins = {number: min([hit[1] for hit in hits]) for number, hits in scored.pieces.items()}
        in_order = sorted(scored.amounts.items(), key=lambda pair: begins[pair[0]])
        return {self.taxonomy.themes[number].id: amount / UNIT for number, amount in in_order}

    @cached_property
    def _batch(self) -> Batch:
        return Batch(self._rules, self._thresholds)

    def _tag(self, number: int, amount: int, pieces: list[Hit], begins: int) -> Tag:
        if len(pieces) > 1:
            pieces.sort(key=PLACE)
            pieces.sort(key=AMOUNT, reverse=True)
        texts = self._rules.texts
        evidence = [
            _evidence("text", start - begins, (end or start + len(texts[term])) - begins, texts[term], share / UNIT)
            if start >= begins
            else _evidence("title", start, end or start + len(texts[term]), texts[term], share / UNIT)
            for share, start, _, _, term, end in pieces
        ]
        score = amount / UNIT
        return Tag(
            theme=self.taxonomy.themes[number].id,
            score=score,
            method=self._method(number, pieces),
            central=score >= self.taxonomy.defaults.central or _is_in_title(pieces, begins),
            evidence=tuple(evidence),
        )

    def _method(self, number: int, pieces: list[Hit]) -> str:
        """Return `learned` where the terms written by hand would not have given the theme, else `rule`."""
        learned = self._rules.learned.get(number)
        if learned is None:
            return RULE
        by_hand = sum(share for share, _, _, _, term, _ in pieces if term not in learned)
        return RULE if by_hand >= self._thresholds[number] else LEARNED


def _batches(pages: Iterable[Page]) -> Iterator[list[Page]]:
    """Yield the pages some at a time, by their characters; a longer one is alone."""
    together: list[Page] = []
    size = 0
    for page in pages:
        if together and size + len(page.raw) > BATCH:
            yield together
            together, size = [], 0
        together.append(page)
        size += len(page.raw)
    if together:
        yield together


def _evidence(field: str, start: int, end: int, term: str, weight: float) -> Evidence:
    """Return one piece. Its fields are set one by one: calling the class takes twice as long, ten times an article."""
    one = object.__new__(Evidence)
    one.field, one.start, one.end, one.term, one.weight = field, start, end, term, weight
    return one


def _is_in_title(pieces: list[Hit], begins: int) -> bool:
    """Tell whether a strong term stands in the title."""
    return any(start < begins and weight >= STRONG for _, start, weight, _, _, _ in pieces)


def _best_first(tag: Tag) -> tuple[float, str]:
    return -tag.score, tag.theme
