"""Try rules on texts before they are adopted: what they would tag, and how two versions of them differ. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from archive.records import Tag
from pipelines.themes.changes import changed_literals, may_differ
from pipelines.themes.tagger import Tagger
from pipelines.themes.taxonomy import Names, Taxonomy, Theme

ALONE = 3.0
"""Weight from which a term gives a theme by itself."""
TRIED = "tried"
"""Id of the theme that a rule on trial gives."""


class Text(Protocol):
    """What a trial needs of an article."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def title(self) -> str:
        """Its headline."""

    @property
    def text(self) -> str:
        """Its paragraphs."""


@dataclass(slots=True, kw_only=True)
class Change:
    """One theme of one article under two versions."""

    article_id: int
    title: str
    theme: str
    before: float
    """Score; 0 where it was not given."""
    after: float
    terms: tuple[str, ...]
    """The terms responsible: the evidence of the version that gives the theme, what is new of it first."""


@dataclass(slots=True, kw_only=True)
class Difference:
    """What two versions give otherwise."""

    articles: int = 0
    """Articles compared."""
    added: Counter[str] = field(default_factory=Counter)
    """Theme → articles that get it under the second version only."""
    removed: Counter[str] = field(default_factory=Counter)
    terms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Theme → term → articles for whose change it is responsible."""
    changes: list[Change] = field(default_factory=list)


def trial_taxonomy(taxonomy: Taxonomy, terms: Sequence[tuple[str, float]], threshold: float) -> Taxonomy:
    """Return a taxonomy of one theme with these terms, under the house's weights and masks."""
    theme = Theme(
        id=TRIED,
        name=Names(zh="试用", en="Trial"),
        group="trial",
        layer="trial",
        terms=tuple(terms),
        threshold=threshold,
    )
    groups = {"trial": Names(zh="试用", en="Trial")}
    return replace(taxonomy, version="trial", themes=(theme,), groups=groups)


def compare(old: Taxonomy, new: Taxonomy, texts: Iterable[Text]) -> Difference:
    """Return which themes the articles gain and lose from `old` to `new`, and by which terms."""
    taggers = Tagger(old), Tagger(new)
    differs, changed = may_differ(old, new), changed_literals(old, new) or frozenset()
    found = Difference()
    for one in texts:
        found.articles += 1
        if differs([(one.title, one.text)])[0]:
            before, after = ({tag.theme: tag for tag in tagger.tag(one.title, one.text).tags} for tagger in taggers)
            for theme in sorted(before.keys() ^ after.keys()):
                _note(found, one, before.get(theme), after.get(theme), changed)
    return found


def _note(found: Difference, one: Text, before: Tag | None, after: Tag | None, changed: frozenset[str]) -> None:
    given = after or before
    assert given is not None
    terms = dict.fromkeys(evidence.term for evidence in given.evidence)
    responsible = (*(term for term in terms if term in changed), *(term for term in terms if term not in changed))
    (found.added if before is None else found.removed)[given.theme] += 1
    found.terms[given.theme].update(responsible[:1])
    found.changes.append(
        Change(
            article_id=one.id,
            title=one.title,
            theme=given.theme,
            before=before.score if before else 0.0,
            after=after.score if after else 0.0,
            terms=responsible,
        )
    )


def shared_terms(taxonomy: Taxonomy) -> list[tuple[str, tuple[str, ...]]]:
    """Return the terms that give more than one theme alone, with those themes, where neither extends the other.

    Not wrong, where a thing truly belongs to both; often a term that was meant for one.
    """
    of_term: dict[str, list[Theme]] = {}
    for theme in taxonomy.themes:
        for text, weight in theme.terms:
            if weight >= ALONE:
                of_term.setdefault(text, []).append(theme)
    found = []
    for text, themes in of_term.items():
        wider = {parent for theme in themes for parent in theme.extends}
        apart = tuple(theme.id for theme in themes if theme.id not in wider)
        if len(apart) > 1:
            found.append((text, apart))
    return found
