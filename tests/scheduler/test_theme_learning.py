"""Learning a layer from the archive and from reviewers."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive.records import Draft
from archive.store import Store
from archive.themes import Verdict, decide
from pipelines.dedup import same
from pipelines.themes import load_taxonomy
from pipelines.themes.learning import LearningError
from scheduler.theme_learning import f1, learn_from

pytest.importorskip("sklearn")
BASE = load_taxonomy()


@pytest.fixture
def ferries(engine: Engine, make_draft: Callable[..., Draft], now: datetime) -> list[int]:
    """Thirty articles on ferries, for which the rules have no word, beside twelve on the weather."""
    store = Store(engine, same=same)
    store.register_themes(BASE.names())
    for n in range(12):
        weather = f"第{n}日{'子丑寅卯辰巳午未'[n % 8] * (n + 3)}天气晴好，微风轻拂，云量很少。"
        store.save(make_draft(url=f"http://paper.test/sky/{n}", title=f"晴{n}", text=weather), now=now)
    return [
        store.save(
            make_draft(
                url=f"http://paper.test/{n}",
                title=f"渡船{n}",
                text=f"第{n}号渡船{'甲乙丙丁戊己庚辛'[n % 8] * (n + 3)}离岸，艄公摇橹，渡口人声鼎沸。",
            ),
            now=now,
        ).article_id
        for n in range(30)
    ]


def test_too_few_decisions_teach_nothing(engine: Engine, ferries: list[int], now: datetime) -> None:
    """Below twenty decisions the lesson is refused, because nobody could tell what it is worth."""
    decide(engine, ferries[0], "transport", Verdict.ADD, reviewer="王", now=now)

    with pytest.raises(LearningError, match="too few"):
        learn_from(engine, BASE, BASE, sample=100)


def test_decisions_teach_what_the_rules_missed(engine: Engine, ferries: list[int], now: datetime) -> None:
    """Articles that reviewers added a theme to teach words by which unseen ones of them get it too."""
    for article in ferries:
        decide(engine, article, "transport", Verdict.ADD, reviewer="王", now=now)
    for article in ferries[:5]:
        decide(engine, article, "sports", Verdict.ADD, reviewer="王", now=now)

    lesson = learn_from(engine, BASE, BASE, sample=100)

    assert lesson.before < lesson.after
    assert lesson.decided == 35


def test_worse_lesson_is_refused(engine: Engine, ferries: list[int], now: datetime) -> None:
    """Decisions that the present rules meet already, and a learned layer does not, leave the rules as they are."""
    from dataclasses import replace

    for article in ferries:
        decide(engine, article, "transport", Verdict.ADD, reviewer="王", now=now)
    present = replace(
        BASE,
        themes=tuple(
            replace(one, terms=(*one.terms, ("渡船", 3.0))) if one.id == "transport" else one for one in BASE.themes
        ),
    )
    nothing = replace(BASE, themes=tuple(one for one in BASE.themes if one.id != "transport"))

    with pytest.raises(LearningError, match="worse than the present rules"):
        learn_from(engine, nothing, present, sample=100)


def test_f1_counts_given_and_right() -> None:
    """One hit, one false and one missed: 2 / 4."""
    assert f1([(True, True), (True, False), (False, True), (False, False)]) == 0.5
