"""How soon a source is called silent or changed, and how often wrongly, beside fixed rules, on simulated sources.

200 sources of 6 to 34 articles a day, each with hours and weekdays of its own: articles come by chance (Poisson), or in
harder worlds also in gusts: good and bad days (gamma), and half-dead weekends. Four weeks teach, four weeks count false
alarms; then the source stops at a chance moment of the next week. It is looked at every half hour. Layout: after 40
looks at a chance number of pages, all pages are rejected, or lose their date.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import fmean, median

from archive.health.fields import Coverage, fields_of, lost_field, note_fields
from archive.health.habit import Habit, begin_habit, note_article, usual_between
from archive.health.judging import SILENT_AT
from archive.health.polls import Poll, Polls, lost_pages, odd_volume
from tests.bench.rows import Row

SOURCES = 200
TAUGHT, COUNTED = timedelta(weeks=4), timedelta(weeks=4)
START = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # midnight of a Monday in Shanghai
LOOK = timedelta(minutes=30)
WORLDS: dict[str, tuple[float, tuple[float, ...]]] = {
    "chance": (0.0, (1.0, 0.8, 0.6)),
    "gusts": (0.15, (1.0, 0.8, 0.6)),
    "gales": (0.25, (1.0, 0.6, 0.25)),
}
"""How much days differ (standard deviation of a factor around 1), and how busy weekends may be."""
LONGEST = timedelta(days=6)
"""An alarm that takes longer counts as so long."""
Rule = Callable[[Habit, datetime], bool]


def measure() -> list[Row]:
    """Simulate the sources under each rule."""
    rows = []
    for world in WORLDS:
        rows += _silence(f"{world}, learned", world, lambda habit, at: _missing(habit, at) > SILENT_AT)
        rows += _silence(f"{world}, fixed 24 h", world, lambda habit, at: at - habit.last_new_at > timedelta(hours=24))
    return [*rows, *_layout(), *_volume()]


def _missing(habit: Habit, at: datetime) -> float:
    return usual_between(habit, habit.last_new_at, at)


def _silence(name: str, world: str, rule: Rule) -> list[Row]:
    chance = random.Random(20260310)  # chance that is the same every time, not a secret
    alarms, delays = 0, []
    for _ in range(SOURCES):
        moments = list(_articles(chance, *WORLDS[world]))
        stop = START + TAUGHT + COUNTED + timedelta(hours=chance.uniform(0, 168))
        found, delay = _watch([at for at in moments if at < stop], stop, rule)
        alarms += found
        delays.append(delay / timedelta(hours=1))
    days = SOURCES * COUNTED / timedelta(days=1)
    return [
        Row(what=f"{name}: false alarms", value=1000 * alarms / days, unit="in 1,000 source days"),
        Row(what=f"{name}: delay, median", value=median(delays), unit="h"),
        Row(what=f"{name}: delay, mean", value=fmean(delays), unit="h"),
    ]


def _articles(chance: random.Random, gust: float, weekends: Sequence[float]) -> Iterator[datetime]:
    """Yield when the articles of one source come, in order."""
    rate = chance.uniform(6, 34)
    weekend = chance.choice(weekends)
    peak, width = chance.uniform(8, 20), chance.uniform(2, 6)
    shape = [0.15 + 2.718 ** (-((hour + 0.5 - peak) ** 2) / (2 * width**2)) for hour in range(24)]
    for day in range((TAUGHT + COUNTED).days + 8):
        busy = weekend if day % 7 in (5, 6) else 1.0
        today = rate * busy * (chance.gammavariate(1 / gust**2, gust**2) if gust else 1.0)
        for hour in range(24):
            at, end = 0.0, today * shape[hour] / sum(shape)
            while end > 0 and (at := at + chance.expovariate(end)) < 1:
                yield START + timedelta(days=day, hours=hour + at)


def _watch(moments: Sequence[datetime], stop: datetime, rule: Rule) -> tuple[int, timedelta]:
    """Return the false alarms before the end of the counted weeks, and how long after `stop` the true one comes."""
    habit, place, alarms, red = begin_habit(moments[0]), 1, 0, False
    at, counted_from = START, START + TAUGHT
    while at < stop + LONGEST:
        at += LOOK
        while place < len(moments) and moments[place] <= at:
            # What a look finds is stored then, not when it was published.
            note_article(habit, at)
            place += 1
        if at < counted_from:
            continue
        if rule(habit, at):
            if at > stop:
                return alarms, at - stop
            alarms += not red and at <= START + TAUGHT + COUNTED
            red = True
        else:
            red = False
    return alarms, LONGEST


def _layout() -> list[Row]:
    """Return how many looks, and how many articles, a changed layout takes, and how often one is seen wrongly."""
    chance = random.Random(20260311)  # chance that is the same every time, not a secret
    looks, articles, false_alarms, judged = [], [], 0, 0
    for _ in range(SOURCES):
        usual = chance.uniform(0, 0.1)
        history = [_look(chance, number, rejects=usual) for number in range(40)]
        for number in range(12, 40):
            judged += 1
            false_alarms += bool(lost_pages(_polls(history[:number])))
        for more in range(1, 10):
            history.append(_look(chance, 39 + more, rejects=1.0))
            if lost_pages(_polls(history)):
                break
        looks.append(more)
        articles.append(_until_field_is_missed(chance))
    return [
        Row(what="layout: looks until rejected pages are told, mean", value=fmean(looks), unit=""),
        Row(what="layout: the same, at most", value=max(looks), unit=""),
        Row(what="layout: false alarms in 1,000 looks", value=1000 * false_alarms / judged, unit=""),
        Row(what="layout: articles until a lost date is told, mean", value=fmean(articles), unit=""),
        Row(what="layout: the same, at most", value=max(articles), unit=""),
    ]


def _look(chance: random.Random, number: int, *, rejects: float) -> Poll:
    """One look that found one to ten pages."""
    pages = chance.randint(1, 10)
    rejected = sum(chance.random() < rejects for _ in range(pages))
    return Poll(
        at=START + number * LOOK,
        discovered=20,
        new=pages - rejected,
        read=pages - rejected,
        rejected={"too-short": rejected} if rejected else {},
        size_bytes=9000,
    )


def _polls(history: Sequence[Poll]) -> Polls:
    newest = history[::-1]
    return Polls(
        last=tuple(newest[:6]), fetching=tuple(newest[:3]), good=tuple([one for one in newest if one.read][:8])
    )


def _until_field_is_missed(chance: random.Random) -> int:
    """Return how many articles without a date come before that is told; up to a tenth had none before."""
    usual, coverage = chance.uniform(0, 0.1), Coverage()
    for _ in range(200):
        note_fields(coverage, _fields(dated=chance.random() >= usual))
    for articles in range(1, 100):
        note_fields(coverage, _fields(dated=False))
        if lost_field(coverage):
            return articles
    return 100


def _fields(*, dated: bool) -> int:
    return fields_of(title="云江", dated=dated, text_length=400, placed=False)


def _volume() -> list[Row]:
    """Return the share of floods and droughts told after two looks, and of false alarms, at one look a day."""
    chance = random.Random(20260312)  # chance that is the same every time, not a secret
    step, told, wrong, judged = timedelta(days=1), {10.0: 0, 0.1: 0}, 0, 0
    for _ in range(SOURCES):
        moments = list(_articles(chance, *WORLDS["gusts"]))
        habit = begin_habit(moments[0])
        end = START + TAUGHT + COUNTED
        for at in moments:
            if at < end:
                note_article(habit, at)
        counts = [sum(end + k * step <= at < end + (k + 1) * step for at in moments) for k in range(7)]
        for k in range(5):
            judged += 1
            wrong += bool(odd_volume(_brought(counts[k : k + 3], end + k * step, step), habit))
        for factor in told:
            brought = [counts[0], *(round(count * factor) for count in counts[1:3])]
            told[factor] += bool(odd_volume(_brought(brought, end, step), habit))
    return [
        Row(what="volume: floods (× 10) told after two looks", value=100 * told[10.0] / SOURCES, unit="%"),
        Row(what="volume: droughts (÷ 10) told after two looks", value=100 * told[0.1] / SOURCES, unit="%"),
        Row(what="volume: false alarms in 1,000 looks", value=1000 * wrong / judged, unit=""),
    ]


def _brought(counts: Sequence[int], since: datetime, step: timedelta) -> Polls:
    """Looks at the ends of stretches that brought so many articles."""
    polls = [
        Poll(at=since + (k + 1) * step, discovered=30, new=count, read=count, rejected={}, size_bytes=9000)
        for k, count in enumerate(counts)
    ]
    return Polls(last=tuple(reversed(polls)))
