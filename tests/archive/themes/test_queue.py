"""What a reviewer is asked first, and how sure a tag is."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, update

from archive.db import writing
from archive.models import Taxonomy
from archive.records import Tag
from archive.store import Store
from archive.themes import versions
from archive.themes.confidence import confidence, curve, fit
from archive.themes.queue import least_sure
from pipelines.dedup import same
from pipelines.themes import load_taxonomy
from tests.archive.news import news

pytestmark = pytest.mark.both_databases

TAGS = (Tag(theme="housing", score=3.5), Tag(theme="talent", score=9.0), Tag(theme="sports", score=6.0))


def test_least_score_comes_first_with_its_confidence(engine: Engine, now: datetime) -> None:
    """Tags come by score, the lowest first, each with the share of such tags that are right."""
    Store(engine, same=same).save(news(1, tags=TAGS), now=now)

    asked = least_sure(engine)

    assert [one.theme for one in asked] == ["housing", "sports", "talent"]
    assert [one.confidence for one in asked] == [confidence(3.5), confidence(6.0), confidence(9.0)]


def test_margin_counts_from_the_themes_own_threshold(engine: Engine, now: datetime) -> None:
    """A theme of a high threshold is less sure at 6 than one of the usual at 3.5."""
    Store(engine, same=same).save(news(1, tags=TAGS), now=now)
    versions.keep(
        engine, sha256="a" * 64, version="1", content={"themes": [{"id": "sports", "threshold": 5.9}]}, now=now
    )
    with writing(engine) as session:
        session.execute(update(Taxonomy).values(pinned_at=now))

    assert [one.theme for one in least_sure(engine)] == ["sports", "housing", "talent"]


def test_bundled_themes_have_the_usual_threshold() -> None:
    """What the queue takes for usual is what the bundled rules say."""
    assert load_taxonomy().defaults.threshold == 3.0


def test_curve_follows_what_was_right() -> None:
    """Fitted to tags of which a third is right at 3 and nine of ten at 20, the curve says so."""
    told = [(3.0, n % 3 == 0) for n in range(300)] + [(20.0, n % 10 != 0) for n in range(300)]

    points = fit(told)

    assert curve(3.0, points) == pytest.approx(1 / 3, abs=0.01)
    assert curve(20.0, points) == pytest.approx(0.9, abs=0.01)
    assert 1 / 3 < curve(8.0, points) < 0.9
    assert curve(1.0, points) == curve(3.0, points)


def test_confidence_never_falls_with_the_score() -> None:
    """Tags of 5 that are right less often than those of 4 are as sure as these; the shipped curve rises throughout."""
    points = fit([(float(score), n % 10 < share) for score, share in ((4, 6), (5, 4), (9, 8)) for n in range(100)])

    assert curve(4.0, points) == pytest.approx(0.5)
    assert curve(9.0, points) == pytest.approx(0.8)
    sure = [confidence(score / 10) for score in range(500)]
    assert sure == sorted(sure)


def test_one_score_alone_breaks_no_fit() -> None:
    """Pairs of one score give a curve that says their share, and no accident."""
    points = fit([(3.0, n % 2 == 0) for n in range(10)])

    assert curve(3.0, points) == curve(0.0, points) == curve(50.0, points) == 0.5
