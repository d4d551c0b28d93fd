"""Filters: which values of an article each one means."""

import pytest
from sqlalchemy import Engine

from archive.db import reading
from archive.query import parse
from archive.search import Backend

pytestmark = pytest.mark.both_databases


def found(engine: Engine, searcher: Backend, query: str) -> list[int]:
    """The articles that a query finds."""
    with reading(engine) as session:
        return [int(number) for number in searcher.ids(session, parse(query))]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("source:yunjiang-daily", [1, 3]),
        ("source:云江日报", [1, 3]),
        ("source:雲江晚報", [2]),
        ("theme:housing", [3, 4]),
        ("theme:住房", [3, 4]),
        ("theme:Housing", [3, 4]),
        ("author:胡建伟", [1]),
        ("author:胡建偉", [1]),
        ('author:"li  ming"', [3]),
        ("author:胡建", []),
        ("person:马明龙", [1, 3]),
        ("person:胡建伟", []),
        ("org:市政府 OR org:云江市委", [1]),
        ("edition:2024-02", [1, 2]),
        ("edition:2024-03-05", [2]),
        ("edition:2024-02-21.. -theme:housing", [2]),
        ("has:attachment", [3]),
        ("创新 -has:attachment", [1, 2, 4]),
        ("cluster:1", [1, 2]),
        ("cluster:1 产业 -edition:2024-03", [1]),
        ("人才 OR cluster:4", [3, 4]),
        ("cluster:99", []),
        ("place:cn-hubei-beihe", [4]),
        ("place:cn-jiangsu", [1, 2, 3]),
        ("place:cn", [1, 2, 3, 4]),
        ("place:cn-jiang", []),
        ("type:policy", [3]),
        ("lang:zh", [1, 2, 3, 4]),
        ("lang:zh-hant", [3]),
        ("page:A01", [1]),
        ("page:a1", [1]),
        ("page:1", [2]),
        ("date:2024-02", [1, 2]),
        ("date:2024-02-21..", [2, 3]),
        ("date:..2024-02-20", [1]),
        ("date:1990..2030", [1, 2, 3]),
        ("date:2025", []),
        ("theme:(housing OR economy) -source:beihe-news", [1, 3]),
        ("人才 OR date:2024-02-20", [1, 3]),
        ("创新 -date:2024", [4]),
        ("theme:economy OR -theme:housing", [1, 2, 4]),
    ],
)
def test_a_filter_means_the_articles_that_carry_its_value(
    engine: Engine, details: Backend, query: str, numbers: list[int]
) -> None:
    """Ids and names, steps of places and languages, page labels without zeros, stretches of days: alone or combined."""
    assert found(engine, details, query) == numbers


def test_an_unknown_value_is_said(engine: Engine, searcher: Backend) -> None:
    """A source or theme that no article has finds nothing, and a note names the nearest that exists."""
    with reading(engine) as session:
        answer = searcher.find(session, parse("theme:housin"))

    assert answer.total == 0
    assert answer.notes == ("no article has the theme housin; the nearest is housing",)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 19 + "创新" + ")" * 19,
        "".join(f"(w{n} OR " for n in range(19)) + "创新" + ")" * 19,
        "".join(f"(w{n} -" for n in range(9)) + "创新" + ")" * 9,
        " ".join(f"-w{n}" for n in range(250)) + " 创新",
        " OR ".join(f"w{n}" for n in range(250)),
        "创" * 4000,
        '"' + "创，" * 1900 + '"',
        "author:\ud800 OR author:\x00 创\ud800新",
        'source:"\'; DROP TABLE article; --"',
    ],
)
def test_the_largest_queries_are_answered(engine: Engine, searcher: Backend, query: str) -> None:
    """Every query that the language takes, the index takes too: deep, wide, long or hostile."""
    assert isinstance(found(engine, searcher, query), list)
