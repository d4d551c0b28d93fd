"""What is found in an article: themes with their evidence, entities with their place."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Evidence:
    """One place in an article that earned it a theme."""

    field: str
    """`title` or `text`."""
    start: int
    end: int
    term: str
    """The rule's literal or pattern that matched; the matched words are field[start:end]."""
    weight: float


@dataclass(slots=True, kw_only=True)
class Tag:
    """One policy theme given to an article, with its evidence."""

    theme: str
    """Theme id, such as `tech-innovation`."""
    score: float
    central: bool = False
    """True when the article is about the theme, False when it only mentions it."""
    method: str = "rule"
    """rule, learned, human or source."""
    evidence: tuple[Evidence, ...] = ()
    """Empty only for `human`, `source`, and for a parent theme that a child handed its score up to."""


@dataclass(slots=True, kw_only=True)
class ThemeName:
    """A theme as screens and letters name it; copied from the taxonomy into the archive."""

    id: str
    zh: str
    en: str
    group_zh: str = ""
    group_en: str = ""
    layer: str = "national"
    kind: str = "theme"
    """theme, or slogan."""


@dataclass(slots=True, kw_only=True)
class Mention:
    """One occurrence of a person, place, body, document number or money amount in the text."""

    kind: str
    """person, place, org, document, money or target."""
    name: str
    """Normal form."""
    start: int
    end: int
    detail: str = ""
    """Office of a person, code of a place; empty when none."""
