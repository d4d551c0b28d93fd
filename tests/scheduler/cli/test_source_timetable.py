"""`jianbao source timetable`: the next looks, and why then."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from archive.records import Draft
from archive.store import Store
from pipelines.dedup import same
from scheduler import orders
from tests.scheduler.conftest import Newsroom, Ran

Jianbao = Callable[..., Ran]


def test_written_hours(newsroom: Newsroom, engine_of: Engine, jianbao: Jianbao) -> None:
    """A source with a period shows looks that far apart."""
    newsroom.add_feed("yunjiang-radio", 0)
    orders.enlist(newsroom.config)
    looks = jianbao("source", "timetable", "yunjiang-radio", "--polls", "3", "--json").told["looks"]
    times = [datetime.fromisoformat(look) for look in looks]
    assert times[2] - times[1] == times[1] - times[0] > timedelta(minutes=1)


def test_learned_hours(newsroom: Newsroom, engine_of: Engine, jianbao: Jianbao, present: datetime) -> None:
    """A source with learned hours shows what it usually brings, and has more looks at that hour than at others."""
    newsroom.add_feed("yunjiang-radio", 0)
    path = newsroom.config.home / "sources" / "yunjiang-radio.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = ["every: learned, 24 a day" if line.startswith("every:") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    orders.enlist(newsroom.config)
    store = Store(engine_of, same=same)
    for day in range(1, 21):
        at = (present - timedelta(days=day)).replace(hour=1, minute=5)
        draft = Draft(
            url=f"http://radio.test/{day}.html",
            source="yunjiang-radio",
            title=f"第{day}天",
            text=f"本报讯 第{day}天的消息，与其他各天都不同：{chr(0x4E00 + day) * 30}。",
            published_on=at.date(),
            published_at=at,
            language="zh-Hans",
        )
        store.save(draft, now=at + timedelta(minutes=10))
    shown = jianbao("source", "timetable", "yunjiang-radio", "--polls", "40")
    assert "learned from" in shown.out
    assert "working days news" in shown.out
    told = jianbao("source", "timetable", "yunjiang-radio", "--polls", "60", "--json").told
    hours = [datetime.fromisoformat(look).hour for look in told["looks"]]
    assert hours.count(1) > 2 * hours.count(14)


def test_by_hand_only(newsroom: Newsroom, engine_of: Engine, jianbao: Jianbao) -> None:
    """A source without a timetable says so, and an unknown one is an error."""
    newsroom.add_feed("yunjiang-radio", 0)
    path = newsroom.config.home / "sources" / "yunjiang-radio.yaml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("every:")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "by hand only" in jianbao("source", "timetable", "yunjiang-radio").out
    assert jianbao("source", "timetable", "nowhere").code == 2
