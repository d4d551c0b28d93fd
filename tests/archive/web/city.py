"""The archive that tests of the pages look at: the demo's city as stored, with copies, a revision and runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Engine

from archive import runs
from archive.captures import Captures
from archive.records import (
    Caption,
    Capture,
    CaptureRef,
    Draft,
    LayoutEntry,
    LayoutPage,
    Ledger,
    Person,
    Placement,
    Role,
    SourceRow,
)
from archive.store import Store
from pipelines.dedup import fingerprint, same
from pipelines.entities import find_mentions
from pipelines.themes import Tagger, load_taxonomy
from scheduler.demo.world import Story, World
from tests.archive.news import news

SOURCES = (
    SourceRow(
        id="yunjiang-daily", name="云江日报", family="edition", place="cn-yunjiang", every="day at 06:40", rank=1
    ),
    SourceRow(id="yunjiang-evening", name="云江晚报", family="edition", every="day at 07:10", rank=2),
    SourceRow(id="yunjiang-gov", name="云江市人民政府", family="listing", every="day at 09:00", rank=3),
    SourceRow(id="yunjiang-radio", name="云江之声", family="feed", every="hour", rank=4),
    SourceRow(id="riverside-weekly", name="江岸周刊", family="listing", every="week at 08:00", rank=5),
)
HOSTILE = '<script>alert("题")</script><img src=x onerror=alert(1)>'
PAST_ARTICLES = 40


@dataclass(slots=True, kw_only=True)
class City:
    """Numbers of the articles that tests ask for."""

    meeting: int
    """Headline triple, a photo, a copy in the evening paper, two revisions, a capture."""
    copy: int
    """The same news in the evening paper."""
    hostile: int
    """Every text field holds markup."""
    capture: int
    """The meeting's capture: an HTML page with a script."""
    run: int
    """A run whose ledger does not add up."""


@cache
def tagger() -> Tagger:
    """The tagger with the taxonomy of the house, built once."""
    return Tagger(load_taxonomy())


def fill(engine: Engine, captures: Captures, now: datetime) -> City:
    """Store the two days of the city, some weeks before them, and one article that means harm."""
    store = Store(engine, same=same)
    runs.enlist(engine, SOURCES)
    store.register_themes(tagger().taxonomy.names())
    world = World()
    capture = captures.keep(page_of_the_meeting(now))
    stored: dict[str, int] = {}
    for seed in range(PAST_ARTICLES):
        past = world.days[0] - timedelta(days=1 + seed * 3 % 97)
        draft = news(seed, published_on=past, source=("yunjiang-daily", "yunjiang-evening")[seed % 2])
        store.save(_understood(draft), now=now - timedelta(days=9))
    for key, draft in _printed(world, capture):
        stored[key] = store.save(draft, now=now).article_id
    for page in _layout(world):
        store.save_layout(page)
    stored["hostile"] = store.save(_hostile(world.days[1]), now=now).article_id
    revised = _draft(world.story("innovation-meeting", world.days[0]), "yunjiang-daily", world.days[0], capture)
    revised.text = revised.text.replace("6个", "八个") + "\n大会还表彰了十位科技工作者。"
    store.save(_understood(revised), now=now + timedelta(hours=1))
    return City(
        meeting=stored["innovation-meeting"],
        copy=stored["innovation-meeting-evening"],
        hostile=stored["hostile"],
        capture=capture.id,
        run=_run(engine, now),
    )


def _printed(world: World, capture: CaptureRef) -> Iterator[tuple[str, Draft]]:
    for day in world.days:
        for paper in ("daily", "evening"):
            for page in world.edition(paper, day):
                for order, one in enumerate(page.stories, start=1):
                    draft = _draft(one.story, f"yunjiang-{paper}", day, capture)
                    draft.placement = Placement(edition_on=day, page_label=page.label, page_name=page.name, order=order)
                    yield one.story.key, _understood(draft)
        for channel in ("gov", "radio"):
            for one in world.posted(channel, day):
                yield one.story.key, _understood(_draft(one.story, f"yunjiang-{channel}", one.day, capture))


def _draft(story: Story, source: str, day: date, capture: CaptureRef) -> Draft:
    return Draft(
        url=f"http://{source}.test/{day.isoformat()}/{story.key}.html",
        source=source,
        title=story.title,
        kicker=story.kicker,
        subtitle=story.subtitle,
        text="\n".join(story.paragraphs),
        people=(Person(name="顾南枝", role=Role.REPORTER, role_raw="记者"),) if story.byline else (),
        captions=(
            (Caption(text=story.photo_caption, people=(Person(name=story.photo_by, role=Role.PHOTOGRAPHER),)),)
            if story.photo_caption
            else ()
        ),
        credits=("责任编辑 丁一帆",),
        dateline="本报讯" if story.byline else "",
        published_on=day,
        language="zh-Hans",
        capture=capture if story.key == "innovation-meeting" else None,
        provenance={"title": "enpproperty", "text": "selector #ozoom p"},
        reader="rooms-1",
    )


def _understood(draft: Draft) -> Draft:
    tagged = tagger().tag(draft.title, draft.text)
    draft.tags, draft.policy = tagged.tags, tagged.policy
    draft.mentions, draft.fingerprint = find_mentions(draft.text), fingerprint(draft.text)
    return draft


def _layout(world: World) -> Iterator[LayoutPage]:
    day = world.days[0]
    for order, page in enumerate(world.edition("daily", day), start=1):
        entries = [
            LayoutEntry(
                url=f"http://yunjiang-daily.test/{day.isoformat()}/{one.story.key}.html",
                title=one.story.title,
                order=place,
            )
            for place, one in enumerate(page.stories, start=1)
        ]
        entries.append(
            LayoutEntry(url=f"http://yunjiang-daily.test/missing-{order}.html", title="没有收录的一篇", order=9)
        )
        yield LayoutPage(
            source="yunjiang-daily",
            edition_on=day,
            label=page.label,
            name=page.name,
            url=f"http://yunjiang-daily.test/node_{order}.html",
            order=order,
            entries=tuple(entries),
        )


def page_of_the_meeting(now: datetime) -> Capture:
    """Return the capture of an HTML page in GBK that holds a script."""
    page = f"<html><head><meta charset=gbk></head><body>{HOSTILE}科技创新大会</body></html>"
    return Capture(
        url="http://yunjiang-daily.test/2026-03-10/innovation-meeting.html",
        final_url="http://yunjiang-daily.test/2026-03-10/innovation-meeting.html",
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=page.encode("gbk"),
        fetched_at=now,
        source="yunjiang-daily",
    )


def _hostile(day: date) -> Draft:
    return Draft(
        url="javascript:alert(document.cookie)",
        source="yunjiang-radio",
        title=f"敌意标题{HOSTILE}",
        kicker=HOSTILE,
        subtitle=HOSTILE,
        text=f"敌意正文里写着{HOSTILE}，别无其他。\n{HOSTILE}",
        original_title=HOSTILE,
        people=(Person(name=HOSTILE, role=Role.AUTHOR, role_raw=HOSTILE),),
        dateline=HOSTILE,
        agency=HOSTILE,
        captions=(Caption(text=HOSTILE),),
        credits=(HOSTILE,),
        placement=Placement(edition_on=day, page_label='"><b>', page_name=HOSTILE),
        published_on=day,
        provenance={HOSTILE: HOSTILE},
        reader=HOSTILE,
    )


def _run(engine: Engine, now: datetime) -> int:
    for source, outcome, detail in (
        ("yunjiang-daily", "done", ""),
        ("yunjiang-evening", "done", ""),
        ("yunjiang-radio", "blocked", "an anti-bot wall answered 12 of 12 requests"),
        ("riverside-weekly", "failed", "3 requests timed out at http://riverside-weekly.test/"),
    ):
        run = runs.begin(engine, source, kind="crawl", now=now - timedelta(hours=3), owner="tests")
        ledger = Ledger(
            discovered=12, stored=9, unchanged=1, rejected={"too-short": 1}, failed={"timeout": 1}, pages=16
        )
        if outcome == "failed":
            ledger = Ledger(discovered=12, failed={"timeout": 3}, pages=3)
        runs.finish(
            engine, run, now=now - timedelta(hours=2, minutes=57), ledger=ledger, outcome=outcome, detail=detail
        )
        runs.schedule(engine, source, now + timedelta(hours=21))
    return run
