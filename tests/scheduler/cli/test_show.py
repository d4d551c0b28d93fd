"""How results look."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from archive.records import Mark
from scheduler.cli import show


@dataclass(slots=True, kw_only=True)
class Told:
    """A record to show."""

    name: str
    on: date
    parts: tuple[str, ...] = ()


def test_records_become_json_objects(capsys: pytest.CaptureFixture[str]) -> None:
    """A record is written as a JSON object with ISO days and readable Chinese."""
    show.as_json([Told(name="镇江日报", on=date(2024, 2, 20), parts=("a",))])

    out = capsys.readouterr().out
    assert json.loads(out) == [{"name": "镇江日报", "on": "2024-02-20", "parts": ["a"]}]
    assert "镇江日报" in out


def test_piped_tables_align_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe the second column starts at the same terminal column behind Chinese and Latin text."""
    show.table(("name", "state"), [("镇江日报", "ok"), ("abc", "new")])

    lines = capsys.readouterr().out.splitlines()
    starts = {show.width(line.rsplit("  ", 1)[0]) + 2 for line in (lines[1],)} | {len("abc") + lines[2].count(" ")}
    assert starts == {10}


def test_marks_surround_the_matched_words() -> None:
    """Matched stretches stand between 【 and 】."""
    assert show.marked("创新引领产业", [Mark(start=2, end=4)]) == "创新【引领】产业"


@pytest.mark.parametrize(
    ("apart", "told"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=-5), "5 min ago"),
        (timedelta(hours=3), "in 3 h"),
        (timedelta(days=-2), "2 d ago"),
    ],
)
def test_distances_are_told_in_one_unit(apart: timedelta, told: str) -> None:
    """A time is told as its distance from now, in the largest unit that fits."""
    now = datetime(2026, 3, 10, 22, 40, tzinfo=UTC)

    assert show.distance(now + apart, now) == told
