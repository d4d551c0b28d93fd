"""Give articles their policy themes, each with the words that earned it.

The same title and text under the same taxonomy get the same tags on every machine.
"""

from dataclasses import dataclass

from archive.records import Tag
from pipelines.themes.matcher import Matcher, make_matcher
from pipelines.themes.rules import compile_rules
from pipelines.themes.scoring import Page, Scored, score_page
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
        scored, policy = self._score(title, text)
        tags = [
            self._tag(number, result)
            for number, result in scored.items()
            if result.score >= self.taxonomy.themes[number].threshold
        ]
        tags.sort(key=lambda tag: (-tag.score, tag.theme))
        return Tagged(tags=tuple(tags), policy=round(policy, 4))

    def scores(self, title: str, text: str) -> dict[str, float]:
        """Return every theme with any evidence and its score, below the threshold too."""
        scored, _ = self._score(title, text)
        return {self.taxonomy.themes[number].id: round(result.score, 4) for number, result in scored.items()}

    def _score(self, title: str, text: str) -> tuple[dict[int, Scored], float]:
        return score_page(self._rules, self._find, Page(title, text, self.taxonomy.defaults))

    def _tag(self, number: int, result: Scored) -> Tag:
        return Tag(
            theme=self.taxonomy.themes[number].id,
            score=round(result.score, 4),
            central=result.in_title or result.score >= self.taxonomy.defaults.central,
            evidence=result.evidence,
        )
