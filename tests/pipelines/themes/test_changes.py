"""Which texts a change of the rules can touch, and taxonomies kept as JSON."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.changes import changed_literals, may_differ
from pipelines.themes.stored import as_json, from_json
from pipelines.themes.taxonomy import Taxonomy, Theme

OLD = load_taxonomy()


def changed(theme_id: str, **changes: object) -> Taxonomy:
    """The bundled taxonomy with one theme changed."""
    themes = tuple(replace(one, **changes) if one.id == theme_id else one for one in OLD.themes)  # type: ignore[arg-type]
    return replace(OLD, themes=themes)


def theme(theme_id: str) -> Theme:
    """One bundled theme."""
    return next(one for one in OLD.themes if one.id == theme_id)


NEW = {
    "other terms": changed("housing", terms=(*theme("housing").terms[3:], ("云江安居", 3.0))),
    "other threshold": changed("tech-innovation", threshold=6.0),
    "other mask": changed("finance", masks=(*theme("finance").masks, "金融街")),
    "theme gone": replace(OLD, themes=tuple(one for one in OLD.themes if one.id != "zj-awards")),
}
TAGGERS = {name: Tagger(taxonomy) for name, taxonomy in NEW.items()}
BEFORE = Tagger(OLD)
DIFFERS = {name: may_differ(OLD, taxonomy) for name, taxonomy in NEW.items()}
WORDS = [text for one in OLD.themes for text, _ in one.terms if one.id in ("housing", "tech-innovation", "finance")]
TEXTS = st.lists(st.sampled_from([*WORDS, "云江安居", "金融街", "金山奖", "，", "。", "的", "会议"]), max_size=12).map(
    "".join
)


@pytest.mark.parametrize("name", list(NEW))
@settings(deadline=None, max_examples=60)
@given(title=TEXTS, text=TEXTS)
def test_text_without_a_changed_literal_keeps_its_tags(name: str, title: str, text: str) -> None:
    """Where the test says that nothing can differ, old and new rules give equal tags and policy score."""
    if not DIFFERS[name]([(title, text)])[0]:
        assert TAGGERS[name].tag(title, text) == BEFORE.tag(title, text)


def test_texts_are_told_apart() -> None:
    """Asked of several texts, only those that hold a changed literal may differ, in either script."""
    articles = [("安居", "云江今日晴。"), ("云江安居", ""), ("這個", "雲江安居開工。"), ("", "")]

    assert DIFFERS["other terms"](articles) == [False, True, True, False]
    assert DIFFERS["other terms"]([]) == []


def test_equal_rules_touch_nothing() -> None:
    """A new name or other facts change no tag."""
    assert changed_literals(OLD, changed("housing", facts={"note": ("x",)})) == frozenset()


def test_other_defaults_touch_everything() -> None:
    """Weights of title and lead concern every text."""
    assert changed_literals(OLD, replace(OLD, defaults=replace(OLD.defaults, title_boost=2.0))) is None


def test_one_new_term_touches_only_its_texts() -> None:
    """Of a theme with a further term only that term counts as changed."""
    new = changed("housing", terms=(*theme("housing").terms, ("云江安居", 3.0)))

    assert changed_literals(OLD, new) == frozenset({"云江安居"})


def test_taxonomy_survives_json() -> None:
    """A taxonomy read back from JSON is equal, to the digest."""
    again = from_json(json.loads(json.dumps(as_json(OLD))))

    assert again == OLD
    assert again.sha256 == OLD.sha256
