"""The taxonomy: themes, their names, codes and rules, in layers from national down to a city.

Records only; `loader` reads them from YAML, `rules` turns them into what the tagger runs.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from archive.records import ThemeName

ENGINE = 2
"""Version of how rules are run; it rises with every change by which equal rules give other tags or evidence."""

DIGITS = 12
"""Of a taxonomy's digest, in the label of its tags."""

SLOGAN = "slogan"
"""Kind of a theme that is only a phrase; researchers can leave those out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """A name in both languages of the house."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """An ambiguous term that counts only with one of some words near it."""

    term: str
    near: tuple[str, ...]
    window: int
    """Characters on either side."""
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A regular expression, tried only where a literal occurs."""

    pattern: str
    needs: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One policy theme and the rules that give it."""

    id: str
    name: Names
    definition: Names = Names(zh="", en="")
    """One sentence: what belongs, and what does not."""
    group: str
    """Group id; themes of a city layer stand in the group of the first theme they extend."""
    layer: str
    """`national`, or the place id of a city layer."""
    kind: str = "theme"
    """theme, slogan, or what the city calls it: programme, target, strategy, award, campaign, brand."""
    extends: tuple[str, ...] = ()
    """Ids of themes that get 0.8 of its score."""
    routes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Extended theme → the terms whose score alone it gets, where it does not get all (a prize for each theme)."""
    crosswalk: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Scheme (cap, iptc, govcn) → codes, the first is the primary one."""
    terms: tuple[tuple[str, float], ...] = ()
    """Literal and weight."""
    learned: tuple[str, ...] = ()
    """Those of the terms that a learner wrote, not a person."""
    masks: tuple[str, ...] = ()
    contexts: tuple[Context, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    exclude_any: tuple[str, ...] = ()
    require_any: tuple[str, ...] = ()
    threshold: float = 3.0
    policy_share: float = 1.0
    """Share of its score that speaks for policy: 0 for sport, which fills pages without any."""
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What the city promised or named, for reading by programs, such as year → target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """How hits are weighed, for all themes."""

    threshold: float = 3.0
    central: float = 8.0
    title_boost: float = 3.0
    lead_boost: float = 1.5
    lead_chars: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySignal:
    """What says that a text is about policy at all, whatever the theme."""

    terms: tuple[tuple[str, float], ...] = ()
    """Literal and weight; negative weights speak against it."""
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Taxonomy:
    """All layers together."""

    version: str
    """Versions of the layers, such as `national 0.2.0, cn-jiangsu-zhenjiang 0.2.0`."""
    themes: tuple[Theme, ...]
    groups: dict[str, Names]
    masks: tuple[str, ...] = ()
    """Words in which no term of any theme counts: offices, groups of attendance lists, words that a term straddles."""
    policy: PolicySignal = PolicySignal()
    defaults: Defaults = Defaults()

    @cached_property
    def sha256(self) -> str:
        """Hex digest of everything that can change a tag; comments and layout of the files do not count."""
        canonical = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def label(self) -> str:
        """What a tag says gave it, such as `themes 3f0c…, engine 2`: the same text under the same label has the same
        tags on every machine."""
        return label_of(self.sha256)

    def names(self) -> Iterator[ThemeName]:
        """Yield every theme as screens and letters name it."""
        for theme in self.themes:
            group = self.groups[theme.group]
            yield ThemeName(
                id=theme.id,
                zh=theme.name.zh,
                en=theme.name.en,
                group_zh=group.zh,
                group_en=group.en,
                layer=theme.layer,
                kind=SLOGAN if theme.kind == SLOGAN else "theme",
            )


def label_of(digest: str) -> str:
    """Return the label of the rules with this digest, run by this engine."""
    return f"themes {digest[:DIGITS]}, engine {ENGINE}"


def with_terms(theme: Theme, learned: Sequence[tuple[str, float]]) -> Theme:
    """Return a theme with learned terms beside its own; what is written by hand keeps its weight."""
    known = {text for text, _ in theme.terms}
    new = [(text, weight) for text, weight in learned if text not in known]
    if not new:
        return theme
    return replace(theme, terms=(*theme.terms, *new), learned=(*theme.learned, *(text for text, _ in new)))
