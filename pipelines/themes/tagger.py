"""Give articles their policy themes, each with the words that earned it.

The same title and text under the same taxonomy get the same tags on every machine.
"""

from dataclasses import dataclass

from archive.records import Evidence, Tag
from pipelines.themes.matcher import Matcher, make_matcher
from pipelines.themes.rules import compile_rules
from pipelines.themes.scoring import UNIT, Hit, Page, Scored, score_page
from pipelines.themes.taxonomy import Taxonomy


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

    def tag(self, title: str, text: str) -> Tagged:
        """Return the themes whose score reaches their threshold, and the policy score."""
        page, scored, policy = self._score(title, text)
        tags = [
            self._tag(number, result, page.begins)
            for number, result in scored.items()
            if result.score >= self.taxonomy.themes[number].threshold
        ]
        tags.sort(key=lambda tag: (-tag.score, tag.theme))
        return Tagged(tags=tuple(tags), policy=round(policy, 4))

    def scores(self, title: str, text: str) -> dict[str, float]:
        """Return every theme with any evidence and its score, below the threshold too; first named, first given."""
        _, scored, _ = self._score(title, text)
        in_order = sorted(scored.items(), key=lambda pair: min(piece[1] for piece in pair[1].pieces))
        return {self.taxonomy.themes[number].id: result.score for number, result in in_order}

    def _score(self, title: str, text: str) -> tuple[Page, dict[int, Scored], float]:
        page = Page(title, text, self.taxonomy.defaults)
        return page, *score_page(self._rules, self._find, page)

    def _tag(self, number: int, result: Scored, begins: int) -> Tag:
        result.pieces.sort(key=_heaviest_first)
        evidence = [
            Evidence(field="text", start=start - begins, end=end - begins, term=term, weight=amount / UNIT)
            if start >= begins
            else Evidence(field="title", start=start, end=end, term=term, weight=amount / UNIT)
            for amount, start, end, term, _, _ in result.pieces
        ]
        return Tag(
            theme=self.taxonomy.themes[number].id,
            score=result.score,
            central=result.score >= self.taxonomy.defaults.central or result.in_title(begins),
            evidence=tuple(evidence),
        )


def _heaviest_first(piece: Hit) -> tuple[int, int]:
    return -piece[0], piece[1]
