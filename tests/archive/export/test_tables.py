"""Articles as CSV and JSON lines."""

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import Engine

from archive.export import COLUMNS, as_csv, as_jsonl
from archive.store import Store
from tests.archive.news import DAY, news, printed

pytestmark = pytest.mark.both_databases


def test_csv_has_a_line_for_each_article(store: Store, engine: Engine, now: datetime) -> None:
    """Lines come in the order asked for, with all columns; line breaks in the text stay inside their cell."""
    numbers = [store.save(news(seed, placement=printed(DAY, "A01")), now=now).article_id for seed in (1, 2)]

    text = "".join(as_csv(engine, reversed(numbers)))

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [int(row["id"]) for row in rows] == numbers[::-1]
    assert rows[1]["text"] == news(1).text
    assert (rows[1]["page_label"], rows[1]["people"], rows[1]["themes"]) == ("A01", "陶然 (reporter)", "city-life")


def test_csv_opens_as_chinese_in_a_spreadsheet(engine: Engine) -> None:
    """The file begins with a byte order mark."""
    assert next(as_csv(engine, [])).startswith("\ufeffid,source,")


def test_title_cannot_be_a_formula(store: Store, engine: Engine, now: datetime) -> None:
    """A cell that a spreadsheet would run gets an apostrophe; JSON lines are exact."""
    number = store.save(news(1, title='=HYPERLINK("http://evil.test")'), now=now).article_id

    rows = list(csv.DictReader(io.StringIO("".join(as_csv(engine, [number])))))
    assert rows[0]["title"] == '\'=HYPERLINK("http://evil.test")'
    assert json.loads(next(as_jsonl(engine, [number])))["title"] == '=HYPERLINK("http://evil.test")'


def test_jsonl_has_an_object_a_line(store: Store, engine: Engine, now: datetime) -> None:
    """Each line is one JSON object with the same columns, Chinese readable."""
    number = store.save(news(1), now=now).article_id

    (line,) = as_jsonl(engine, [number, 99])

    assert line.count("\n") == 1
    assert news(1).title in line
    assert tuple(json.loads(line)) == COLUMNS


def test_export_needs_flat_memory(store: Store, engine: Engine, now: datetime) -> None:
    """Exporting an article 4,000 times takes no more memory than a few steps do."""
    number = store.save(news(1), now=now).article_id

    def endless() -> Iterator[int]:
        for _ in range(4_000):
            yield number

    tracemalloc.start()
    count = sum(1 for _ in as_jsonl(engine, endless()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 4_000
    assert peak < 8_000_000
