"""Themes by the subject class that a government page states of itself (主题分类).

The classes are those of the State Council's document library; each theme of the taxonomy names the ones it covers in
its `govcn` crosswalk, the primary one first. A class that is primary for several themes, or for none, gives no theme.
"""

import re
from collections import defaultdict

from archive.records import Tag
from pipelines.themes import Taxonomy

SCHEME = "govcn"
SOURCE = "source"
"""Method of tags that the source itself has given."""
STEP = re.compile(r"[/\\>＞→|｜;；]+|--+|—+")
OTHER = "其他"
"""The rest of a class says nothing of a theme, though the crosswalk may name it."""
GAPS = re.compile(r"[\s\u3000\xa0]+")


class Subjects:
    """The way from a stated class to a theme; open once, use for many pages."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.score = taxonomy.defaults.central
        """A stated class weighs as much as evidence that makes a theme central."""
        themes: dict[str, set[str]] = defaultdict(set)
        for theme in taxonomy.themes:
            for code in theme.crosswalk.get(SCHEME, ())[:1]:
                if code.endswith(OTHER):
                    continue
                themes[_folded(code)].add(theme.id)
        self._theme_of = {code: next(iter(ids)) for code, ids in themes.items() if len(ids) == 1}

    def theme_of(self, subject: str) -> str:
        """Return the theme of a class such as 科技、教育\\科技, empty when no theme is its only one."""
        return self._theme_of.get(_folded(subject), "")

    def tags_of(self, subject: str) -> tuple[Tag, ...]:
        """Return the tag that a stated class gives: one or none."""
        theme = self.theme_of(subject) if subject else ""
        return (Tag(theme=theme, score=self.score, central=True, method=SOURCE),) if theme else ()


def _folded(code: str) -> str:
    """Return a class in one spelling: sites part the levels by many signs and write brackets in both widths."""
    bare = GAPS.sub("", code).replace("(", "（").replace(")", "）").replace(",", "、").replace("，", "、")
    return "/".join(step for step in STEP.split(bare) if step)
