"""Learn a layer of the taxonomy from the archive and from what reviewers decided, and refuse one that is worse."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from archive.themes import Reviewed, Verdict, corrections
from archive.themes.texts import StoredText, newest_texts, texts_of
from pipelines.themes import Tagger
from pipelines.themes.learning import FOLDS, Example, Learned, LearningError, learn, with_learned
from pipelines.themes.taxonomy import Taxonomy

LEAST_DECIDED = 20
"""Decisions without which nothing can be said of a learned layer."""

Decided = dict[int, dict[str, bool]]
"""Article → theme → whether a person says that it has it."""


@dataclass(slots=True, kw_only=True)
class Lesson:
    """What was learned and what it is worth."""

    learned: Learned
    articles: int
    """Texts labelled by rules."""
    decided: int
    """Decisions of people, one an article and theme."""
    before: float
    """F1 of the present rules on what people decided."""
    after: float
    """F1 with what is learned, each decision judged by a layer that did not see its article."""


def learn_from(engine: Engine, base: Taxonomy, present: Taxonomy, *, sample: int) -> Lesson:
    """Return a layer learned on top of `base`. Raises LearningError when it is worse than `present`.

    `sample` is the number of the newest articles that the rules label.
    """
    decided = _decided(corrections(engine))
    count = sum(map(len, decided.values()))
    if count < LEAST_DECIDED:
        raise LearningError(
            f"{count} decisions are too few to judge what is learned", mend=f"decide {LEAST_DECIDED} of `theme queue`"
        )
    reviewed = texts_of(engine, decided)
    tagger = Tagger(base)
    labelled = [_by_rules(tagger, one) for one in newest_texts(engine, limit=sample) if one.id not in decided]
    by_people = {one.id: _by_person(tagger, one, decided[one.id]) for one in reviewed}
    outcomes: list[tuple[bool, bool]] = []
    for fold in range(FOLDS):
        held_out = reviewed[fold::FOLDS]
        names = {one.id for one in held_out}
        known = [example for number, example in by_people.items() if number not in names]
        judge = Tagger(with_learned(base, learn(base, [*labelled, *known])))
        outcomes += _outcomes(judge, held_out, decided)
    lesson = Lesson(
        learned=learn(base, [*labelled, *by_people.values()]),
        articles=len(labelled),
        decided=count,
        before=f1(_outcomes(Tagger(present), reviewed, decided)),
        after=f1(outcomes),
    )
    if lesson.after < lesson.before:
        raise LearningError(
            f"what is learned is worse than the present rules: F1 {lesson.after:.3f} against {lesson.before:.3f} on "
            f"{count} decisions",
            mend="keep the rules; decide more of `theme queue`, and learn again",
        )
    return lesson


def f1(outcomes: Sequence[tuple[bool, bool]]) -> float:
    """Return F1 of (given, right) pairs; 1.0 when there was nothing to give and nothing was given."""
    hits = sum(given and right for given, right in outcomes)
    total = sum(given + right for given, right in outcomes)
    return 2 * hits / total if total else 1.0


def _decided(decisions: Sequence[Reviewed]) -> Decided:
    found: Decided = {}
    for one in decisions:
        if one.undone_at is None:
            found.setdefault(one.article_id, {})[one.theme] = one.verdict != Verdict.REJECT
    return found


def _by_rules(tagger: Tagger, one: StoredText) -> Example:
    central = frozenset(tag.theme for tag in tagger.tag(one.title, one.text).tags if tag.central)
    return Example(title=one.title, text=one.text, themes=central)


def _by_person(tagger: Tagger, one: StoredText, verdicts: dict[str, bool]) -> Example:
    themes = {tag.theme for tag in tagger.tag(one.title, one.text).tags}
    themes |= {theme for theme, has in verdicts.items() if has}
    themes -= {theme for theme, has in verdicts.items() if not has}
    return Example(title=one.title, text=one.text, themes=frozenset(themes), by_person=True)


def _outcomes(tagger: Tagger, texts: Sequence[StoredText], decided: Decided) -> list[tuple[bool, bool]]:
    outcomes = []
    for one in texts:
        given = {tag.theme for tag in tagger.tag(one.title, one.text).tags}
        outcomes += [(theme in given, right) for theme, right in decided[one.id].items()]
    return outcomes
