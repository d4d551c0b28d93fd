"""Learned polling beside a fixed hour, a fixed half hour and Miniflux's rule, on 60 simulated sources over 28 days.

The first 14 days teach, the last 14 count. A source is an e-paper (all pages within minutes around a time that wanders
by 20), an office (working hours), or a portal (all day, with three peaks). Waits are minutes from publication to the
next poll; Miniflux's entry frequency asks every 7 days / articles of the last 7 days, between 5 minutes and a day.
"""

import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean, quantiles
from zoneinfo import ZoneInfo

from scheduler.polling import Pace, Profile, learn, next_poll
from tests.bench.rows import Row

SOURCES, DAYS, TAUGHT = 60, 28, 14
ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # midnight of a Monday in Shanghai
PORTAL_PEAKS = ((9, 1.5), (15, 2.0), (21, 1.5))
"""Hours of the peaks, and how wide they are."""
Poll = Callable[[Sequence[datetime], datetime], datetime]


def measure() -> list[Row]:
    """Simulate the sources and each rule."""
    rng = random.Random(20240220)  # chance that is the same every time, not a secret
    kinds = ["paper"] * 20 + ["office"] * 20 + ["portal"] * 20
    sources = [_publish(kind, rng) for kind in kinds]
    rows = []
    for name, rule in (
        ("learned, 48 a day", _learned),
        ("fixed hour", lambda: lambda _known, at: at + timedelta(hours=1)),
        ("fixed half hour", lambda: lambda _known, at: at + timedelta(minutes=30)),
        ("Miniflux", lambda: _miniflux),
    ):
        rows += _score(name, kinds, sources, rule)
    return rows


def _score(
    name: str, kinds: Sequence[str], sources: Sequence[Sequence[datetime]], rule: Callable[[], Poll]
) -> list[Row]:
    waits: list[float] = []
    of_papers: list[float] = []
    polls = 0
    count_from = START + timedelta(days=TAUGHT)
    for kind, articles in zip(kinds, sources, strict=True):
        asked = _polls(kind, articles, rule())
        polls += sum(at >= count_from for at in asked)
        found = [_wait(asked, at) for at in articles if count_from <= at < asked[-1]]
        waits += found
        of_papers += found if kind == "paper" else []
    return [
        Row(what=f"{name}: polls", value=polls / SOURCES / (DAYS - TAUGHT), unit="a source and day"),
        Row(what=f"{name}: mean wait", value=fmean(waits), unit="min"),
        Row(what=f"{name}: p95", value=quantiles(waits, n=20)[18], unit="min"),
        Row(what=f"{name}: e-papers, mean", value=fmean(of_papers), unit="min"),
    ]


def _polls(kind: str, articles: Sequence[datetime], poll: Poll) -> list[datetime]:
    """Return the polls of all days. The rule knows of an article what the archive would: the time printed on it, or
    for an e-paper, which prints only the day, when it was first seen."""
    at, end, asked, known = START, START + timedelta(days=DAYS), [], []
    while at < end:
        asked.append(at)
        new = articles[len(known) : bisect_left(articles, at)]
        known += [at] * len(new) if kind == "paper" else list(new)
        at = poll(known, at)
    return asked


def _wait(asked: Sequence[datetime], at: datetime) -> float:
    return (asked[bisect_left(asked, at)] - at) / timedelta(minutes=1)


def _learned() -> Poll:
    """Learn anew each day from what was seen, as the clock does."""
    taught: dict[int, Profile] = {}

    def poll(known: Sequence[datetime], at: datetime) -> datetime:
        day = (at - START) // timedelta(days=1)
        if day not in taught:
            taught[day] = learn(known, since=max(START, at - timedelta(days=28)), until=at, zone=ZONE)
        return next_poll(taught[day], last=at, zone=ZONE, pace=Pace(polls_a_day=48))

    return poll


def _miniflux(known: Sequence[datetime], at: datetime) -> datetime:
    week = len(known) - bisect_left(known, at - timedelta(days=7))
    minutes = 7 * 24 * 60 / week if week else 24 * 60
    return at + timedelta(minutes=min(max(minutes, 5), 24 * 60))


def _publish(kind: str, rng: random.Random) -> list[datetime]:
    """Return when a source publishes, over all days."""
    mean = min(max(rng.lognormvariate(3.6, 0.8), 5), 400)  # heavy-tailed, some 50 a day
    hour = rng.uniform(4.5, 7.5)
    moments: list[datetime] = []
    for day in range(DAYS):
        midnight = START + timedelta(days=day)
        weekend = (day % 7) >= 5
        moments += [midnight + timedelta(hours=at) for at in _hours(kind, mean, hour, rng, weekend=weekend)]
    return sorted(moments)


def _hours(kind: str, mean: float, hour: float, rng: random.Random, *, weekend: bool) -> list[float]:
    """Return the hours of one day's articles."""
    number = max(0, round(rng.gauss(mean, mean**0.5)))
    if kind == "paper":
        begin = hour + rng.gauss(0, 10) / 60
        return [begin + rng.uniform(0, 6) / 60 for _ in range(number)]
    if kind == "office":
        return [rng.triangular(8.5, 18, 10 if rng.random() < 0.5 else 16) for _ in range(0 if weekend else number)]
    peak = [rng.choice(PORTAL_PEAKS) for _ in range(number)]
    return [rng.gauss(at, wide) % 24 if rng.random() < 0.7 else rng.uniform(6, 24) for at, wide in peak]
