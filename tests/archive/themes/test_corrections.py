"""What a reviewer decides about themes, and that it lasts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select

from archive import read
from archive.db import reading
from archive.errors import AskedWrongly, NotFound
from archive.models import Event
from archive.query import parse
from archive.records import Draft, Evidence, Tag, ThemeName
from archive.search import backend
from archive.store import Store
from archive.themes import Verdict, corrections, decide, undo

pytestmark = pytest.mark.both_databases

TALENT = Tag(
    theme="talent",
    score=9.0,
    central=True,
    evidence=(Evidence(field="title", start=5, end=9, term="人才公寓", weight=9),),
)


@pytest.fixture
def article(store: Store, make_draft: Callable[..., Draft], now: datetime) -> int:
    """An article that the rules gave the theme talent."""
    store.register_themes([ThemeName(id=name, zh=name, en=name) for name in ("talent", "housing")])
    return store.save(make_draft(tags=(TALENT,)), now=now).article_id


def themes_of(engine: Engine, article: int) -> dict[str, str]:
    """Theme → method."""
    return {tag.theme: tag.method for tag in read.article(engine, article).tags}


def found(engine: Engine, query: str) -> list[int]:
    """Articles that a search finds."""
    with reading(engine) as session:
        return [int(number) for number in backend(engine).ids(session, parse(query))]


def test_rejected_theme_is_gone_and_not_found(engine: Engine, article: int, now: datetime) -> None:
    """A rejected theme leaves the article and the search at once."""
    decide(engine, article, "talent", Verdict.REJECT, reviewer="王", now=now)

    assert themes_of(engine, article) == {}
    assert found(engine, "theme:talent") == []


def test_added_theme_is_there_and_found(engine: Engine, article: int, now: datetime) -> None:
    """An added theme stands beside those of the rules and is found."""
    decide(engine, article, "housing", Verdict.ADD, reviewer="王", now=now)

    assert themes_of(engine, article) == {"talent": "rule", "housing": "human"}
    assert found(engine, "theme:housing") == [article]


def test_accepted_theme_stays_when_the_rules_drop_it(
    engine: Engine, store: Store, article: int, make_draft: Callable[..., Draft], now: datetime
) -> None:
    """An accepted theme outlives a later reading whose rules do not give it."""
    decide(engine, article, "talent", Verdict.ACCEPT, reviewer="王", now=now)

    store.save(make_draft(reader="newer"), now=now)

    assert themes_of(engine, article) == {"talent": "human"}


def test_rejection_outlives_a_new_text(
    engine: Engine, store: Store, article: int, make_draft: Callable[..., Draft], now: datetime
) -> None:
    """A rejected theme stays away when a revision's rules give it again."""
    decide(engine, article, "talent", Verdict.REJECT, reviewer="王", now=now)

    text = make_draft().text + "\n续报：人才公寓申请本月底截止。"
    store.save(make_draft(text=text, tags=(TALENT,)), now=now)

    assert themes_of(engine, article) == {}


def test_undone_rejection_brings_the_rules_tag_back(engine: Engine, article: int, now: datetime) -> None:
    """What the rules say holds again, with its evidence."""
    decide(engine, article, "talent", Verdict.REJECT, reviewer="王", now=now)

    undo(engine, article, "talent", reviewer="李", now=now)

    tags = read.article(engine, article).tags
    assert [(tag.theme, tag.method, tag.evidence) for tag in tags] == [("talent", "rule", TALENT.evidence)]
    assert found(engine, "theme:talent") == [article]


def test_undone_addition_takes_the_theme_away(engine: Engine, article: int, now: datetime) -> None:
    """A theme that only a person gave goes with the person's word."""
    decide(engine, article, "housing", Verdict.ADD, reviewer="王", now=now)

    undo(engine, article, "housing", reviewer="王", now=now)

    assert themes_of(engine, article) == {"talent": "rule"}


def test_evidence_of_an_accepted_theme_follows_the_text(
    engine: Engine, store: Store, article: int, make_draft: Callable[..., Draft], now: datetime
) -> None:
    """After a revision the accepted theme shows the words of the new text, never places of the old one."""
    decide(engine, article, "talent", Verdict.ACCEPT, reviewer="王", now=now)
    moved = replace(TALENT, evidence=(Evidence(field="text", start=0, end=4, term="人才公寓", weight=3),))

    store.save(make_draft(text="人才公寓今起受理申请，" + make_draft().text, tags=(moved,)), now=now)

    [tag] = read.article(engine, article).tags
    assert (tag.method, tag.evidence) == ("human", moved.evidence)


def test_decisions_are_kept_with_who_and_when(engine: Engine, article: int, now: datetime) -> None:
    """Each decision names its reviewer, also when it was taken back, and by whom."""
    decide(engine, article, "talent", Verdict.REJECT, reviewer="王", now=now, note="只是楼名")
    undo(engine, article, "talent", reviewer="李", now=now)

    [one] = corrections(engine, article_id=article)
    assert (one.reviewer, one.at, one.note, one.undone_by, one.undone_at) == ("王", now, "只是楼名", "李", now)


def test_second_decision_replaces_the_first(engine: Engine, article: int, now: datetime) -> None:
    """Of two decisions on one theme the later one stands, and the first is kept as taken back."""
    decide(engine, article, "talent", Verdict.REJECT, reviewer="王", now=now)
    decide(engine, article, "talent", Verdict.ACCEPT, reviewer="李", now=now)

    assert themes_of(engine, article) == {"talent": "human"}
    assert [(one.verdict, one.undone_by) for one in corrections(engine)] == [("accept", ""), ("reject", "李")]


def test_nobody_is_mailed_for_a_correction(engine: Engine, article: int, now: datetime) -> None:
    """A correction writes no event, so no letter can come of it."""
    with reading(engine) as session:
        before = session.scalar(select(func.count()).select_from(Event))

    decide(engine, article, "housing", Verdict.ADD, reviewer="王", now=now)

    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before


def test_absent_theme_cannot_be_accepted(engine: Engine, article: int, now: datetime) -> None:
    """Accepting a theme that the article has not is refused with the mend."""
    with pytest.raises(AskedWrongly, match="no theme 'housing' to accept"):
        decide(engine, article, "housing", Verdict.ACCEPT, reviewer="王", now=now)


def test_unknown_theme_is_refused(engine: Engine, article: int, now: datetime) -> None:
    """A misspelt theme is an error, not a new theme."""
    with pytest.raises(NotFound, match="no theme has the id"):
        decide(engine, article, "talents", Verdict.ADD, reviewer="王", now=now)


def test_undoing_nothing_is_an_error(engine: Engine, article: int, now: datetime) -> None:
    """Where nobody decided, there is nothing to take back."""
    with pytest.raises(NotFound, match="nobody has decided"):
        undo(engine, article, "talent", reviewer="王", now=now)
