"""Terms learned from texts whose themes are known."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.themes import Tagger, load_taxonomy
from pipelines.themes.learning import Example, as_layer, grams, learn, with_learned

pytest.importorskip("sklearn")
BASE = load_taxonomy()
EXAMPLES = [
    *(
        Example(title="", text=f"第{n}号渡船清晨离岸，艄公摇橹，渡口人声鼎沸。", themes=frozenset({"transport"}))
        for n in range(12)
    ),
    *(
        Example(title="", text=f"第{n}场花鼓戏开演，锣鼓喧天，台下掌声。", themes=frozenset({"culture-tourism"}))
        for n in range(12)
    ),
    *(Example(title="", text=f"第{n}日天气晴，微风，云量少。", themes=frozenset()) for n in range(12)),
]


def test_learned_terms_tell_the_themes_apart() -> None:
    """What stands only in the texts of one theme is learned for it, and no shorter piece of a hand-written term."""
    learned = learn(BASE, EXAMPLES)

    transport = {text for text, _ in learned["transport"]}
    assert any("渡" in text for text in transport)
    assert not any("花鼓" in text for text in transport)
    assert not transport & {text for theme in BASE.themes if theme.id == "transport" for text, _ in theme.terms}


def test_learned_terms_carry_evidence() -> None:
    """A text tagged by learned terms shows them at their exact places."""
    tagger = Tagger(with_learned(BASE, learn(BASE, EXAMPLES)))
    text = "渡船离岸，艄公摇橹，渡口人声鼎沸。"

    [tag] = [tag for tag in tagger.tag("", text).tags if tag.theme == "transport"]
    assert all(text[one.start : one.end] == one.term for one in tag.evidence)
    assert len(tag.evidence) > 1


def test_tag_owed_to_learned_terms_says_so(small: Tagger) -> None:
    """Where the terms written by hand do not reach the threshold the tag is `learned`; where they do it is a rule's."""
    taxonomy = with_learned(small.taxonomy, {"water": (("闸门", 4.0),)})
    tagger = Tagger(taxonomy)

    [learned] = tagger.tag("雨情", "昨日，闸门检修。").tags
    [ruled] = tagger.tag("雨情", "昨日，水库的闸门检修。").tags

    assert (learned.theme, learned.method) == ("water", "learned")
    assert (ruled.theme, ruled.method) == ("water", "rule")


def test_theme_with_few_examples_learns_nothing() -> None:
    """Four examples are too few."""
    assert "health" not in learn(
        BASE, [replace(one, themes=frozenset({"health"})) for one in EXAMPLES[:4]] + EXAMPLES[4:]
    )


def test_layer_file_loads_as_learned(tmp_path: Path) -> None:
    """The written layer, read back by the loader, gives the taxonomy that was learned."""
    learned = learn(BASE, EXAMPLES)
    file = tmp_path / "learned.yaml"
    file.write_text(as_layer(learned, "2026-03-10 12:00"), encoding="utf-8")

    assert load_taxonomy([file]).themes == with_learned(BASE, learned).themes


def test_learning_twice_gives_the_same() -> None:
    """The same examples give the same terms."""
    assert learn(BASE, EXAMPLES) == learn(BASE, EXAMPLES)


def test_pieces_are_short_runs_and_words() -> None:
    """Chinese is cut into two to four characters, Latin text into words and pairs of words."""
    assert set(grams("渡船离, Tax cut")) == {"渡船", "船离", "渡船离", "tax", "cut", "tax cut"}
